import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from midstance.kernels.geometry.pose_errors import (
    aligned_error,
    position_error,
    scaled_error,
    velocity_error,
)


@pytest.fixture
def truth():
    return np.random.default_rng(0).standard_normal((5, 7, 3))


def test_a_shift_of_3_4_0_is_5_away_everywhere(truth):
    assert position_error(truth + np.array([3.0, 4.0, 0.0]), truth) == pytest.approx(
        np.full((5, 7), 5.0)
    )


def test_another_size_is_no_error_after_scaling(truth):
    assert scaled_error(0.3 * truth, truth) == pytest.approx(np.zeros((5, 7)), abs=1e-9)


def test_the_scale_is_the_one_of_least_squares():
    truth = np.array([[[1.0, 0.0, 0.0], [0.0, 2.0, 0.0]]])
    estimate = np.array([[[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]])
    # s = (1 + 2) / (1 + 1) = 1.5
    assert scaled_error(estimate, truth).tolist() == [[0.5, 0.5]]


def test_shift_turn_and_size_are_no_error_after_alignment(truth):
    turn = Rotation.from_rotvec([0.3, -1.0, 2.0]).as_matrix()
    estimate = 2.5 * truth @ turn.T + [1.0, -2.0, 3.0]
    assert aligned_error(estimate, truth) == pytest.approx(np.zeros((5, 7)), abs=1e-9)


def test_a_mirror_image_stays_an_error(truth):
    assert aligned_error(truth * [-1, 1, 1], truth).mean() > 0.1


def test_alignment_never_makes_the_sum_of_squares_larger(truth):
    estimate = truth + 0.3 * np.random.default_rng(1).standard_normal(truth.shape)
    centred, target = (x - x.mean(axis=1, keepdims=True) for x in (estimate, truth))
    before = (position_error(centred, target) ** 2).sum(axis=1)
    assert ((aligned_error(estimate, truth) ** 2).sum(axis=1) <= before + 1e-12).all()


def test_a_missing_joint_is_left_out_of_the_alignment(truth):
    estimate = 2.0 * truth
    estimate[:, 3] = np.nan
    errors = aligned_error(estimate, truth)
    assert np.isnan(errors[:, 3]).all()
    assert np.delete(errors, 3, axis=1) == pytest.approx(np.zeros((5, 6)), abs=1e-9)


def test_two_joints_are_too_few_to_align(truth):
    estimate = truth.copy()
    estimate[1, 2:] = np.nan
    errors = aligned_error(estimate, truth)
    assert np.isnan(errors[1]).all()
    assert np.isfinite(errors[0]).all()


def test_nothing_to_align_is_nan_throughout(truth):
    assert np.isnan(aligned_error(np.full_like(truth, np.nan), truth)).all()


def test_a_drift_of_1_a_second_is_a_velocity_error_of_1(truth):
    time_s = np.array([0.0, 0.5, 0.7, 1.0, 2.0])
    drift = time_s[:, None, None] * [0.0, 1.0, 0.0]
    assert velocity_error(truth + drift, truth, time_s) == pytest.approx(
        np.ones((4, 7))
    )
