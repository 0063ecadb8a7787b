import numpy as np
import pytest

from midstance.kernels.geometry.posture import posture_joints
from midstance.pose.people.novelty import AT_MOST, N_KNOWN, NEW, Novelty
from midstance.schema.skeletons import BLAZEPOSE_33

JOINTS = posture_joints(BLAZEPOSE_33.keypoints)
TRUNK_PX = 100.0


def pose(number=0):
    """Return one of many poses, each unlike the others."""
    return np.random.default_rng(number).normal(size=(33, 2)) * TRUNK_PX


def answers(novelty, poses):
    return [novelty.is_new(one, TRUNK_PX) for one in poses]


def test_a_pose_is_new_once():
    assert answers(Novelty(JOINTS, 30.0), [pose()] * 5) == [True] + 4 * [False]


def test_a_pose_is_looked_at_again_after_half_a_second():
    found = answers(Novelty(JOINTS, 30.0), [pose()] * 40)
    assert np.flatnonzero(found).tolist() == [0, 15, 30]


@pytest.mark.parametrize(("moved", "is_new"), [(0.5 * NEW, False), (2 * NEW, True)])
def test_a_pose_is_new_when_its_joints_are_elsewhere(moved, is_new):
    novelty = Novelty(JOINTS, 30.0)
    other = pose()
    other[JOINTS[4:]] += moved * TRUNK_PX  # the hips stay where they are
    known = [pose()] * 5
    assert answers(novelty, [*known, other])[-1] is is_new


def test_of_poses_that_are_all_new_a_share_is_looked_at():
    found = answers(Novelty(JOINTS, 30.0), [pose(n) for n in range(200)])
    assert np.mean(found) == pytest.approx(AT_MOST, abs=0.02)


def test_it_goes_on_from_its_memory_as_if_nothing_had_been():
    poses = [pose(n % 40) for n in range(100)]
    unbroken = Novelty(JOINTS, 60.0)
    expected = answers(unbroken, poses)
    begun = Novelty(JOINTS, 60.0)
    first = answers(begun, poses[:37])
    memory = begun.memory()
    kept = {name: values.copy() for name, values in memory.items()}
    answers(begun, poses[37:])
    for name, values in memory.items():
        np.testing.assert_array_equal(values, kept[name])
    assert first + answers(Novelty.recalled(memory), poses[37:]) == expected


def test_it_remembers_no_more_than_it_says():
    novelty = Novelty(JOINTS, 30.0)
    answers(novelty, [pose(n) for n in range(1000)])
    assert len(novelty.memory()["novelty_known"]) == N_KNOWN
