import numpy as np
import pytest
from tests.metrics.conftest import (
    values_of,
)


def test_it_is_the_head_against_the_trunk(side_run):
    truth_deg = np.degrees(np.arctan2(0.05, 0.22)) - side_run.sticks.lean_deg
    assert values_of("head_posture", side_run) == pytest.approx(truth_deg, abs=1e-3)
