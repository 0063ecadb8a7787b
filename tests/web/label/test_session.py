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
    session.draw()
    (results / "analysis.json").unlink()
    session.finish()
    assert "holds no analysis" in session.status()["problem"]
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
