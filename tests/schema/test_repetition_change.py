import dataclasses
from math import nan

import pytest

from midstance.errors import SchemaError
from midstance.schema.repetition_change import Change, with_change
from midstance.schema.repetition_edits import make_repetition_edits
from midstance.schema.repetitions import Repetitions, make_table


@pytest.fixture(scope="module")
def counted():
    """Four squats and a curl, two seconds each."""
    rows = [
        {
            "individual": "anna",
            "exercise": "squats" if k < 4 else "curls",
            "set": 1 if k < 4 else 2,
            "number": k + 1,
            "side": "both",
            "start_s": 2.0 * k + 0.2,
            "bottom_s": 2.0 * k + 1.0,
            "end_s": 2.0 * k + 1.8,
        }
        for k in range(5)
    ]
    return Repetitions(make_table(rows))


def rows_of(edits):
    plain = edits.astype(object).where(edits.notna(), None)
    return [tuple(row) for row in plain.to_numpy().tolist()]


def after(found, *changes):
    """Return the edits after some changes, each made on what those before left."""
    for change in changes:
        edits = with_change(found, change)
        table = found.as_detected().copy()
        for edit in edits.itertuples():
            if edit.action == "move":
                near = (table["bottom_s"] - edit.detected_time_s).abs().idxmin()
                table.loc[near, "bottom_s"] = edit.time_s
            elif edit.action == "delete":
                near = (table["bottom_s"] - edit.detected_time_s).abs().idxmin()
                table = table.drop(index=near)
            else:
                table.loc[len(table) + 10] = table.iloc[0]
                table.loc[table.index[-1], "bottom_s"] = edit.time_s
        found = dataclasses.replace(
            found, table=table, edits=edits, detected=found.as_detected()
        )
    return rows_of(found.edits)


def test_each_change_is_an_edit(counted):
    assert after(counted, Change("add", "anna", 11.0, exercise="curls")) == [
        ("anna", "add", 11.0, None, "", "curls", None, None)
    ]
    assert after(counted, Change("delete", "anna", 3.0)) == [
        ("anna", "delete", None, 3.0, "", "", None, None)
    ]
    moved = Change("change", "anna", 3.0, bottom_s=3.2, end_s=3.9)
    assert after(counted, moved) == [("anna", "move", 3.2, 3.0, "", "", None, 3.9)]


def test_a_set_is_called_otherwise_as_a_whole(counted):
    named = Change("change", "anna", 3.0, exercise="lunges", of_the_set=True)
    edits = after(counted, named)
    assert [row[3] for row in edits] == [1.0, 3.0, 5.0, 7.0]
    assert {row[5] for row in edits} == {"lunges"}


def test_what_was_detected_is_held_on_to_through_changes_of_changes(counted):
    twice = after(
        counted,
        Change("change", "anna", 3.0, start_s=2.1, exercise="lunges"),
        Change("change", "anna", 3.0, bottom_s=3.2),
        Change("change", "anna", 3.2, bottom_s=3.1, side="left"),
    )
    (row,) = twice
    assert row[:6] == ("anna", "move", 3.1, 3.0, "left", "lunges")
    assert row[6] == pytest.approx(2.2)
    gone = after(
        counted,
        Change("change", "anna", 3.0, bottom_s=3.2),
        Change("delete", "anna", 3.2),
    )
    assert gone == [("anna", "delete", None, 3.0, "", "", None, None)]


def test_what_was_added_is_moved_and_taken_away_without_a_trace(counted):
    add = Change("add", "anna", 11.0)
    move = Change("change", "anna", 11.0, bottom_s=11.5)
    assert after(counted, add, move) == [
        ("anna", "add", 11.5, None, "", "", None, None)
    ]
    assert after(counted, add, move, Change("delete", "anna", 11.5)) == []


@pytest.mark.parametrize("first", [Change("delete", "anna", 3.0)])
def test_a_change_is_taken_back(counted, first):
    assert after(counted, first, Change("detected", "anna", 3.0)) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Change("delete", "anna", 3.5), "no repetition at 3.50 s"),
        (Change("delete", "bert", 3.0), "no repetition at"),
        (Change("detected", "anna", 3.0), "Nothing was changed by hand"),
        (Change("change", "anna", 3.0, start_s=3.4), "must begin before"),
        (Change("add", "anna", 3.0, end_s=2.0), "must begin before"),
    ],
)
def test_what_cannot_be_done_is_refused(counted, change, words):
    with pytest.raises(SchemaError, match=words):
        with_change(counted, change)


def test_files_of_before_have_no_start_and_end():
    edits = make_repetition_edits([("anna", "add", 2.0, nan, "", "")])
    assert edits[["start_s", "end_s"]].isna().all(axis=None)
