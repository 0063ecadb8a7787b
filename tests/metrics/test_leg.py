import numpy as np
import pytest
from tests.metrics.conftest import (
    stick_run,
    values_of,
)


def test_leg_angle_contact_is_the_line_from_hip_to_ankle():
    run = stick_run("left")
    s = run.sticks
    thigh_deg = s.thigh_deg(0.0)
    thigh, shank = np.radians([thigh_deg, thigh_deg - s.knee_deg(0.0)])
    forward = s.thigh_m * np.sin(thigh) + s.shank_m * np.sin(shank)
    down = s.thigh_m * np.cos(thigh) + s.shank_m * np.cos(shank)
    truth_deg = np.degrees(np.arctan2(forward, down))
    assert values_of("leg_angle_contact", run) == pytest.approx(truth_deg, abs=0.02)


def test_leg_angle_toe_off_is_the_line_from_hip_to_ankle():
    run = stick_run("left")
    s = run.sticks
    thigh_deg = s.thigh_deg(s.duty)
    thigh, shank = np.radians([thigh_deg, thigh_deg - s.knee_deg(s.duty)])
    forward = s.thigh_m * np.sin(thigh) + s.shank_m * np.sin(shank)
    down = s.thigh_m * np.cos(thigh) + s.shank_m * np.cos(shank)
    truth_deg = np.degrees(np.arctan2(forward, down))
    assert values_of("leg_angle_toe_off", run) == pytest.approx(truth_deg, abs=0.02)


@pytest.mark.parametrize("view", ["left", "right"])
def test_tibia_angle_contact_is_the_shank_angle_at_phase_zero(view):
    run = stick_run(view)
    s = run.sticks
    truth_deg = float(s.thigh_deg(0.0) - s.knee_deg(0.0))
    assert values_of("tibia_angle_contact", run) == pytest.approx(truth_deg, abs=0.02)


def ahead_m(s):
    thigh, shank = np.radians([s.thigh_deg(0.0), s.thigh_deg(0.0) - s.knee_deg(0.0)])
    return s.thigh_m * np.sin(thigh) + s.shank_m * np.sin(shank)


@pytest.mark.parametrize("view", ["left", "right"])
def test_ahead_of_the_hip_is_positive(view):
    run = stick_run(view)
    truth_cm = 100.0 * ahead_m(run.sticks)
    assert values_of("overstride", run) == pytest.approx(truth_cm, abs=0.02)


def test_overstride_leg_is_by_the_length_of_the_leg(side_run):
    s = side_run.sticks
    truth = 100.0 * ahead_m(s) / (s.thigh_m + s.shank_m)
    assert values_of("overstride_leg", side_run) == pytest.approx(truth, abs=0.02)
