import numpy as np
import pytest
from tests.metrics.conftest import (
    rows_of,
    stick_run,
    values_of,
)


@pytest.mark.parametrize("view", ["rear", "front"])
def test_swing_side_down_is_positive_and_sides_are_told_apart(view):
    run = stick_run(view)
    s = run.sticks
    stance = s.duty * np.linspace(1 / 3, 2 / 3, 101)
    left = values_of("pelvic_drop", run, "left")
    right = values_of("pelvic_drop", run, "right")
    assert left == pytest.approx(np.mean(s.drop_deg(stance)), abs=0.02)
    # In right stance the left hip stays above: the drop is negative.
    assert right == pytest.approx(np.mean(-s.drop_deg(stance + 0.5)), abs=0.02)


@pytest.mark.parametrize("view", ["rear", "front"])
def test_hip_adduction_is_the_thigh_inward_and_the_pelvis_down_on_the_other_side(view):
    run = stick_run(view)
    s = run.sticks
    phase = s.duty * np.linspace(1 / 3, 2 / 3, 101)
    down_m = s.thigh_m * np.cos(np.radians(s.thigh_deg(phase)))
    inward = np.degrees(np.arctan2(0.02, down_m))
    left = values_of("hip_adduction", run, "left")
    assert left == pytest.approx(np.mean(inward + s.drop_deg(phase)), abs=0.05)


@pytest.mark.parametrize("view", ["rear", "front"])
def test_knee_projection_is_thigh_less_shank_at_midstance(view):
    run = stick_run(view)
    s = run.sticks
    phase = s.duty / 2
    thigh, shank = s.thigh_deg(phase), s.thigh_deg(phase) - s.knee_deg(phase)
    thigh_down_m = s.thigh_m * np.cos(np.radians(thigh))
    shank_down_m = s.shank_m * np.cos(np.radians(shank))
    truth_deg = np.degrees(
        np.arctan2(0.02, thigh_down_m) - np.arctan2(0.03, shank_down_m)
    )
    assert values_of("knee_projection", run) == pytest.approx(truth_deg, abs=0.02)


def eversion_deg(s, phase):
    shank = np.radians(s.thigh_deg(phase) - s.knee_deg(phase))
    line = np.radians(s.sole_deg(phase) + s.flat_line_deg)
    heel_down_m = 0.05 * np.sin(line) + 0.06 * np.cos(line)
    inward = np.arctan2(0.03, s.shank_m * np.cos(shank))
    return np.degrees(inward + np.arctan2(0.005, heel_down_m))


def test_heel_outward_of_the_shank_is_positive(rear_run):
    s = rear_run.sticks
    middle = s.duty * np.linspace(1 / 3, 2 / 3, 101)
    truth_deg = np.mean(eversion_deg(s, middle))
    assert values_of("rearfoot_eversion", rear_run) == pytest.approx(truth_deg, abs=0.1)


def test_two_points_on_a_shoe_make_it_very_unsure(rear_run):
    tracks = rear_run.tracks.assign_attrs(keypoint_bias=1.0)
    rows = rows_of("rearfoot_eversion", rear_run._replace(tracks=tracks))
    assert rows["uncertainty"].min() > 5.0


def test_rearfoot_eversion_change_starts_from_contact(rear_run):
    s = rear_run.sticks
    middle = s.duty * np.linspace(1 / 3, 2 / 3, 101)
    truth_deg = np.mean(eversion_deg(s, middle)) - eversion_deg(s, 0.0)
    values = values_of("rearfoot_eversion_change", rear_run)
    assert values == pytest.approx(truth_deg, abs=0.1)


@pytest.mark.parametrize("view", ["rear", "front"])
def test_outward_of_the_midline_is_positive(view):
    run = stick_run(view)
    s = run.sticks
    leg_m = s.thigh_m + s.shank_m
    truth = 100.0 * (0.09 - 0.05) / leg_m
    assert values_of("foot_crossover", run) == pytest.approx(truth, rel=0.07)
