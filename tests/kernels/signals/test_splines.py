import numpy as np
import pytest
from scipy.interpolate import CubicSpline

from midstance.kernels.signals.splines import splines_through

TIME_S = np.cumsum(np.random.default_rng(0).uniform(0.02, 0.05, 60))


def _gappy():
    values = np.random.default_rng(1).normal(size=TIME_S.size)
    values[[0, 7, 8, 20, 24, 26, 29, 33, 35, 59]] = np.nan
    return values


def _runs(values):
    seen = np.flatnonzero(np.isfinite(values))
    return np.split(seen, np.flatnonzero(np.diff(seen) > 1) + 1)


def test_each_long_stretch_is_the_cubic_spline_of_scipy():
    values = _gappy()
    splines = splines_through(TIME_S, values)
    long = [run for run in _runs(values) if run.size >= 4]
    assert len(long) >= 3
    for run in long:
        at_s = np.linspace(TIME_S[run[0]], TIME_S[run[-1]], 301)
        expected = CubicSpline(TIME_S[run], values[run])
        value, rate = splines.sample(at_s)
        assert value == pytest.approx(expected(at_s), abs=1e-12)
        assert rate == pytest.approx(expected(at_s, 1), abs=1e-9)


def test_short_stretches_are_joined_by_straight_lines():
    values = _gappy()
    short = [run for run in _runs(values) if 2 <= run.size < 4]
    assert {run.size for run in short} == {2, 3}
    for run in short:
        at_s = np.linspace(TIME_S[run[0]], TIME_S[run[-1]], 31)
        value, rate = splines_through(TIME_S, values).sample(at_s)
        assert value == pytest.approx(np.interp(at_s, TIME_S[run], values[run]))
        slopes = np.diff(values[run]) / np.diff(TIME_S[run])
        assert np.isin(rate.round(6), slopes.round(6)).all()


def test_a_single_sample_has_a_value_and_no_rate():
    values = _gappy()
    (alone,) = (run[0] for run in _runs(values) if run.size == 1 and run[0] == 34)
    value, rate = splines_through(TIME_S, values).sample(TIME_S[[alone]])
    assert value == [values[alone]]
    assert np.isnan(rate).all()


def test_gaps_and_what_is_outside_are_unknown():
    values = _gappy()
    at_s = np.concatenate(
        [[-1.0, TIME_S[0], TIME_S[7], TIME_S[6] + 1e-9, TIME_S[-1], 99.0]]
    )
    value, rate = splines_through(TIME_S, values).sample(at_s)
    assert np.isnan(value).all()
    assert np.isnan(rate).all()


@pytest.mark.parametrize("n_times", [0, 1, 5])
def test_nothing_seen_gives_nothing(n_times):
    time_s = np.arange(n_times, dtype=float)
    splines = splines_through(time_s, np.full(n_times, np.nan))
    assert np.isnan(splines.sample(np.array([[0.0, 0.5]]))).all()


def test_a_stretch_does_not_change_with_what_lies_beyond_a_gap():
    values = _gappy()
    alone = np.where(np.arange(TIME_S.size) < 7, values, np.nan)
    at_s = np.linspace(TIME_S[1], TIME_S[6], 97)
    whole = splines_through(TIME_S, values).sample(at_s)
    assert np.array_equal(whole, splines_through(TIME_S, alone).sample(at_s))
