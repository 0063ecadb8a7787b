import numpy as np
import pytest

from midstance.kernels.geometry.bones import (
    BONE_OF,
    BONES,
    from_bones,
    mid_hip,
    to_bones,
)
from midstance.schema.skeletons import RUNNING_18


@pytest.fixture
def points():
    return np.random.default_rng(0).standard_normal((4, 18, 3))


def test_bones_lead_to_every_keypoint_once():
    assert sorted(end for _, end in BONES) == sorted(RUNNING_18.keypoints)


def test_points_come_back_relative_to_the_mid_hip(points):
    assert from_bones(to_bones(points)) == pytest.approx(points - mid_hip(points))


def test_a_longer_shank_moves_the_foot_alone(points):
    bones = to_bones(points)
    bones[:, BONE_OF["left_ankle"]] *= 2.0
    moved = np.abs(from_bones(bones) - (points - mid_hip(points))).max(axis=(0, 2))
    names = np.array(RUNNING_18.keypoints)
    assert set(names[moved > 1e-9]) == {"left_ankle", "left_heel", "left_foot_index"}
