import pytest
from tests.metrics.conftest import values_of


def test_it_is_oscillation_by_leg_length(side_run):
    s = side_run.sticks
    truth = 100.0 * s.oscillation_m / (s.thigh_m + s.shank_m)
    values = values_of("vertical_oscillation_leg", side_run)
    assert values == pytest.approx(truth, rel=2e-3)
