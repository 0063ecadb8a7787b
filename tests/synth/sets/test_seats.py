import numpy as np
import pytest

from midstance.schema.skeletons import BLAZEPOSE_33
from midstance.synth.motion.body.anthropometry import make_body
from midstance.synth.motion.body.landmarks import landmarks
from midstance.synth.sets.exercises import exercise_pose
from midstance.synth.sets.manner import HANDS, Manner

BODY = make_body(1.75)


def seated(**manner):
    pose = exercise_pose("sit", BODY, np.array([0.0]), manner=Manner(**manner))
    points = landmarks(pose, BODY.scale)[0]
    return dict(zip(BLAZEPOSE_33.keypoints, points, strict=True))


def test_the_thighs_of_who_sits_on_a_chair_are_about_level():
    one = seated()
    for side in ("left", "right"):
        hip, knee, ankle = (one[f"{side}_{part}"] for part in ("hip", "knee", "ankle"))
        assert hip[2] - knee[2] == pytest.approx(0.05, abs=0.08)
        assert knee[0] - hip[0] > 0.8 * BODY.thigh_m
        assert ankle[2] < 0.15


def test_the_less_deep_the_higher_the_seat():
    heights = [seated(depth=depth)["left_hip"][2] for depth in (1.1, 0.9, 0.75)]
    assert heights == sorted(heights)
    assert heights[-1] - heights[0] > 0.1


@pytest.mark.parametrize("hands", ["usual", *HANDS])
def test_hands_are_kept_in_reach(hands):
    one = seated(hands=hands)
    reach = BODY.upper_arm_m + BODY.forearm_m
    for side in ("left", "right"):
        away = one[f"{side}_wrist"] - one[f"{side}_shoulder"]
        assert np.linalg.norm(away) < 1.1 * reach
