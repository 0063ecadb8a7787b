import numpy as np
import pytest
from tests.metrics.conftest import (
    PHASES,
    stick_run,
    values_of,
)


@pytest.mark.parametrize("view", ["left", "right"])
def test_knee_flexion_contact_is_the_knee_angle_at_phase_zero(view):
    run = stick_run(view)
    s = run.sticks
    truth_deg = float(s.knee_deg(0.0))
    assert values_of("knee_flexion_contact", run) == pytest.approx(truth_deg, abs=0.02)


def test_knee_flexion_stance_is_the_largest_bend_in_the_first_part_of_the_stance(
    side_run,
):
    s = side_run.sticks
    phase = PHASES[0.7 * s.duty >= PHASES]
    truth_deg = np.max(s.knee_deg(phase))
    values = values_of("knee_flexion_stance", side_run)
    assert values[np.isfinite(values)] == pytest.approx(truth_deg, abs=0.05)


def test_knee_flexion_swing_is_the_largest_bend_of_the_stride(side_run):
    s = side_run.sticks
    phase = PHASES
    truth_deg = np.max(s.knee_deg(phase))
    values = values_of("knee_flexion_swing", side_run)
    assert values[np.isfinite(values)] == pytest.approx(truth_deg, abs=0.05)
