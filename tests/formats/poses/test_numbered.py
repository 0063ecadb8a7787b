from pathlib import Path

import pytest

from midstance.errors import FormatError
from midstance.formats.poses.numbered import in_order, last_number


def test_frames_that_are_left_out_are_none():
    assert in_order({3: "c", 1: "a"}, Path("a.json")) == ["a", None, "c"]


def test_numbers_that_are_none_of_frames_are_refused():
    with pytest.raises(FormatError, match=r"2 frames, numbered from 1 to 900000000"):
        in_order({1: "a", 900_000_000: "b"}, Path("a.json"))


@pytest.mark.parametrize(
    ("name", "number"), [("0017.jpg", 17), ("a1_2b.png", 2), ("run.jpg", None)]
)
def test_the_last_number_of_a_name_counts(name, number):
    assert last_number(name) == number
