import pytest

from midstance.errors import SchemaError
from midstance.schema.bouts import make_bouts


def test_bouts_are_sorted_by_start():
    rows = [
        ("anna", 5.0, 9.0, "walking", "left", 0.9),
        ("anna", 0.0, 5.0, "running", "left", 0.9),
    ]
    assert make_bouts(rows)["start_s"].tolist() == [0.0, 5.0]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("anna", 0.0, 1.0, "flying", "left", 1.0), r"activity must be one of"),
        (("anna", 0.0, 1.0, "running", "top", 1.0), r"view must be one of"),
        (("anna", 1.0, 1.0, "running", "left", 1.0), r"end after it starts"),
    ],
)
def test_what_is_no_bout_is_refused(row, message):
    with pytest.raises(SchemaError, match=message):
        make_bouts([row])


def test_exercises_carry_their_repetitions_and_nothing_else_does():
    rows = [
        ("anna", 0.0, 1.0, "walking", "left", 1.0),
        ("anna", 1.0, 9.0, "squats", "left", 0.9, 5),
    ]
    counts = make_bouts(rows)["repetitions"]
    assert counts.isna().tolist() == [True, False]
    assert counts[1] == 5.0
