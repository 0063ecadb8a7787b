import dataclasses
import json
from math import isnan, nan

import pandas as pd
import pytest

from midstance.errors import FormatError, SchemaError
from midstance.schema.repetition_edits import make_repetition_edits
from midstance.schema.repetitions import (
    COLUMNS,
    COUNTS,
    DOUBTFUL,
    FILES,
    Repetitions,
    join_repetitions,
    load_repetitions,
    make_table,
    renumbered,
)


def row(**given):
    usual = {"individual": "anna", "exercise": "squats", "set": 1, "number": 1}
    times = {"start_s": 1.0, "bottom_s": 2.0, "end_s": 3.0, "probability": 0.99}
    return {**usual, **times, **given}


@pytest.fixture
def found():
    rows = [row(), row(number=2, start_s=3.0, bottom_s=4.0, end_s=5.0, side="both")]
    doubtful = make_table([("anna", "squats", 1, 0.5, nan, False, "half")], DOUBTFUL)
    return Repetitions(make_table(rows), doubtful)


def test_a_table_has_all_columns_and_missing_is_nan():
    table = make_table([row()])
    assert tuple(table.columns) == COLUMNS
    assert isnan(table["depth_deg"].item())
    assert table["doubt"].item() == ""
    with pytest.raises(SchemaError, match="something else"):
        make_table([row(start_s="soon")])


def test_what_is_saved_is_loaded(found, tmp_path):
    edits = make_repetition_edits([("anna", "delete", nan, 4.0, "", "")])
    edited = dataclasses.replace(found, edits=edits, detected=found.table)
    edited.save(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == set(FILES)
    again = load_repetitions(tmp_path)
    for name in ("table", "doubtful", "edits", "detected"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(edited, name))
    plain = json.loads((tmp_path / COUNTS).read_text("utf-8"))
    assert plain["counts"] == {"squats": 2}
    assert plain["repetitions"][0]["depth_deg"] is None


def test_nothing_repeated_leaves_no_file_unless_asked_for(tmp_path):
    Repetitions().save(tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert load_repetitions(tmp_path).table.empty
    Repetitions().write(tmp_path)
    assert load_repetitions(tmp_path).counts() == {}


def test_a_damaged_file_is_one_sentence(tmp_path):
    (tmp_path / COUNTS).write_text('{"counts": 3}', "utf-8")
    with pytest.raises(FormatError, match="analyze the video again"):
        load_repetitions(tmp_path)


def test_counts_are_by_exercise_and_person(found):
    other = Repetitions(make_table([row(individual="bert", exercise="")]))
    both = join_repetitions([found, other, Repetitions()])
    assert both.counts() == {"squats": 2, "": 1}
    assert both.counts("bert") == {"": 1}
    assert both.to_plain()["counts"] == {"squats": 2, "repetitions": 1}


def test_numbers_go_on_within_an_exercise_and_sets_within_a_person():
    rows = [
        row(set=7, start_s=20.0),
        row(set=7, start_s=22.0),
        row(set=3, start_s=1.0),
        row(set=9, start_s=30.0, exercise="curls"),
        row(set=9, start_s=1.0, individual="bert"),
    ]
    moments = [("anna", "squats", 0, 1.5, 0.5, True, "sooner")]
    found = renumbered(Repetitions(make_table(rows), make_table(moments, DOUBTFUL)))
    assert found.table["set"].tolist() == [1, 2, 2, 3, 1]
    assert found.table["number"].tolist() == [1, 2, 3, 1, 1]
    assert found.doubtful["set"].tolist() == [1]


def test_planks_count_in_seconds():
    rows = [row(exercise="plank", duration_s=20.5), row(exercise="plank", duration_s=9)]
    held = Repetitions(make_table([*rows, row(duration_s=2.0)]))
    assert held.held_s() == held.held_s("anna") == 29.5
    assert held.held_s("bert") == 0.0
    assert held.to_plain()["held_s"] == 29.5
