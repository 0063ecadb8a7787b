import dataclasses

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from midstance.config import Config
from midstance.errors import ConfigError, FormatError, SchemaError, VideoError
from midstance.exercises.curate import curate_repetitions
from midstance.pipeline.analyze import analyze_tracks, curate
from midstance.pipeline.edited import (
    find_video,
    follow_people,
    kept_edits,
    open_folder,
    redraw,
    refresh,
    with_kept_remarks,
    with_kept_repetitions,
)
from midstance.report.page import shows, write_page
from midstance.report.player.known import fingerprint_in
from midstance.report.player.parts import FILM, hides_faces, known_film
from midstance.report.write import OVERLAY, PAGE, write_report
from midstance.schema.analysis import load
from midstance.schema.edits import make_edits
from midstance.schema.remarks import REMARKS, Comment, Decision, Remarks, save_remarks
from midstance.schema.repetition_edits import make_repetition_edits

NAN = float("nan")


def change_table(folder, change):
    path = folder / "events.csv"
    change(pd.read_csv(path)).to_csv(path, index=False)


def one_moved_one_deleted_one_added(table):
    table.loc[3, "time_s"] += 0.02
    added = table.iloc[[5]].assign(time_s=3.97, event="toe_off", source=None)
    return pd.concat([table.drop(index=7), added])


def edits_by_hand(analysis):
    """The third event moved, and one deleted that another detector may find."""
    was = analysis.events.iloc[2]
    kind = (was["individual"], was["side"], was["event"])
    return make_edits(
        [
            (*kind, "move", was["time_s"] + 0.03, was["time_s"]),
            ("person-1", "left", "toe_off", "delete", NAN, 0.01),
            ("person-9", "left", "toe_off", "add", 1.0, NAN),
        ]
    )


def test_a_folder_that_nobody_touched_is_as_it_was(results, analyzed):
    analysis, is_changed = open_folder(results)
    assert not is_changed
    assert analysis.edits.empty
    assert len(analysis.events) == len(analyzed.events)


def test_what_was_changed_in_a_spreadsheet_becomes_edits(results, analyzed):
    change_table(results, one_moved_one_deleted_one_added)
    analysis, is_changed = open_folder(results)
    assert is_changed
    assert sorted(analysis.edits["action"]) == ["add", "delete", "move"]
    by_hand = analysis.events.query("source == 'manual'")
    assert by_hand["uncertainty_s"].to_numpy() == pytest.approx(1 / 90, rel=0.01)
    assert len(analysis.events) == len(analyzed.events)
    assert any("3 events were curated by hand" in text for text in analysis.warnings)


def test_measures_follow_the_spreadsheet(results, analyzed):
    def longer(table):
        left = (table["side"] == "left") & (table["event"] == "toe_off")
        return table.assign(time_s=table["time_s"].where(~left, table["time_s"] + 0.05))

    change_table(results, longer)
    before, after = (
        found.summary().set_index(["metric", "side"])["value"]
        for found in (analyzed, open_folder(results)[0])
    )
    grown = after - before
    assert grown["contact_time", "left"] == pytest.approx(50.0, abs=0.2)
    assert grown["contact_time", "right"] == pytest.approx(0.0, abs=0.2)
    assert grown["cadence", "both"] == pytest.approx(0.0, abs=0.01)


def test_edits_that_the_table_cannot_show_outlast_its_changes(results, analyzed):
    edits = edits_by_hand(analyzed)
    curate(analyzed, edits).save(results)
    assert not open_folder(results)[1]
    change_table(results, lambda table: table.drop(index=9))
    analysis, is_changed = open_folder(results)
    assert is_changed
    assert sorted(analysis.edits["action"]) == ["add", "delete", "delete", "move"]
    assert "person-9" in set(analysis.edits["individual"])


def test_a_table_with_nonsense_is_named(results):
    change_table(results, lambda table: table.assign(side="both"))
    with pytest.raises(SchemaError, match="side must be one of"):
        open_folder(results)


def test_a_folder_without_analysis_is_named(tmp_path):
    with pytest.raises(FormatError, match="holds no analysis"):
        open_folder(tmp_path)


def test_edits_are_kept_for_another_analysis_with_another_detector(
    results, analyzed, clip
):
    edits = edits_by_hand(analyzed)
    curate(analyzed, edits).save(results)
    config = analyzed.config.updated(events={"name": "toe_rise"})
    kept = kept_edits(results, clip, config)
    assert kept["action"].tolist() == edits["action"].tolist()
    again = analyze_tracks(
        analyzed.raw_tracks, config, video=analyzed.video, edits=kept
    )
    by_hand = again.events.query("source == 'manual'")["time_s"]
    assert by_hand.to_numpy() == pytest.approx(
        edits.query("individual == 'person-1'")["time_s"].dropna(), abs=1e-4
    )


def test_edits_follow_the_clock_of_slow_motion(results, analyzed, clip):
    curate(analyzed, edits_by_hand(analyzed)).save(results)
    slow = analyzed.config.updated(clip={"slow_motion": 4.0})
    kept = kept_edits(results, clip, slow)["time_s"].to_numpy()
    now = kept_edits(results, clip, analyzed.config)["time_s"].to_numpy()
    np.testing.assert_allclose(kept, now / 4)


def test_edits_stay_with_their_person_whatever_the_names_are_now(results, analyzed):
    raw = analyzed.raw_tracks
    edits = edits_by_hand(analyzed).query("individual == 'person-1'")
    other = raw.assign(position=raw["position"] + 2000.0)
    after = xr.concat(
        [other, raw.assign_coords(individual=["person-2"])],
        "individual",
        combine_attrs="override",
    )
    again = dataclasses.replace(analyzed, raw_tracks=after)
    followed = follow_people(edits, results, again)
    assert set(followed["individual"]) == {"person-2"}
    gone = dataclasses.replace(analyzed, raw_tracks=other)
    assert set(follow_people(edits, results, gone)["individual"]) == {"person-1-before"}
    assert follow_people(edits, results, analyzed).equals(edits)


def test_edits_for_another_video_are_not_lost(results, analyzed, tmp_path):
    curate(analyzed, edits_by_hand(analyzed)).save(results)
    other = tmp_path / "other.mp4"
    other.write_bytes(b"another")
    with pytest.raises(ConfigError, match=r"by hand \(3\) for run\.mp4"):
        kept_edits(results, other, Config())
    (results / "analysis.json").unlink()
    with pytest.raises(ConfigError, match="not for which video"):
        kept_edits(results, other, Config())


def test_without_edits_any_video_may_be_analyzed_into_a_folder(results, tmp_path):
    assert kept_edits(results, tmp_path / "other.mp4", Config()).empty
    assert kept_edits(tmp_path / "new", tmp_path / "other.mp4", Config()).empty


def test_the_video_is_found_beside_the_folder_and_known_by_its_content(
    results, analyzed, clip, tmp_path
):
    assert find_video(results, analyzed, None) is None
    (tmp_path / "run.mp4").write_bytes(b"another of that name")
    assert find_video(results, analyzed, None) is None
    (tmp_path / "run.mp4").write_bytes(clip.read_bytes())
    assert find_video(results, analyzed, None) == tmp_path / "run.mp4"
    assert find_video(results, analyzed, clip) == clip
    with pytest.raises(VideoError, match="No video at"):
        find_video(results, analyzed, tmp_path / "none.mp4")
    (tmp_path / "cut.mp4").write_bytes(b"cut")
    with pytest.raises(VideoError, match="is not the video that was analyzed"):
        find_video(results, analyzed, tmp_path / "cut.mp4")


def remembering(analysis, video):
    known = {"video_path": str(video), "video_size_bytes": video.stat().st_size}
    return dataclasses.replace(analysis, provenance=analysis.provenance | known)


def test_the_video_is_found_where_it_was_under_whatever_name(
    results, analyzed, clip, tmp_path
):
    elsewhere = tmp_path / "phone" / "IMG_1.mp4"
    elsewhere.parent.mkdir()
    elsewhere.write_bytes(clip.read_bytes())
    known = remembering(analyzed, elsewhere)
    assert find_video(results, known, None) == elsewhere
    elsewhere.write_bytes(b"another")
    assert find_video(results, known, None) is None


def test_the_video_is_found_when_it_moved_together_with_the_folder(
    analyzed, clip, tmp_path
):
    before, after = tmp_path / "before", tmp_path / "disk" / "after"
    (before / "clips" / "may").mkdir(parents=True)
    video = before / "clips" / "may" / "IMG_1.mp4"
    video.write_bytes(clip.read_bytes())
    known = remembering(analyzed, video)
    known.save(before / "out" / "anna")
    after.parent.mkdir()
    before.rename(after)
    folder = after / "out" / "anna"
    assert find_video(folder, load(folder), None) == after / "clips/may/IMG_1.mp4"


def test_a_video_of_unknown_content_is_known_by_its_name(results, analyzed, clip):
    unknown = dataclasses.replace(analyzed, provenance={})
    assert find_video(results, unknown, clip) == clip


def test_without_the_video_the_page_keeps_its_film_and_names_an_old_overlay(
    results, analyzed, clip
):
    assert "data:video" not in redraw(analyzed, None, results).read_text("utf-8")
    write_report(analyzed, clip, results)
    text = redraw(analyzed, None, results).read_text("utf-8")
    assert "before the last changes" not in text
    assert "data:video" in text
    (results / "overlay.mp4").write_bytes(clip.read_bytes())
    assert "before the last changes" in redraw(analyzed, None, results).read_text(
        "utf-8"
    )


def test_with_the_video_an_old_overlay_goes(results, analyzed, clip):
    (results / "overlay.mp4").write_bytes(clip.read_bytes())
    page = redraw(analyzed, clip, results)
    assert "before the last changes" not in page.read_text("utf-8")
    assert not (results / "overlay.mp4").exists()


@pytest.mark.parametrize("kind", ["embed", "link", "none"])
def test_a_page_keeps_its_film_and_nothing_is_encoded(
    results, analyzed, clip, kind, monkeypatch
):
    before = write_report(analyzed, clip, results, film=kind).read_text("utf-8")
    monkeypatch.setattr("midstance.report.write.write_film", None)
    assert redraw(analyzed, clip, results).read_text("utf-8") == before


def hiding(analysis):
    config = analysis.config.updated(hide_faces=True)
    return dataclasses.replace(analysis, config=config)


def test_a_film_with_faces_is_not_kept_where_they_are_hidden(results, analyzed, clip):
    redraw(analyzed, clip, results)
    plain = known_film(results / PAGE)
    redraw(hiding(analyzed), clip, results)
    hidden = known_film(results / PAGE)
    assert hides_faces(results / PAGE)
    assert hidden not in (None, plain)
    redraw(hiding(analyzed), clip, results)
    assert known_film(results / PAGE) == hidden


def test_without_the_video_no_film_with_faces_stays(results, analyzed, clip):
    write_report(analyzed, clip, results, film="link")
    assert (results / FILM).is_file()
    (results / OVERLAY).write_bytes(clip.read_bytes())
    redraw(hiding(analyzed), None, results)
    assert known_film(results / PAGE) is None
    assert not (results / FILM).exists()
    assert not (results / OVERLAY).exists()


def test_saving_the_changes_makes_the_table_midstance_s_own_again(results):
    change_table(results, one_moved_one_deleted_one_added)
    open_folder(results)[0].save(results)
    analysis, is_changed = open_folder(results)
    assert not is_changed
    assert len(load(results).edits) == len(analysis.edits) == 3


def test_repetitions_put_right_by_hand_outlive_another_analysis(
    results, analyzed, clip
):
    assert with_kept_repetitions(results, clip, analyzed) is analyzed
    rows = [("person-1", "add", at_s, NAN, "both", "squats") for at_s in (1.0, 3.0)]
    curate_repetitions(analyzed, make_repetition_edits(rows)).save(results)
    again = with_kept_repetitions(results, clip, analyzed)
    assert again.repetitions.counts() == {"squats": 2}
    slow = analyzed.config.updated(clip={"slow_motion": 2.0})
    slower = with_kept_repetitions(
        results, clip, dataclasses.replace(analyzed, config=slow)
    )
    times_s = slower.repetitions.edits["time_s"].tolist()
    assert times_s == pytest.approx([0.5, 1.5])


def test_repetitions_put_right_for_another_video_are_not_lost(
    results, analyzed, tmp_path
):
    edits = make_repetition_edits([("person-1", "add", 1.0, NAN, "", "squats")])
    curate_repetitions(analyzed, edits).save(results)
    other = tmp_path / "other.mp4"
    other.write_bytes(b"another")
    with pytest.raises(ConfigError, match=r"by hand \(1\) for run\.mp4"):
        with_kept_repetitions(results, other, analyzed)


REMARKED = Remarks(
    (Decision("person-1", "overstriding", "left_out"),), (Comment("a", 1.0, "Here."),)
)


def test_remarks_outlive_another_analysis(results, analyzed, clip):
    assert with_kept_remarks(results, clip, analyzed) is analyzed
    save_remarks(REMARKED, results)
    assert load(results).remarks == REMARKED
    assert with_kept_remarks(results, clip, analyzed).remarks == REMARKED
    slow = analyzed.config.updated(clip={"slow_motion": 2.0})
    slower = dataclasses.replace(analyzed, config=slow)
    (comment,) = with_kept_remarks(results, clip, slower).remarks.comments
    assert comment.time_s == 0.5


def test_remarks_about_another_video_are_not_lost(results, analyzed, clip, tmp_path):
    save_remarks(REMARKED, results)
    other = tmp_path / "other.mp4"
    other.write_bytes(b"another")
    with pytest.raises(ConfigError, match="remarks of a person about run"):
        with_kept_remarks(results, other, analyzed)
    alone = tmp_path / "alone"
    alone.mkdir()
    save_remarks(REMARKED, alone)
    with pytest.raises(ConfigError, match=f"move {REMARKS} away"):
        with_kept_remarks(alone, clip, analyzed)


def test_a_report_is_refreshed_when_somebody_said_something(results, analyzed):
    page = results / "report.html"
    refresh(results)
    assert not page.exists()
    write_page(analyzed, page)
    before = page.stat().st_mtime_ns
    refresh(results)
    assert page.stat().st_mtime_ns == before
    save_remarks(REMARKED, results)
    refresh(results)
    assert "Here." in page.read_text("utf-8")
    assert shows(page, fingerprint_in(results))
