import numpy as np
import pytest
from tests.metrics.conftest import (
    stick_run,
    values_of,
)


def test_it_is_the_line_from_hip_to_ankle():
    run = stick_run("left")
    s = run.sticks
    thigh_deg = s.thigh_deg(0.0)
    thigh, shank = np.radians([thigh_deg, thigh_deg - s.knee_deg(0.0)])
    forward = s.thigh_m * np.sin(thigh) + s.shank_m * np.sin(shank)
    down = s.thigh_m * np.cos(thigh) + s.shank_m * np.cos(shank)
    truth_deg = np.degrees(np.arctan2(forward, down))
    assert values_of("leg_angle_contact", run) == pytest.approx(truth_deg, abs=0.02)
