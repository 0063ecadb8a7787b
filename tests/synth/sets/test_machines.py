import numpy as np
import pytest

from midstance.synth.motion.body.anthropometry import make_body
from midstance.synth.sets.exercises import exercise_pose
from midstance.synth.sets.manner import Manner

BODY = make_body(1.75)
PHASE = np.linspace(0.0, 1.0, 41)


def leg_share(pose, side="left"):
    """How long the leg is, in parts of its length."""
    span = pose[f"{side}_hip"] - pose[f"{side}_ankle"]
    return np.linalg.norm(span, axis=1) / BODY.leg_m


def test_pedals_turn_in_a_circle_half_a_turn_apart_below_a_still_saddle():
    pose = exercise_pose("cycle", BODY, PHASE)
    left, right = (pose[f"{side}_sole_ball"] for side in ("left", "right"))
    assert np.ptp(left[:, 2]) == pytest.approx(0.34, abs=0.05)
    assert right[:-1] - right[:-1].mean(axis=0) == pytest.approx(
        -(left[:-1] - left[:-1].mean(axis=0)) * [1, 0, 1], abs=0.03
    )
    assert np.ptp(pose["pelvis"], axis=0) == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("height_m", [1.5, 1.95])
def test_the_lowest_pedal_is_reached_by_a_leg_nearly_straight(height_m):
    body = make_body(height_m)
    pose = exercise_pose("cycle", body, PHASE)
    span = pose["left_hip"] - pose["left_ankle"]
    longest = np.linalg.norm(span, axis=1).max() / body.leg_m
    assert longest == pytest.approx(0.95, abs=0.02)


def test_who_rows_slides_from_bent_legs_to_straight_ones_and_then_bends_the_arms():
    pose = exercise_pose("row", BODY, PHASE)
    share = leg_share(pose)
    assert share[0] < 0.6 < 0.95 < share[20]
    assert np.ptp(pose["left_ankle"], axis=0).max() < 0.15
    reach = np.linalg.norm(pose["left_shoulder"] - pose["left_wrist"], axis=1)
    arm_m = BODY.upper_arm_m + BODY.forearm_m
    assert reach[0] > 0.95 * arm_m > 0.8 * arm_m > reach[20]


def test_the_trunk_of_a_racer_leans_more_than_that_of_a_tourist():
    leans = []
    for arms in (0.0, 1.0):
        pose = exercise_pose("cycle", BODY, 0.2, manner=Manner(arms=arms))
        span = pose["shoulder_centre"][0] - pose["pelvis"][0]
        leans.append(np.rad2deg(np.arctan2(span[0], span[2])))
    assert leans[0] < 20 < 40 < leans[1]
