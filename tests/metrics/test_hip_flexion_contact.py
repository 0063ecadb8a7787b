import pytest
from tests.metrics.conftest import stick_run, values_of


@pytest.mark.parametrize("view", ["left", "right"])
def test_it_is_the_thigh_against_the_leaning_trunk(view):
    run = stick_run(view)
    s = run.sticks
    truth_deg = float(s.thigh_deg(0.0) + s.lean_deg)
    assert values_of("hip_flexion_contact", run) == pytest.approx(truth_deg, abs=0.02)
