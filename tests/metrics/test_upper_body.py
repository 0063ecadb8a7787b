import numpy as np
import pytest
from tests.metrics.conftest import Sticks, stick_run, values_of


@pytest.mark.parametrize("lean_deg", [-3.0, 0.0, 12.0])
@pytest.mark.parametrize("view", ["left", "right"])
def test_forward_is_positive(view, lean_deg):
    run = stick_run(view, Sticks(lean_deg=lean_deg))
    assert values_of("trunk_lean", run) == pytest.approx(lean_deg, abs=1e-6)


def test_losing_the_far_shoulder_for_half_the_time_makes_no_jump(side_run):
    position = side_run.tracks["position"].copy(deep=True)
    position.loc[{"keypoint": "right_shoulder"}] += 30.0
    position.loc[{"keypoint": "right_shoulder", "time": position["time"] < 4.0}] = (
        np.nan
    )
    tracks = side_run.tracks.assign(position=position)
    lean = values_of("trunk_lean", side_run._replace(tracks=tracks))
    assert lean == pytest.approx(side_run.sticks.lean_deg, abs=1e-6)


@pytest.mark.parametrize("drift_px_s", [0.0, 15.0])
def test_drifting_across_the_belt_is_no_sway(rear_run, drift_px_s):
    position = rear_run.tracks["position"].copy(deep=True)
    drift_px = drift_px_s * (position["time"] - position["time"][0])
    position.loc[{"space": "x"}] = position.sel(space="x") + drift_px
    run = rear_run._replace(tracks=rear_run.tracks.assign(position=position))
    assert values_of("trunk_sway", run) == pytest.approx(2.0, abs=0.02)


def test_head_posture_is_the_head_against_the_trunk(side_run):
    truth_deg = np.degrees(np.arctan2(0.05, 0.22)) - side_run.sticks.lean_deg
    assert values_of("head_posture", side_run) == pytest.approx(truth_deg, abs=1e-3)


def test_a_forearm_held_at_a_right_angle_is_90_degrees(side_run):
    assert values_of("elbow_flexion", side_run) == pytest.approx(90.0, abs=1e-6)


def test_arm_swing_is_twice_the_amplitude_of_the_upper_arm(side_run):
    assert values_of("arm_swing", side_run) == pytest.approx(50.0, abs=0.01)


@pytest.mark.parametrize("view", ["rear", "front"])
def test_arm_crossover_is_the_hand_beside_the_middle_by_shoulder_width(view):
    run = stick_run(view)
    truth = 100.0 * (0.18 + 0.03 - 0.1) / 0.36
    assert values_of("arm_crossover", run) == pytest.approx(truth, abs=0.02)
