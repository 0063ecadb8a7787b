import tracemalloc

import numpy as np
import pytest

from midstance.kernels.signals.matching import away_from, matched_errors


def test_a_shift_is_the_error_of_every_moment():
    true_s = np.array([0.3, 1.0, 1.7])
    assert matched_errors(true_s + 0.02, true_s) == pytest.approx([0.02] * 3)


def test_one_found_moment_cannot_serve_two_true_ones():
    errors = matched_errors(np.array([1.0]), np.array([0.98, 1.01]))
    assert np.isnan(errors[0])
    assert errors[1] == pytest.approx(-0.01)


def test_what_is_too_far_away_is_not_found():
    assert np.isnan(matched_errors(np.array([1.2]), np.array([1.0]))).all()


@pytest.mark.parametrize(("n_found", "n_true"), [(0, 2), (2, 0), (0, 0)])
def test_nothing_found_or_nothing_to_find(n_found, n_true):
    errors = matched_errors(np.zeros(n_found), np.zeros(n_true))
    assert errors.shape == (n_true,)
    assert np.isnan(errors).all()


@pytest.mark.parametrize("n_known", [1, 2, 40])
def test_how_far_a_moment_is_away_is_that_of_all_pairs_to_the_bit(n_known):
    rng = np.random.default_rng(n_known)
    known_s, moments_s = np.sort(rng.random(n_known)), rng.uniform(-0.2, 1.2, 50)
    every = np.abs(known_s[None] - moments_s[:, None]).min(axis=1)
    np.testing.assert_array_equal(away_from(moments_s, known_s), every)


def test_nothing_known_is_infinitely_far_away():
    assert away_from(np.zeros(3), np.empty(0)).tolist() == [np.inf] * 3


def test_an_hour_takes_no_more_memory_than_its_moments():
    known_s = np.arange(100_000) / 30
    moments_s = known_s[::20]
    tracemalloc.start()
    try:
        away_from(moments_s, known_s)
        assert tracemalloc.get_traced_memory()[1] < 10e6
    finally:
        tracemalloc.stop()
