import pytest

from midstance.findings.norms import norm_at
from midstance.report.useful import CLEAR, is_useful, together

NAN = float("nan")


@pytest.mark.parametrize(
    ("value", "doubt", "unit", "said"),
    [
        (14.0, 31.0, "deg", False),
        (14.0, 9.0, "deg", True),
        (28.0, 47.0, "%", False),
        (2.0, 3.0, "%", True),
        (78.0, 42.0, "cm", False),
        (78.0, 8.0, "cm", True),
        (NAN, 1.0, "cm", False),
        (14.0, NAN, "deg", True),
    ],
)
def test_what_is_wider_than_it_is_useful_cannot_be_told(value, doubt, unit, said):
    assert is_useful(value, doubt, unit) is said


@pytest.mark.parametrize("share", [1.9, 2.1])
def test_others_say_how_wide_is_too_wide(share):
    norm = norm_at("knee_flexion_contact", 3.0)
    assert is_useful(15.0, share * norm.sd, "deg", norm) is (share < 2)


def test_the_better_known_side_counts_more():
    value, doubt = together((10.0, 16.0), (1.0, 4.0))
    assert 10 < value < 10.5
    assert doubt == pytest.approx(1.0 * 16 / 17 + 4.0 / 17)


@pytest.mark.parametrize("apart", [0.99, 1.01])
def test_sides_stay_apart_beyond_their_doubt(apart):
    difference = apart * CLEAR * 5.0
    both = together((0.0, difference), (3.0, 4.0))
    assert (both is None) is (apart > 1)


def test_without_a_doubt_nothing_is_put_together():
    assert together((1.0, 1.0), (NAN, 1.0)) is None
