import numpy as np
import pytest

from midstance.errors import ConfigError
from midstance.kernels.signals.filters import (
    is_even,
    lowpass,
    lowpass_in_time,
    smooth_on,
)

RATE_HZ = 200.0
TIME_S = np.arange(2000) / RATE_HZ


def gain(frequency_hz, cutoff_hz, order):
    wave = np.sin(2 * np.pi * frequency_hz * TIME_S)
    middle = slice(500, 1500)
    smooth = lowpass(wave, cutoff_hz, RATE_HZ, order)
    return np.ptp(smooth[middle]) / np.ptp(wave[middle])


@pytest.mark.parametrize("order", [2, 4, 8])
@pytest.mark.parametrize("cutoff_hz", [2.0, 6.0, 70.0])
def test_half_the_power_is_left_at_the_cutoff(cutoff_hz, order):
    left = gain(cutoff_hz, cutoff_hz, order)
    assert left == pytest.approx(2**-0.5, abs=0.01)


def test_no_lag():
    wave = np.sin(2 * np.pi * TIME_S)
    smooth = lowpass(wave, 10.0, RATE_HZ)
    assert np.argmax(smooth[:150]) == np.argmax(wave[:150])


def test_gap_stays_a_gap_and_does_not_spread():
    wave = np.sin(2 * np.pi * TIME_S)
    wave[700:710] = np.nan
    smooth = lowpass(wave, 10.0, RATE_HZ)
    assert np.array_equal(np.isnan(smooth), np.isnan(wave))


@pytest.mark.parametrize("cutoff_hz", [0.0, 100.0, 150.0])
def test_cutoff_out_of_range_says_the_range(cutoff_hz):
    with pytest.raises(ConfigError, match=r"between 0 and .* \(100 Hz\)"):
        lowpass(TIME_S, cutoff_hz, RATE_HZ)


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


def test_a_slow_wave_survives_smoothing_and_uneven_frames():
    grid_s = np.arange(0, 2, 0.005)
    rng = np.random.default_rng(0)
    time_s = np.sort(rng.choice(np.arange(0, 2, 1 / 240), 240, replace=False))
    values = wave(time_s, 1.5)[:, 0]
    read = smooth_on(time_s, values, grid_s, cutoff_hz=8.0, longest_gap_s=0.15)
    inner = (grid_s > 0.3) & (grid_s < 1.6)
    true = np.sin(2 * np.pi * 1.5 * grid_s)
    assert np.abs(read - true)[inner].max() < 0.02


def test_smoothing_what_was_never_seen_gives_nothing():
    time_s, grid_s = np.arange(0, 1, 0.02), np.arange(0, 2, 0.005)
    missing = np.full(len(time_s), np.nan)
    smooth = smooth_on(time_s, missing, grid_s, cutoff_hz=8.0, longest_gap_s=1.0)
    assert np.isnan(smooth).all()
