import numpy as np
import pytest
from tests.metrics.conftest import (
    PHASES,
    stick_run,
    values_of,
)


@pytest.mark.parametrize("view", ["left", "right"])
def test_hip_flexion_contact_is_the_thigh_against_the_leaning_trunk(view):
    run = stick_run(view)
    s = run.sticks
    truth_deg = float(s.thigh_deg(0.0) + s.lean_deg)
    assert values_of("hip_flexion_contact", run) == pytest.approx(truth_deg, abs=0.02)


def test_hip_flexion_peak_is_the_largest_angle_of_the_thigh_ahead_of_the_trunk_line(
    side_run,
):
    s = side_run.sticks
    phase = PHASES
    truth_deg = np.max(s.thigh_deg(phase) + s.lean_deg)
    values = values_of("hip_flexion_peak", side_run)
    assert values[np.isfinite(values)] == pytest.approx(truth_deg, abs=0.05)


def test_hip_extension_peak_is_the_largest_angle_of_the_thigh_behind_the_trunk_line(
    side_run,
):
    s = side_run.sticks
    phase = PHASES
    truth_deg = np.max(-s.thigh_deg(phase) - s.lean_deg)
    values = values_of("hip_extension_peak", side_run)
    assert values[np.isfinite(values)] == pytest.approx(truth_deg, abs=0.05)
