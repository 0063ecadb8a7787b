import numpy as np
import pytest

from midstance.kernels.geometry.posture import posture, posture_joints, trunk_px
from midstance.schema.skeletons import BLAZEPOSE_33, COCO_17

JOINTS = posture_joints(BLAZEPOSE_33.keypoints)


@pytest.fixture
def body():
    return np.random.default_rng(0).normal(size=(1, 33, 2)) * 100


def test_neither_place_nor_size_changes_a_posture(body):
    size_px = trunk_px(body, JOINTS)
    here = posture(body, JOINTS, size_px)
    there = posture(3 * body + np.array([50.0, -20.0]), JOINTS, 3 * size_px)
    np.testing.assert_allclose(there, here)
    np.testing.assert_allclose(trunk_px(3 * body, JOINTS), 3 * size_px)


def test_a_bent_knee_does(body):
    size_px = trunk_px(body, JOINTS)
    bent = body.copy()
    bent[:, BLAZEPOSE_33.keypoints.index("left_knee")] += 30.0
    apart = posture(bent, JOINTS, size_px) - posture(body, JOINTS, size_px)
    assert (apart**2).sum() == pytest.approx(2 * (30.0 / size_px[0]) ** 2)


def test_a_body_without_feet_has_one_and_legs_alone_have_none():
    assert len(posture_joints(COCO_17.keypoints)) == 8
    assert len(JOINTS) == 12
    assert posture_joints(["left_hip", "right_hip", "left_knee", "right_knee"]) == []
