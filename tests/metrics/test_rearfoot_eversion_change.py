import numpy as np
import pytest
from tests.metrics.conftest import (
    values_of,
)


def eversion_deg(s, phase):
    shank = np.radians(s.thigh_deg(phase) - s.knee_deg(phase))
    line = np.radians(s.sole_deg(phase) + s.flat_line_deg)
    heel_down_m = 0.05 * np.sin(line) + 0.06 * np.cos(line)
    inward = np.arctan2(0.03, s.shank_m * np.cos(shank))
    return np.degrees(inward + np.arctan2(0.005, heel_down_m))


def test_it_starts_from_contact(rear_run):
    s = rear_run.sticks
    middle = s.duty * np.linspace(1 / 3, 2 / 3, 101)
    truth_deg = np.mean(eversion_deg(s, middle)) - eversion_deg(s, 0.0)
    values = values_of("rearfoot_eversion_change", rear_run)
    assert values == pytest.approx(truth_deg, abs=0.1)
