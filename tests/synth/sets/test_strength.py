import numpy as np
import pytest

from midstance.synth.motion.body.anthropometry import make_body
from midstance.synth.sets.exercises import exercise_pose
from midstance.synth.sets.manner import Manner

BODY = make_body(1.75)
PHASE = np.linspace(0.0, 1.0, 21)


@pytest.mark.parametrize("name", ["pull_up", "bench_dip"])
def test_hands_stay_on_bar_and_bench_while_the_body_moves(name):
    pose = exercise_pose(name, BODY, PHASE)
    assert np.ptp(pose["left_wrist"], axis=0) == pytest.approx(0.0, abs=1e-9)
    assert np.ptp(pose["shoulder_centre"][:, 2]) > 0.15


def test_the_bar_of_a_deadlift_hangs_straight_below_the_shoulders():
    pose = exercise_pose("deadlift", BODY, PHASE)
    ahead = pose["left_wrist"][:, 0] - pose["left_shoulder"][:, 0]
    assert np.abs(ahead).max() < 0.12
    assert np.ptp(pose["left_wrist"][:, 2]) > 0.35


def test_curls_bend_one_arm_at_a_time_when_the_sides_take_turns():
    pose = exercise_pose("curl", BODY, [0.5, 1.5], manner=Manner(alternates=True))
    heights = [pose[f"{side}_wrist"][:, 2] for side in ("left", "right")]
    assert heights[0][0] > heights[1][0] + 0.2
    assert heights[1][1] > heights[0][1] + 0.2


def test_a_knee_comes_up_to_the_hip_and_the_other_foot_stands():
    pose = exercise_pose("high_knees", BODY, 0.5)
    assert pose["left_knee"][0, 2] > pose["left_hip"][0, 2] - 0.12
    assert pose["right_sole_ball"][0, 2] < 0.02


def test_who_skips_leaves_the_ground_and_who_planks_keeps_still():
    assert exercise_pose("rope", BODY, 0.5)["left_sole_ball"][0, 2] > 0.05
    still = exercise_pose("plank", BODY, PHASE)["shoulder_centre"]
    assert np.ptp(still, axis=0).max() < 0.02
