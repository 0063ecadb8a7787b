import pytest
from tests.metrics.conftest import (
    values_of,
)

from midstance.metrics.sine_model import Timing, leg_shortening_m, peak_force_bw


def test_it_is_force_by_shortening_of_the_leg(side_run):
    timing = Timing(0.238, 0.112)
    shortening_m = leg_shortening_m(timing, 0.53 * 1.75, 3.0)
    truth = peak_force_bw(timing) * 70.0 * 9.81 / shortening_m / 1000.0
    assert values_of("leg_stiffness", side_run) == pytest.approx(truth)


def test_it_is_softer_than_the_vertical_one(side_run):
    leg = values_of("leg_stiffness", side_run)
    assert (leg < values_of("vertical_stiffness", side_run)).all()
