import numpy as np
import pytest

from midstance.events.peaks import first_rise, highest_between


@pytest.mark.parametrize("peak_s", [0.3, 0.3021, 0.3049])
def test_a_parabola_peaks_between_its_samples(peak_s):
    time_s = np.arange(0, 1, 0.01)
    values = 3 - (time_s - peak_s) ** 2
    assert highest_between(time_s, values, 0.0, 1.0) == pytest.approx(peak_s, abs=1e-9)


def test_a_sine_peaks_within_a_thousandth_of_its_sampling_step():
    time_s = np.arange(0, 2, 1 / 30)
    values = np.sin(2 * np.pi * 1.3 * time_s)
    found = highest_between(time_s, values, 0.0, 0.5)
    assert found == pytest.approx(1 / 5.2, abs=5e-4)


def test_the_highest_of_several_peaks_is_taken():
    time_s = np.arange(0, 2, 0.01)
    values = np.exp(-(((time_s - 0.5) / 0.1) ** 2)) + 2 * np.exp(
        -(((time_s - 1.5) / 0.1) ** 2)
    )
    assert highest_between(time_s, values, 0.0, 2.0) == pytest.approx(1.5, abs=1e-3)
    assert highest_between(time_s, values, 0.0, 1.0) == pytest.approx(0.5, abs=1e-3)


def test_a_slope_or_a_gap_has_no_peak():
    time_s = np.arange(0, 1, 0.01)
    assert np.isnan(highest_between(time_s, time_s, 0.0, 1.0))
    gapped = np.where(time_s == time_s[50], np.nan, -((time_s - 0.3) ** 2))
    assert np.isnan(highest_between(time_s, gapped, 0.0, 1.0))
    assert np.isfinite(highest_between(time_s, gapped, 0.0, 0.45))


def test_a_level_is_crossed_where_the_line_says():
    time_s = np.arange(0, 1, 0.01)
    assert first_rise(time_s, 2 * time_s, 1.005, 0.0, 1.0) == pytest.approx(0.5025)


def test_a_level_never_crossed_or_crossed_behind_a_gap_is_nan():
    time_s = np.arange(0, 1, 0.01)
    assert np.isnan(first_rise(time_s, time_s, 5.0, 0.0, 1.0))
    assert np.isnan(first_rise(time_s, -time_s, -0.5, 0.0, 1.0))
    gapped = np.where(time_s == time_s[20], np.nan, time_s)
    assert np.isnan(first_rise(time_s, gapped, 0.5, 0.0, 1.0))
