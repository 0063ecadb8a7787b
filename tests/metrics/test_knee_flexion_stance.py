import numpy as np
import pytest
from tests.metrics.conftest import (
    PHASES,
    values_of,
)


def test_it_is_the_largest_bend_in_the_first_part_of_the_stance(side_run):
    s = side_run.sticks
    phase = PHASES[0.7 * s.duty >= PHASES]
    truth_deg = np.max(s.knee_deg(phase))
    values = values_of("knee_flexion_stance", side_run)
    assert values[np.isfinite(values)] == pytest.approx(truth_deg, abs=0.05)
