import numpy as np
import pytest

from midstance.errors import ConfigError, NotEnoughDataError
from midstance.exercises.poses.embedding import FULL, mirror
from midstance.exercises.poses.pose_knn import NearestPoses


def fitted(samples, **settings):
    settings = {"n_kept": 9, "n_voting": 3, **settings}
    return NearestPoses(**settings).fit(samples.points, samples.classes)


def test_samples_are_told_right_and_shares_sum_to_one(samples):
    model = fitted(samples)
    shares = model.predict_proba(samples.points)
    assert shares.sum(axis=1) == pytest.approx(np.ones(len(samples)))
    assert model.score(samples.points, samples.classes) == 1.0
    assert model.classes_.tolist() == sorted(set(samples.classes))


def test_the_mirror_image_is_the_same_pose(samples):
    turned = mirror(samples.points)
    with_mirror = fitted(samples).distances(turned)
    without = fitted(samples, with_mirror=False).distances(turned)
    assert fitted(samples).score(turned, samples.classes) == 1.0
    assert with_mirror == pytest.approx(fitted(samples).distances(samples.points), 1e-3)
    assert (with_mirror < without).all()


def test_one_joint_elsewhere_is_enough_to_be_another_pose(samples):
    """The mean alone would vote for the pose that is like it but for a knee."""
    at = np.zeros((3, 33, 3))
    at[:] = samples.points[0]
    at[0, FULL.index("left_knee"), 0] += 60.0
    at[1] += np.random.default_rng(0).normal(0, 4.0, (33, 3))
    model = NearestPoses(n_kept=1, n_voting=1).fit(at[:2], ["kneeing", "standing"])
    assert model.predict(at[2:]).tolist() == ["standing"]


def test_missing_landmarks_are_left_out_and_too_many_give_nan(samples):
    points = samples.points.copy()
    points[0, FULL.index("left_wrist")] = np.nan
    points[1, 11:] = np.nan
    shares = fitted(samples).predict_proba(points)
    assert shares[0].max() == 1.0
    assert np.isnan(shares[1]).all()
    assert np.isnan(fitted(samples).distances(points)[1])


def test_the_upper_body_is_enough_for_push_ups(samples):
    upper = samples.points[:, :25]
    rows = [k for k, name in enumerate(samples.classes) if name.startswith("push")]
    model = NearestPoses(9, 3).fit(upper, samples.classes)
    assert model.score(upper[rows], np.array(samples.classes)[rows]) > 0.9


def test_neighbours_out_of_order_and_missing_classes_are_refused(samples):
    with pytest.raises(ConfigError, match="at most n_kept"):
        NearestPoses(3, 5).fit(samples.points, samples.classes)
    with pytest.raises(NotEnoughDataError, match="48 poses and 2 classes"):
        NearestPoses().fit(samples.points, ["a", "b"])
