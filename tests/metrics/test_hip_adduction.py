import numpy as np
import pytest
from tests.metrics.conftest import (
    stick_run,
    values_of,
)


@pytest.mark.parametrize("view", ["rear", "front"])
def test_it_is_the_thigh_inward_and_the_pelvis_down_on_the_other_side(view):
    run = stick_run(view)
    s = run.sticks
    phase = s.duty * np.linspace(1 / 3, 2 / 3, 101)
    down_m = s.thigh_m * np.cos(np.radians(s.thigh_deg(phase)))
    inward = np.degrees(np.arctan2(0.02, down_m))
    left = values_of("hip_adduction", run, "left")
    assert left == pytest.approx(np.mean(inward + s.drop_deg(phase)), abs=0.05)
