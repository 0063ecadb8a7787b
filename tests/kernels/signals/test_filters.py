import numpy as np
import pytest

from midstance.errors import ConfigError
from midstance.kernels.signals.filters import lowpass

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
