import pytest
from tests.metrics.conftest import stick_run, values_of


@pytest.mark.parametrize("view", ["left", "right"])
def test_it_is_the_shank_angle_at_phase_zero(view):
    run = stick_run(view)
    s = run.sticks
    truth_deg = float(s.thigh_deg(0.0) - s.knee_deg(0.0))
    assert values_of("tibia_angle_contact", run) == pytest.approx(truth_deg, abs=0.02)
