import pytest
from tests.metrics.conftest import stick_run, values_of


@pytest.mark.parametrize("view", ["rear", "front"])
def test_outward_of_the_midline_is_positive(view):
    run = stick_run(view)
    s = run.sticks
    leg_m = s.thigh_m + s.shank_m
    truth = 100.0 * (0.09 - 0.05) / leg_m
    assert values_of("foot_crossover", run) == pytest.approx(truth, rel=0.07)
