import numpy as np
import pytest

from midstance.errors import ConfigError, SchemaError
from midstance.exercises.poses.embedding import (
    FULL,
    FULL_PAIRS,
    UPPER_PAIRS,
    PoseEmbedding,
    as_points,
    mirror,
    normalized,
)


def some_poses(n_landmarks=33):
    return np.random.default_rng(0).normal(size=(4, n_landmarks, 3))


@pytest.mark.parametrize("n_landmarks", [33, 25])
def test_place_and_size_do_not_matter(n_landmarks):
    points = some_poses(n_landmarks)
    moved = 7.0 * points + [120.0, -40.0, 5.0]
    weights = (1.0, 1.0, 0.5)
    assert PoseEmbedding(weights=weights).transform(moved) == pytest.approx(
        PoseEmbedding(weights=weights).transform(points)
    )


def test_hips_are_the_origin_and_nobody_is_larger_than_one():
    points = normalized(some_poses())
    hips = points[:, [FULL.index("left_hip"), FULL.index("right_hip")]].mean(axis=1)
    assert hips == pytest.approx(np.zeros((4, 3)))
    assert np.hypot(points[..., 0], points[..., 1]).max() <= 1 + 1e-9


def test_full_and_upper_body_have_their_own_vectors():
    assert PoseEmbedding().transform(some_poses()).shape == (4, 2 * len(FULL_PAIRS))
    upper = PoseEmbedding().transform(some_poses(25))
    assert upper.shape == (4, 2 * len(UPPER_PAIRS))


def test_a_vector_goes_from_joint_to_joint_with_its_weights():
    points = some_poses()
    pair = ("left_hip", "left_knee")
    got = PoseEmbedding((pair,), (1.0, 2.0, 0.0)).fit_transform(points)
    at = normalized(points)
    apart = at[:, FULL.index("left_knee")] - at[:, FULL.index("left_hip")]
    assert got == pytest.approx(apart[:, :2] * [1.0, 2.0])


def test_a_mirror_twice_is_the_same_pose():
    points = some_poses()
    assert mirror(mirror(points)) == pytest.approx(points)
    left, right = FULL.index("left_knee"), FULL.index("right_knee")
    assert mirror(points)[:, left] == pytest.approx(points[:, right] * [-1, 1, 1])


def test_only_vectors_of_a_missing_landmark_are_missing():
    points = some_poses()
    points[0, FULL.index("left_wrist")] = np.nan
    missing = np.isnan(PoseEmbedding().transform(points)).reshape(4, -1, 2).any(axis=2)
    assert missing[0].tolist() == ["left_wrist" in pair for pair in FULL_PAIRS]
    assert not missing[1:].any()


def test_flat_poses_have_no_depth():
    points = some_poses()
    points[..., 2] = np.nan
    embedded = PoseEmbedding(weights=(1.0, 1.0, 1.0)).transform(points)
    assert (embedded.reshape(4, -1, 3)[..., 2] == 0).all()


def test_flattened_poses_are_taken_too():
    points = some_poses()
    assert as_points(points.reshape(4, -1)) == pytest.approx(points)


@pytest.mark.parametrize("shape", [(4, 17, 3), (4, 98), (99,)])
def test_other_shapes_are_refused(shape):
    with pytest.raises(SchemaError, match="33 or 25 landmarks"):
        PoseEmbedding().fit(np.zeros(shape))


def test_unknown_joints_and_weights_are_refused():
    with pytest.raises(ConfigError, match="'tail'; choose from"):
        PoseEmbedding((("tail", "nose"),)).transform(some_poses())
    with pytest.raises(ConfigError, match="three numbers from 0 on"):
        PoseEmbedding(weights=(0.0, 0.0, 0.0)).transform(some_poses())
