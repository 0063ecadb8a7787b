import numpy as np
import pytest

from midstance.activity.heatmap import LIMB_LEVEL, pose_heatmap, two_people
from midstance.schema.skeletons import MPII_16

AT = {name: index for index, name in enumerate(MPII_16.keypoints)}


def nobody():
    return np.full((16, 2), np.nan)


def test_a_joint_is_a_gaussian_bump():
    joints = nobody()
    joints[AT["head_top"]] = 320.5, 240.5
    heat = pose_heatmap(joints[None])
    assert heat.shape == (480, 640)
    assert heat.max() == heat[240, 320] == 1.0
    # 6 px off it is down to exp(-1/2).
    assert heat[246, 320] == pytest.approx(np.exp(-0.5), abs=1e-6)
    assert heat[240, 314] == pytest.approx(np.exp(-0.5), abs=1e-6)
    assert heat[300, 320] == 0.0


def test_a_limb_is_a_ridge_between_its_joints():
    joints = nobody()
    joints[AT["left_knee"]] = 100.5, 100.5
    joints[AT["left_ankle"]] = 300.5, 100.5
    heat = pose_heatmap(joints[None])
    np.testing.assert_allclose(heat[100, 140:260], LIMB_LEVEL, atol=1e-6)
    assert heat[104, 200] < LIMB_LEVEL
    joints[AT["left_ankle"]] = np.nan
    assert pose_heatmap(joints[None])[100, 200] == 0.0


def test_a_mirrored_pose_gives_the_mirrored_map():
    rng = np.random.default_rng(0)
    joints = rng.uniform(20, 100, (1, 16, 2))
    heat = pose_heatmap(joints, width_px=160, height_px=120)
    mirrored = joints.copy()
    mirrored[..., 0] = 160 - mirrored[..., 0]
    other = pose_heatmap(mirrored, width_px=160, height_px=120)
    np.testing.assert_allclose(heat[:, ::-1], other, atol=1e-6)


def test_joints_out_of_the_map_do_not_matter():
    joints = nobody()
    joints[0] = -500.0, 2000.0
    assert pose_heatmap(joints[None]).max() == 0.0


def test_the_nearest_to_the_middle_and_the_farthest_from_them_are_looked_at():
    people = np.stack([nobody() for _ in range(5)])
    for number, place in enumerate([(90, 50), (52, 50), (30, 50), (5, 90)]):
        people[number, :4] = place
    assert two_people(people, 100, 100) == [1, 3]
    assert two_people(people[1:2], 100, 100) == [0]
    assert two_people(people[4:], 100, 100) == []
    assert two_people(people[:0], 100, 100) == []
