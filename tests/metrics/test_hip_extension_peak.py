import numpy as np
import pytest
from tests.metrics.conftest import (
    PHASES,
    values_of,
)


def test_it_is_the_largest_angle_of_the_thigh_behind_the_trunk_line(side_run):
    s = side_run.sticks
    phase = PHASES
    truth_deg = np.max(-s.thigh_deg(phase) - s.lean_deg)
    values = values_of("hip_extension_peak", side_run)
    assert values[np.isfinite(values)] == pytest.approx(truth_deg, abs=0.05)
