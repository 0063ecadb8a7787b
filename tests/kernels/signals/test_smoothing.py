import numpy as np
import pytest

from midstance.kernels.signals.smoothing import TIME_CONSTANT_S, smooth_exponentially


def pulse(rate_hz):
    time_s = np.arange(round(4 * rate_hz)) / rate_hz
    return time_s, np.exp(-(((time_s - 2.0) / 0.4) ** 2))[:, None]


@pytest.mark.parametrize("rate_hz", [10.0, 30.0, 120.0])
def test_recorded_video_has_no_lag_at_any_rate(rate_hz):
    time_s, values = pulse(rate_hz)
    smooth = smooth_exponentially(time_s, values)
    centre_s = (time_s @ smooth[:, 0]) / smooth.sum()
    assert centre_s == pytest.approx(2.0, abs=1e-3)
    assert smooth.max() == pytest.approx(0.93, abs=0.03)


def test_live_smoothing_lags_and_knows_no_future():
    time_s, values = pulse(30.0)
    live = smooth_exponentially(time_s, values, is_live=True, window_s=2.0)
    centre_s = (time_s @ live[:, 0]) / live.sum()
    # The mean age of what counts; a sum over frames is one half frame short.
    assert centre_s - 2.0 == pytest.approx(TIME_CONSTANT_S - 1 / 60, abs=0.005)
    changed = values.copy()
    changed[60:] = 0.0
    again = smooth_exponentially(time_s, changed, is_live=True, window_s=2.0)
    assert again[:60] == pytest.approx(live[:60])


def test_live_weights_are_those_published_at_30_frames_per_s():
    values = np.zeros((10, 1))
    values[4] = 1.0
    live = smooth_exponentially(np.arange(10) / 30, values, is_live=True)
    weights = 0.8 ** np.arange(10)
    assert live[9, 0] == pytest.approx(weights[5] / weights.sum())


def test_gaps_are_bridged_within_the_window_only():
    time_s, values = pulse(30.0)
    values[30:32] = np.nan
    values[60:100] = np.nan
    smooth = smooth_exponentially(time_s, values)
    assert np.isfinite(smooth[30:32]).all()
    assert np.isnan(smooth[80]).all()
