import math

import pytest

from midstance.report.quantities import (
    ABSENT,
    MINUS,
    decimals_for,
    display_scale,
    number,
    significant,
    with_uncertainty,
)

NAN = float("nan")


@pytest.mark.parametrize(
    ("value", "uncertainty", "expected"),
    [
        (238.44, 6.3, ("238", "6")),
        (168.93, 0.153, ("168.93", "0.15")),
        (0.3049, 0.012, ("0.305", "0.012")),
        (1234.0, 55.0, ("1234", "55")),
        (-3.26, 0.42, (MINUS + "3.3", "0.4")),
        (10.0, 0.0996, ("10.00", "0.10")),
    ],
)
def test_digits_follow_the_uncertainty(value, uncertainty, expected):
    assert with_uncertainty(value, uncertainty) == expected


@pytest.mark.parametrize("bad", [NAN, math.inf, -math.inf])
def test_what_is_not_finite_is_never_written_as_a_number(bad):
    assert number(bad, 2) == ABSENT
    assert significant(bad) == ABSENT
    assert with_uncertainty(bad, 1.0) == (ABSENT, "")
    assert with_uncertainty(12.345, bad) == ("12.3", "")


def test_rounding_changes_an_uncertainty_by_at_most_a_quarter():
    for uncertainty in [0.011 * 1.07**i for i in range(120)]:
        written = float(f"{uncertainty:.{decimals_for(uncertainty)}f}")
        assert abs(written - uncertainty) <= 0.26 * uncertainty


def test_zero_has_no_sign():
    assert number(-0.04, 1) == "0.0"
    assert number(-0.0, 0) == "0"


def test_short_times_and_lengths_get_small_units():
    assert display_scale("s", 0.24).unit == "ms"
    assert display_scale("s", 3.2).unit == "s"
    assert display_scale("m", -0.08).unit == "cm"
    assert display_scale("m", 1.2).unit == "m"
    assert display_scale("steps/min", 0.5).unit == "steps/min"
    assert display_scale("s", NAN).unit == "s"
