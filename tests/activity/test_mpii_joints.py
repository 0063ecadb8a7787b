import numpy as np
import pytest

from midstance.activity.mpii_joints import mpii_joints
from midstance.schema.skeletons import BLAZEPOSE_33, COCO_17, MPII_16
from midstance.synth.figure.figure import Figure
from midstance.synth.figure.looks import Look
from midstance.synth.motion.body.anthropometry import make_body
from midstance.synth.motion.body.landmarks import landmarks
from midstance.synth.rendering.render import Actor
from midstance.synth.sets.activity_images import _joints
from midstance.synth.sets.exercises import exercise_pose

AT = {name: index for index, name in enumerate(MPII_16.keypoints)}


def test_joints_of_the_same_name_stay_and_the_order_is_mpiis():
    xy = np.random.default_rng(0).random((3, 17, 2))
    joints = mpii_joints(xy, COCO_17.keypoints)
    at = COCO_17.keypoints.index("right_wrist")
    np.testing.assert_array_equal(joints[:, AT["right_wrist"]], xy[:, at])
    assert np.isfinite(joints).all()


def test_mpii_joints_are_left_alone():
    xy = np.random.default_rng(0).random((2, 16, 2))
    np.testing.assert_array_equal(mpii_joints(xy, MPII_16.keypoints), xy)


@pytest.mark.parametrize("name", ["stand", "squat", "press"])
def test_neck_and_head_are_guessed_near_the_truth(name):
    body = make_body(1.75)
    pose = exercise_pose(name, body, 0.3)
    seen = landmarks(pose, body.scale)[:, :, [0, 2]]  # seen from the side
    guessed = mpii_joints(seen, BLAZEPOSE_33.keypoints)[0]
    moment = {key: value[0] for key, value in pose.items()}
    truth = _joints(Actor(Figure(body, Look()), moment), body)[:, [0, 2]]
    off = np.linalg.norm(guessed - truth, axis=1)
    assert off[AT["head_top"]] < 0.08
    assert off[AT["upper_neck"]] < 0.05
    assert off[AT["neck"]] < 0.03
    assert off[AT["pelvis"]] < 0.01


def test_what_nothing_tells_is_nan():
    xy = np.ones((1, 2, 2))
    joints = mpii_joints(xy, ("left_knee", "left_hip"))[0]
    known = np.isfinite(joints).all(axis=1)
    assert [MPII_16.keypoints[k] for k in np.flatnonzero(known)] == [
        "left_hip",
        "left_knee",
    ]
    assert mpii_joints(np.ones((0, 17, 2)), COCO_17.keypoints).shape == (0, 16, 2)
