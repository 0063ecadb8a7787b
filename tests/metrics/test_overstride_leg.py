import numpy as np
import pytest
from tests.metrics.conftest import (
    values_of,
)


def ahead_m(s):
    thigh, shank = np.radians([s.thigh_deg(0.0), s.thigh_deg(0.0) - s.knee_deg(0.0)])
    return s.thigh_m * np.sin(thigh) + s.shank_m * np.sin(shank)


def test_it_is_by_the_length_of_the_leg(side_run):
    s = side_run.sticks
    truth = 100.0 * ahead_m(s) / (s.thigh_m + s.shank_m)
    assert values_of("overstride_leg", side_run) == pytest.approx(truth, abs=0.02)
