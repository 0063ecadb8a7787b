import numpy as np
import pytest
from tests.metrics.conftest import (
    PHASES,
    values_of,
)


def test_it_is_the_largest_bend_of_the_stride(side_run):
    s = side_run.sticks
    phase = PHASES
    truth_deg = np.max(s.knee_deg(phase))
    values = values_of("knee_flexion_swing", side_run)
    assert values[np.isfinite(values)] == pytest.approx(truth_deg, abs=0.05)
