import numpy as np
import pytest
from tests.metrics.conftest import (
    stick_run,
    values_of,
)


@pytest.mark.parametrize("view", ["rear", "front"])
def test_it_is_thigh_less_shank_at_midstance(view):
    run = stick_run(view)
    s = run.sticks
    phase = s.duty / 2
    thigh, shank = s.thigh_deg(phase), s.thigh_deg(phase) - s.knee_deg(phase)
    thigh_down_m = s.thigh_m * np.cos(np.radians(thigh))
    shank_down_m = s.shank_m * np.cos(np.radians(shank))
    truth_deg = np.degrees(
        np.arctan2(0.02, thigh_down_m) - np.arctan2(0.03, shank_down_m)
    )
    assert values_of("knee_projection", run) == pytest.approx(truth_deg, abs=0.02)
