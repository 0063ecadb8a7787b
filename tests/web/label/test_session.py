import pytest

from midstance.errors import SchemaError, VideoError
from midstance.pipeline.analyze import analyze_tracks
from midstance.report.write import write_report
from midstance.schema.analysis import load
from midstance.schema.notes import notes_before
from midstance.web.label.session import Session


@pytest.fixture
def session(analyzed, results, clip):
    return Session(analyzed, results, clip)


def later(analysis, shift_s=0.04):
    """What the page sends when the first left toe-off is moved."""
    own = analysis.events.query("side == 'left' and event == 'toe_off'")
    was_s = float(own["time_s"].iloc[0])
    row = ["person-1", "left", "toe_off", "move", was_s + shift_s, was_s]
    return {"edits": [row]}


def contact_ms(rows):
    return next(
        row["exact"]
        for row in rows
        if (row["metric"], row["side"]) == ("contact_time", "left")
    )


def test_trying_edits_changes_numbers_and_nothing_on_disk(session, analyzed, results):
    before = {path.name: path.read_bytes() for path in results.iterdir()}
    every = [
        ["person-1", "left", "toe_off", "move", time_s + 0.04, time_s]
        for time_s in analyzed.events.query("side == 'left' and event == 'toe_off'")[
            "time_s"
        ]
    ]
    tried = session.measure({"edits": every})["numbers"]
    untouched = session.data()["numbers"]
    assert contact_ms(tried) - contact_ms(untouched) == pytest.approx(40, abs=0.2)
    assert {path.name: path.read_bytes() for path in results.iterdir()} == before


def test_saving_writes_edits_measures_and_report(session, analyzed, results):
    answer = session.save(later(analyzed))
    assert answer["numbers"] == session.data()["numbers"]
    session.finish()
    saved = load(results)
    assert saved.edits["action"].tolist() == ["move"]
    assert (saved.events["source"] == "manual").sum() == 1
    assert not saved.measures.equals(analyzed.measures)
    assert "1 event was curated by hand" in (results / "report.html").read_text("utf-8")
    assert not (results / "overlay.mp4").exists()
    assert session.status() == {"is_drawing": False, "share": 1.0, "problem": ""}


def test_edits_tried_before_are_saved_as_if_all_was_computed_anew(
    session, analyzed, results, tmp_path
):
    session.measure(later(analyzed))
    session.save(later(analyzed))
    session.finish()
    anew = analyze_tracks(
        analyzed.raw_tracks,
        analyzed.config,
        video=analyzed.video,
        notes_on_video=notes_before(analyzed.notes, "tracks"),
        edits=session.analysis.edits,
        provenance=analyzed.provenance,
    )
    anew.save(tmp_path / "anew")
    for path in (tmp_path / "anew").glob("*.[cj]*"):
        assert (results / path.name).read_bytes() == path.read_bytes(), path.name


def test_saving_again_takes_the_edits_back(session, analyzed, results):
    session.save(later(analyzed))
    session.save({"edits": []})
    session.finish()
    assert load(results).edits.empty
    assert "curated by hand" not in (results / "report.html").read_text("utf-8")
    assert session.analysis.events.equals(analyzed.events)


def test_nonsense_is_refused_and_changes_nothing(session, results):
    with pytest.raises(SchemaError, match="Expected"):
        session.save({"edits": "all"})
    assert session.analysis.edits.empty


def test_a_report_that_cannot_be_drawn_is_told(session, analyzed, results):
    page = results / "report.html"
    page.unlink(missing_ok=True)
    page.mkdir()
    session.draw()
    session.finish()
    assert str(page) in session.status()["problem"]
    assert not session.status()["is_drawing"]


def test_frames_are_those_of_the_video(session, clip):
    assert session.jpeg(7)[:2] == b"\xff\xd8"
    assert not session.data()["shows_film"]


@pytest.mark.parametrize("kind", ["embed", "link"])
def test_without_the_video_the_film_of_the_report_is_shown(
    analyzed, results, clip, kind
):
    with pytest.raises(
        VideoError, match=r"run\.mp4 is not there to look at.*video that was analyzed"
    ):
        Session(analyzed, results, None)
    write_report(analyzed, clip, results, film=kind)
    shown, original = Session(analyzed, results, None), Session(analyzed, results, clip)
    try:
        assert shown.jpeg(7) == original.jpeg(7)
        assert shown.data()["shows_film"]
    finally:
        shown.finish()
        original.finish()


def dragged(analysis, shift_px=30.0):
    """What the page sends when the left ankle is dragged on a frame."""
    there = {"individual": "person-1", "keypoint": "left_ankle"}
    x_px, y_px = analysis.tracks["position"].sel(there)[50].to_numpy()
    time_s = float(analysis.tracks["time"][50])
    return {**there, "time_s": time_s, "x_px": x_px + shift_px, "y_px": y_px}


class Undrawn:
    """Draws no report."""

    def __init__(self, *_):
        pass

    def want(self, *_):
        pass

    def finish(self):
        pass


@pytest.fixture
def quick(analyzed, results, clip, monkeypatch):
    """A session whose reports are not drawn."""
    monkeypatch.setattr("midstance.web.label.session.Drawing", Undrawn)
    opened = Session(analyzed, results, clip)
    yield opened
    opened.finish()


def test_a_dragged_keypoint_is_undone_and_done_again(quick, analyzed, results, clip):
    before = quick.data()
    quick.revise({"edits": []}, {"points": [dragged(analyzed)]})
    after = quick.data()
    assert after["said"]["points"][0]["keypoint"] == "left_ankle"
    assert quick.recording() != ""
    assert (after["can_undo"], after["can_redo"]) == (True, False)
    quick.step(-1)
    assert quick.data()["numbers"] == before["numbers"]
    assert load(results).config == analyzed.config
    assert load(results).raw_tracks.equals(analyzed.raw_tracks)
    quick.step(1)
    assert quick.data()["numbers"] == after["numbers"]
    reopened = Session(load(results), results, clip)
    assert reopened.data()["can_undo"]
    reopened.finish()


def test_what_is_said_can_be_taken_back_to_nothing(quick):
    floor = {"start_px": [10.0, 300.0], "end_px": [600.0, 302.0]}
    quick.revise({"edits": []}, {"subject": {"floor": floor}})
    assert quick.data()["said"]["subject"]["floor"]["start_px"] == [10.0, 300.0]
    quick.revise({"edits": []}, {"subject": {"floor": None}})
    assert quick.data()["said"]["subject"]["floor"] is None
    assert quick.data()["said"]["subject"]["height_m"] == 1.75


def test_edits_of_contacts_are_in_the_same_row_of_states(quick, analyzed):
    quick.save(later(analyzed))
    quick.revise(later(analyzed), {"clip": {"slow_motion": 2.0}})
    quick.step(-1)
    moved = later(analyzed)["edits"][0][4]
    assert quick.analysis.edits["time_s"].item() == pytest.approx(moved, abs=1e-3)
    quick.step(-1)
    assert quick.analysis.edits.empty
