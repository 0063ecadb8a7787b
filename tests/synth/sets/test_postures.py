import numpy as np
import pytest

from midstance.synth.motion.body.anthropometry import make_body
from midstance.synth.sets.postures import Arm, Foot, Posture, Reach, assemble

BODY = make_body(1.75)
ZERO = np.zeros(1)


def posture(height_m=5.0, **changes):
    feet = {
        side: Foot(np.array([[0.1, y, 0.0]]), ZERO)
        for side, y in (("left", 0.1), ("right", -0.1))
    }
    arm = Arm(ZERO, ZERO, ZERO)
    values = {
        "pelvis": np.array([[0.0, 0.0, height_m]]),
        "tilt_rad": ZERO,
        "lean_rad": ZERO,
        "feet": feet,
        "arms": {"left": arm, "right": arm},
        "sway_rad": ZERO,
    }
    return Posture(**values | changes)


def test_hips_too_high_come_down_until_the_feet_are_reached():
    pose = assemble(BODY, posture())
    for side in ("left", "right"):
        leg = np.linalg.norm(pose[f"{side}_hip"] - pose[f"{side}_ankle"], axis=1)
        assert leg == pytest.approx(BODY.leg_m, rel=0.01)
        assert pose[f"{side}_sole_ball"][0].tolist() == pytest.approx(
            [0.1, 0.1 if side == "left" else -0.1, 0.0]
        )


def test_low_hips_stay_and_the_knees_point_forward():
    pose = assemble(BODY, posture(0.6))
    assert pose["pelvis"][0].tolist() == [0.0, 0.0, 0.6]
    for side in ("left", "right"):
        assert pose[f"{side}_knee"][0, 0] > pose[f"{side}_hip"][0, 0] + 0.2


def test_a_hand_is_where_it_shall_be_and_its_elbow_points_there():
    wrist = np.array([[0.3, 0.3, 1.0]])
    arms = {"left": Reach(wrist, (0.0, 1.0, 0.0)), "right": Arm(ZERO, ZERO, ZERO)}
    pose = assemble(BODY, posture(0.85, arms=arms))
    assert pose["left_wrist"] == pytest.approx(wrist, abs=1e-6)
    middle = (pose["left_shoulder"] + pose["left_wrist"]) / 2
    assert pose["left_elbow"][0, 1] > middle[0, 1] + 0.05
    for name in ("upper_arm", "forearm"):
        rotation = pose[f"left_{name}_rotation"][0]
        assert rotation.T @ rotation == pytest.approx(np.eye(3), abs=1e-9)


def test_arms_hang_when_no_angle_is_given():
    pose = assemble(BODY, posture(0.85))
    drop = pose["right_wrist"] - pose["right_shoulder"]
    assert drop[0].tolist() == pytest.approx(
        [0.0, 0.0, -BODY.upper_arm_m - BODY.forearm_m]
    )
