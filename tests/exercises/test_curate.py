import dataclasses
from math import nan

import pandas as pd
import pytest

from midstance.exercises.curate import BY_HAND, curate_repetitions
from midstance.schema.repetition_change import Change, with_change
from midstance.schema.repetition_edits import make_repetition_edits


def n_in_bouts(analysis):
    return analysis.bouts["repetitions"].dropna().tolist()


def test_a_deleted_repetition_is_gone_everywhere_and_comes_back(trained):
    third_s = float(trained.repetitions.table["bottom_s"][2])
    edits = make_repetition_edits([("person-1", "delete", nan, third_s, "", "")])
    edited = curate_repetitions(trained, edits)
    assert edited.repetitions.counts() == {"squats": 4}
    assert edited.repetitions.table["number"].tolist() == [1, 2, 3, 4]
    assert n_in_bouts(edited) == [4]
    assert edited.fingerprint() != trained.fingerprint()
    undone = curate_repetitions(edited, make_repetition_edits())
    pd.testing.assert_frame_equal(undone.repetitions.table, trained.repetitions.table)
    pd.testing.assert_frame_equal(undone.bouts, trained.bouts)


def test_a_moved_repetition_keeps_its_length_and_its_numbers_follow(trained):
    before = trained.repetitions.table
    at_s = float(before["bottom_s"][2])
    edits = make_repetition_edits([("person-1", "move", at_s + 0.3, at_s, "", "")])
    after = curate_repetitions(trained, edits).repetitions.table
    assert len(after) == 5
    assert after["bottom_s"][2] == pytest.approx(at_s + 0.3)
    assert after["doubt"].tolist() == ["", "", BY_HAND, "", ""]
    assert after["lean_deg"][2] < before["lean_deg"][2] - 3
    others = [0, 1, 4]
    pd.testing.assert_series_equal(
        after["depth_deg"][others], before["depth_deg"][others]
    )
    # The next one begins later, where the moved one ends.
    assert after["depth_deg"][3] == pytest.approx(before["depth_deg"][3], abs=2)
    assert (after["start_s"].to_numpy()[1:] >= after["end_s"].to_numpy()[:-1]).all()


def test_an_added_repetition_is_as_those_of_its_set(trained):
    before = trained.repetitions.table
    added_s = float(before["bottom_s"].iloc[-1]) + 2.0
    edits = make_repetition_edits([("person-1", "add", added_s, nan, "", "")])
    edited = curate_repetitions(trained, edits)
    last = edited.repetitions.table.iloc[-1]
    assert (last["exercise"], last["number"], last["side"]) == ("squats", 6, "both")
    assert (last["probability"], last["doubt"]) == (1.0, BY_HAND)
    usual_s = (before["bottom_s"] - before["start_s"]).median()
    assert last["lowering_s"] == pytest.approx(usual_s, abs=0.01)
    assert n_in_bouts(edited) == [6]


def test_a_set_added_where_there_was_none_has_a_bout(trained):
    rows = [("person-1", "add", t, nan, "both", "curls") for t in (14.0, 16.0)]
    edited = curate_repetitions(trained, make_repetition_edits(rows))
    assert edited.repetitions.counts() == {"squats": 5, "curls": 2}
    done = edited.bouts.dropna(subset="repetitions")
    assert done["activity"].tolist() == ["squats", "curls"]
    assert done["repetitions"].tolist() == [5, 2]


def test_a_set_whose_repetitions_are_all_deleted_is_no_exercise(trained):
    bottoms_s = trained.repetitions.table["bottom_s"].tolist()
    rows = [("person-1", "delete", nan, at_s, "", "") for at_s in bottoms_s]
    edited = curate_repetitions(trained, make_repetition_edits(rows))
    assert edited.repetitions.counts() == {}
    assert n_in_bouts(edited) == []


def test_edits_of_others_change_nothing_but_are_kept(trained):
    edits = make_repetition_edits([("bert", "add", 5.0, nan, "", "")])
    edited = curate_repetitions(trained, edits)
    pd.testing.assert_frame_equal(edited.repetitions.table, trained.repetitions.table)
    assert len(edited.repetitions.edits) == 1


def test_edits_come_back_with_the_analysis(trained, tmp_path):
    from midstance.schema.analysis import load

    third_s = float(trained.repetitions.table["bottom_s"][2])
    edits = make_repetition_edits([("person-1", "delete", nan, third_s, "", "")])
    trained = dataclasses.replace(trained, raw_tracks=trained.tracks)
    curate_repetitions(trained, edits).save(tmp_path)
    again = load(tmp_path)
    assert again.repetitions.counts() == {"squats": 4}
    undone = curate_repetitions(again, make_repetition_edits())
    assert undone.repetitions.counts() == {"squats": 5}
    undone.save(tmp_path)
    assert not (tmp_path / "repetition_edits.csv").exists()


def test_start_and_end_count_where_they_are_said(trained):
    at_s = float(trained.repetitions.table["bottom_s"][2])
    change = Change("change", "person-1", at_s, start_s=at_s - 0.4, end_s=at_s + 0.5)
    edits = with_change(trained.repetitions, change)
    after_it = curate_repetitions(trained, edits).repetitions.table
    assert after_it["start_s"][2] == pytest.approx(at_s - 0.4)
    assert after_it["duration_s"][2] == pytest.approx(0.9, abs=0.01)
    assert after_it["depth_deg"][2] < trained.repetitions.table["depth_deg"][2]
