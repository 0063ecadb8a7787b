import numpy as np
import pytest

from midstance.kernels.signals.filters import lowpass
from midstance.kernels.signals.resample import is_even, lowpass_in_time


def uneven(seed=0):
    steps = np.random.default_rng(seed).choice([1 / 60, 1 / 30], 300)
    return np.cumsum(steps)


def wave(time_s, hz=1.4):
    return np.sin(2 * np.pi * hz * time_s)[:, None]


def test_rounded_timestamps_are_even():
    assert is_even(np.round(np.arange(300) / 59.94, 3))
    assert not is_even(uneven())


def test_an_even_clock_is_filtered_as_it_is():
    time_s = np.arange(200) / 50
    values = wave(time_s)
    assert np.allclose(lowpass_in_time(time_s, values, 6.0), lowpass(values, 6.0, 50.0))


def test_slow_motion_of_the_body_survives_an_uneven_clock():
    time_s = uneven()
    smooth = lowpass_in_time(time_s, wave(time_s), 8.0)
    assert np.abs(smooth - wave(time_s))[10:-10].max() < 0.01


def test_trembling_goes_on_an_uneven_clock():
    time_s = uneven()
    noise = np.random.default_rng(1).normal(size=(300, 1))
    smooth = lowpass_in_time(time_s, wave(time_s) + 0.1 * noise, 5.0) - wave(time_s)
    assert smooth[10:-10].std() < 0.06


def test_taking_the_index_for_time_would_do_worse():
    time_s = uneven()
    noisy = wave(time_s, 2.8) + 0.1 * np.random.default_rng(1).normal(size=(300, 1))
    truth = wave(time_s, 2.8)
    by_index = lowpass(noisy, 5.0, 1 / float(np.median(np.diff(time_s))))
    by_time = lowpass_in_time(time_s, noisy, 5.0)
    assert np.std(by_time - truth) < 0.8 * np.std(by_index - truth)


def test_nothing_is_bridged_over_a_long_break():
    time_s = np.concatenate([np.arange(60) / 30, 10 + np.arange(60) / 30])
    values = np.repeat([0.0, 100.0], 60)[:, None]
    assert np.allclose(lowpass_in_time(time_s, values, 4.0), values)


@pytest.mark.parametrize("gap", [slice(20, 25), slice(0, 3)])
def test_gaps_stay_gaps_on_an_uneven_clock(gap):
    time_s = uneven()
    values = wave(time_s)
    values[gap] = np.nan
    smooth = lowpass_in_time(time_s, values, 6.0)
    assert np.array_equal(np.isnan(smooth), np.isnan(values))
