import numpy as np
import pandas as pd
import pytest

from midstance.errors import FormatError, SchemaError
from midstance.schema.edits import (
    COLUMNS,
    apply_edits,
    describe_edits,
    edits_between,
    load_edits,
    make_edits,
    save_edits,
    validate_edits,
)
from midstance.schema.events import make_events
from midstance.schema.tracks import make_tracks

NAN = float("nan")
FRAME_S = 1 / 30


@pytest.fixture
def tracks():
    """Three seconds at 30 Hz of two people."""
    return make_tracks(
        np.zeros((90, 2, 1, 2)),
        np.ones((90, 1, 2)),
        np.arange(90) * FRAME_S,
        keypoints=["nose"],
        individuals=["anna", "ben"],
    )


@pytest.fixture
def detected():
    rows = [
        (name, side, event, start_s + shift_s, 0.008, "consensus")
        for name in ("anna", "ben")
        for side, start_s in (("left", 0.2), ("right", 0.55))
        for event, shift_s in (("initial_contact", 0.0), ("toe_off", 0.25))
        for start_s in np.arange(start_s, 2.5, 0.7)
    ]
    return make_events(rows)


def edit(action, time_s=NAN, detected_time_s=NAN, *, name="anna", side="left"):
    return (name, side, "initial_contact", action, time_s, detected_time_s)


def contacts(events, name="anna", side="left"):
    chosen = events.query(f"individual == '{name}' and side == '{side}'")
    return chosen[chosen["event"] == "initial_contact"].reset_index(drop=True)


def test_without_edits_nothing_changes(detected, tracks):
    assert apply_edits(detected, make_edits(), tracks).equals(detected)


def test_each_action_changes_one_event_and_nothing_else(detected, tracks):
    edits = make_edits(
        [edit("move", 0.23, 0.2), edit("delete", NAN, 0.9), edit("add", 2.69)]
    )
    after = apply_edits(detected, edits, tracks)
    own = contacts(after)
    assert own["time_s"].tolist() == pytest.approx([0.23, 1.6, 2.3, 2.69])
    assert own["source"].tolist() == ["manual", "consensus", "consensus", "manual"]
    assert (
        after.query("event == 'toe_off'")
        .reset_index(drop=True)
        .equals(detected.query("event == 'toe_off'").reset_index(drop=True))
    )
    for name, side in (("anna", "right"), ("ben", "left"), ("ben", "right")):
        assert contacts(after, name, side).equals(contacts(detected, name, side))


def test_a_time_set_by_eye_is_known_to_a_third_of_the_frame_around_it(detected, tracks):
    dropped = tracks.isel(time=[i for i in range(90) if i not in (36, 37)])
    edits = make_edits([edit("add", 1.22), edit("move", 0.25, 0.2)])
    after = contacts(apply_edits(detected, edits, dropped)).set_index("time_s")
    assert after.loc[0.25, "uncertainty_s"] == pytest.approx(FRAME_S / 3)
    assert after.loc[1.22, "uncertainty_s"] == pytest.approx(3 * FRAME_S / 3)


def test_an_event_found_right_keeps_the_smaller_uncertainty(detected, tracks):
    edits = make_edits([edit("move", 0.2, 0.2)])
    first = contacts(apply_edits(detected, edits, tracks)).iloc[0]
    assert first["source"] == "manual"
    assert first["uncertainty_s"] == 0.008


@pytest.mark.parametrize("shift_s", [-0.12, 0.0, 0.12])
def test_edits_hold_for_another_detector(detected, tracks, shift_s):
    edits = make_edits([edit("move", 0.24, 0.2), edit("delete", NAN, 0.9)])
    other = detected.assign(time_s=detected["time_s"] + shift_s, source="other")
    own = contacts(apply_edits(other, edits, tracks))
    assert own["time_s"].tolist() == pytest.approx([0.24, 1.6 + shift_s, 2.3 + shift_s])


def test_a_manual_event_stands_where_nothing_is_detected_any_more(detected, tracks):
    edits = make_edits([edit("move", 0.24, 0.2), edit("delete", NAN, 0.9)])
    after = apply_edits(make_events([]), edits, tracks)
    assert after["time_s"].tolist() == [0.24]
    assert len(contacts(apply_edits(detected, edits, tracks))) == 3


def test_a_far_move_takes_away_what_is_detected_at_both_places(detected, tracks):
    both = make_events(
        [
            ("anna", "left", "initial_contact", time_s, 0.01, "other")
            for time_s in (1.0, 1.3, 2.0)
        ]
    )
    after = apply_edits(both, make_edits([edit("move", 1.31, 1.0)]), tracks)
    assert after["time_s"].tolist() == [1.31, 2.0]


def test_edits_of_strangers_and_of_other_parts_of_the_video_wait(detected, tracks):
    edits = make_edits([edit("add", 1.2, name="carl"), edit("add", 99.0)])
    assert apply_edits(detected, edits, tracks).equals(detected)


def test_a_table_changed_elsewhere_is_read_as_edits(detected, tracks):
    edits = make_edits(
        [
            edit("move", 0.23, 0.2),
            edit("delete", NAN, 0.9),
            edit("move", 1.6, 1.6),
            edit("add", 2.69),
        ]
    )
    table = apply_edits(detected, edits, tracks)
    pd.testing.assert_frame_equal(edits_between(detected, table), edits)
    assert edits_between(detected, detected).empty


def test_an_event_without_time_in_a_table_is_named(detected):
    table = detected.assign(time_s=NAN)
    with pytest.raises(SchemaError, match="needs a number as time_s"):
        edits_between(detected, table)


def test_edits_come_back_from_their_file(tmp_path):
    edits = make_edits([edit("delete", NAN, 0.9), edit("add", 2.69)])
    save_edits(edits, tmp_path / "edits.csv")
    pd.testing.assert_frame_equal(load_edits(tmp_path / "edits.csv"), edits)
    assert load_edits(tmp_path / "none.csv").empty


def test_a_file_that_is_no_table_is_named(tmp_path):
    (tmp_path / "edits.csv").write_text("", "utf-8")
    with pytest.raises(FormatError, match=r"edits\.csv is not a CSV table"):
        load_edits(tmp_path / "edits.csv")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("anna", "both", "toe_off", "add", 1.0, NAN), "side must be one of"),
        (("anna", "left", "landing", "add", 1.0, NAN), "event must be one of"),
        (("anna", "left", "toe_off", "shift", 1.0, NAN), "action must be one of"),
        (("anna", "left", "toe_off", "add", NAN, NAN), "as time_s; one has none"),
        (("anna", "left", "toe_off", "delete", 1.0, NAN), "as detected_time_s; one"),
        (("anna", "left", "toe_off", "move", "soon", 1.0), "is not a number"),
    ],
)
def test_a_wrong_edit_is_named(row, message):
    with pytest.raises(SchemaError, match=message):
        make_edits([row])


def test_a_missing_column_is_named():
    with pytest.raises(SchemaError, match=r"\['action'\] are missing"):
        validate_edits(make_edits().drop(columns="action"))


def test_what_was_done_is_counted_in_words():
    edits = make_edits(
        [edit("add", 1.0), edit("add", 2.0), edit("move", 0.2, 0.2)],
    )
    assert describe_edits(edits) == (
        "3 events were curated by hand: 2 added, 1 confirmed."
    )
    assert describe_edits(make_edits()) == ""
    assert tuple(edits.columns) == COLUMNS
