from math import nan

import pandas as pd
import pytest

from midstance.errors import SchemaError
from midstance.schema.edits import save_edits
from midstance.schema.repetition_edits import (
    load_repetition_edits,
    make_repetition_edits,
    match_repetitions,
    validate_repetition_edits,
)

ROWS = [
    ("anna", "delete", nan, 4.0, "", ""),
    ("anna", "add", 2.5, nan, "left", "lunges"),
    ("anna", "move", 9.2, 9.0, "", ""),
]


def test_edits_are_sorted_by_time_and_come_back_from_their_file(tmp_path):
    edits = make_repetition_edits(ROWS)
    assert edits["action"].tolist() == ["add", "delete", "move"]
    save_edits(edits, tmp_path / "edits.csv")
    pd.testing.assert_frame_equal(load_repetition_edits(tmp_path / "edits.csv"), edits)
    assert load_repetition_edits(tmp_path / "none.csv").empty


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("anna", "turn", 1.0, 1.0, "", ""), "action must be one of"),
        (("anna", "add", nan, nan, "", ""), "needs a number as time_s"),
        (("anna", "delete", nan, nan, "", ""), "needs a number as detected_time_s"),
        (("anna", "add", 1.0, nan, "middle", ""), "side must be one of"),
        (("anna", "add", "soon", nan, "", ""), "not a number"),
    ],
)
def test_what_is_no_edit_is_refused(row, words):
    with pytest.raises(SchemaError, match=words):
        make_repetition_edits([row])


def test_a_missing_column_is_named():
    with pytest.raises(SchemaError, match="'action'"):
        validate_repetition_edits(make_repetition_edits(ROWS).drop(columns="action"))


def test_each_edit_means_the_nearest_repetition_of_its_person():
    found = pd.DataFrame(
        {
            "individual": ["anna", "anna", "bert", "anna"],
            "bottom_s": [3.8, 4.1, 4.0, 9.0],
        }
    )
    edits = make_repetition_edits(ROWS)
    assert match_repetitions(edits, found) == {1: 1, 3: 2}
