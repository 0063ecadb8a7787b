import numpy as np
import pytest

from midstance.schema.skeletons import BLAZEPOSE_33
from midstance.synth.motion.body.landmarks import landmarks
from midstance.synth.motion.build import build_motion
from midstance.synth.motion.gait import RunnerSettings


@pytest.fixture(scope="module")
def made():
    motion = build_motion(RunnerSettings(variability=0.0), duration_s=2.0, seed=0)
    pose = motion.at(np.linspace(0.0, 2.0, 100))
    return motion, pose, landmarks(pose, motion.body.scale)


def test_every_landmark_has_a_place(made):
    _, _, points = made
    assert points.shape == (100, 33, 3)
    assert np.isfinite(points).all()


def test_joints_are_the_joints_of_the_pose(made):
    _, pose, points = made
    for name in ("left_knee", "right_foot_index", "left_wrist", "nose"):
        index = BLAZEPOSE_33.keypoints.index(name)
        assert points[:, index] == pytest.approx(pose[name])


def test_left_landmarks_lie_to_the_left_of_right_ones(made):
    _, _, points = made
    mean = points.mean(axis=0)
    for left, right in BLAZEPOSE_33.pairs():
        left_y, right_y = (
            mean[BLAZEPOSE_33.keypoints.index(name), 1] for name in (left, right)
        )
        assert left_y > right_y, left


def test_hands_and_face_stay_with_the_body(made):
    motion, pose, points = made
    hand = points[:, BLAZEPOSE_33.keypoints.index("left_thumb")]
    assert np.linalg.norm(hand - pose["left_wrist"], axis=1).max() < 0.16
    mouth = points[:, BLAZEPOSE_33.keypoints.index("mouth_left")]
    away = np.linalg.norm(mouth - pose["head"], axis=1)
    assert away == pytest.approx(away[0])
    assert away[0] < 0.13 * motion.body.scale
