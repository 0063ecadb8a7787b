import numpy as np
import pytest
from tests.metrics.conftest import (
    PHASES,
    values_of,
)


def test_it_is_the_largest_dorsiflexion_of_the_stance(side_run):
    s = side_run.sticks
    phase = PHASES[s.duty >= PHASES]
    truth_deg = np.max(s.sole_deg(phase) - s.thigh_deg(phase) + s.knee_deg(phase))
    values = values_of("dorsiflexion_peak", side_run)
    assert values[np.isfinite(values)] == pytest.approx(truth_deg, abs=0.05)
