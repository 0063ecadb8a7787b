import numpy as np
import pytest
from tests.metrics.conftest import (
    stick_run,
    values_of,
)


def ahead_m(s):
    thigh, shank = np.radians([s.thigh_deg(0.0), s.thigh_deg(0.0) - s.knee_deg(0.0)])
    return s.thigh_m * np.sin(thigh) + s.shank_m * np.sin(shank)


@pytest.mark.parametrize("view", ["left", "right"])
def test_ahead_of_the_hip_is_positive(view):
    run = stick_run(view)
    truth_cm = 100.0 * ahead_m(run.sticks)
    assert values_of("overstride", run) == pytest.approx(truth_cm, abs=0.02)
