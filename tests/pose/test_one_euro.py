import numpy as np
import pytest

from midstance.pose.one_euro import OneEuroFilter


def filtered(values, scale=1.0, interval_s=1 / 30):
    steady = OneEuroFilter(0.5, 10.0, 1.0, interval_s=interval_s)
    return np.array([steady.apply(np.array([value]), scale)[0] for value in values])


def test_what_stands_still_stays():
    assert filtered([3.0] * 10) == pytest.approx([3.0] * 10)


def test_the_first_value_passes_and_a_small_step_comes_slowly():
    values = filtered([0.0] + [1e-6] * 60)
    assert values[0] == 0
    assert values[1] < 0.2e-6
    assert (np.diff(values) > 0).all()


def test_without_speed_it_is_a_first_order_low_pass():
    steady = OneEuroFilter(2.0, 0.0, 1.0, interval_s=0.01)
    steady.apply(np.array([0.0]), 1.0)
    weight = 1 / (1 + 1 / (2 * np.pi * 2.0 * 0.01))
    assert steady.apply(np.array([1.0]), 1.0) == pytest.approx([weight])
    assert steady.apply(np.array([1.0]), 1.0) == pytest.approx(
        [weight + weight * (1 - weight)]
    )


def test_what_moves_fast_lags_less():
    ramp = np.arange(60.0)
    slow, fast = 0.001 * ramp, 1.0 * ramp
    lag_of_slow = (slow - filtered(slow))[-1] / 0.001
    lag_of_fast = (fast - filtered(fast))[-1] / 1.0
    assert lag_of_fast < 0.1 * lag_of_slow


def test_size_in_the_picture_does_not_matter():
    rng = np.random.default_rng(0)
    walk = rng.normal(size=50).cumsum()
    assert filtered(7 * walk, scale=7.0) == pytest.approx(7 * filtered(walk))


def test_a_filter_that_is_recalled_goes_on_to_the_same_bit():
    values = np.random.default_rng(0).normal(size=(9, 2, 2))
    for n_before in range(9):
        one, other = (OneEuroFilter(0.5, 2.0, 1.0, interval_s=0.1) for _ in range(2))
        for value in values[:n_before]:
            one.apply(value, scale=2.0)
        other.recall(one.memory())
        for value in values[n_before:]:
            smooth = one.apply(value, scale=2.0)
            assert other.apply(value, scale=2.0).tobytes() == smooth.tobytes()
