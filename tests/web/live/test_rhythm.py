import numpy as np
import pytest

from midstance.web.live.rhythm import cadence_of


def ankles(times_s, stride_hz, *, swing=1.0, noise=0.0):
    """Two feet that go forth and back against one another."""
    rng = np.random.default_rng(0)
    left = np.zeros((len(times_s), 2))
    left[:, 0] = swing * np.cos(2 * np.pi * stride_hz * times_s)
    left += noise * rng.standard_normal(left.shape)
    return np.stack([left, -left], axis=1)


@pytest.mark.parametrize("rate_hz", [8.0, 15.0, 30.0])
@pytest.mark.parametrize("stride_hz", [0.9, 1.4, 1.5])
def test_two_steps_are_counted_for_each_stride(rate_hz, stride_hz):
    times_s = np.arange(0, 5, 1 / rate_hz)
    told = cadence_of(times_s, ankles(times_s, stride_hz), 1.5)
    assert told.value == pytest.approx(120 * stride_hz, abs=0.2)


def test_uneven_times_change_nothing():
    rng = np.random.default_rng(1)
    times_s = np.sort(rng.uniform(0, 6, 60))
    told = cadence_of(times_s, ankles(times_s, 1.4), 1.5)
    assert told.value == pytest.approx(168, abs=0.2)


def test_the_uncertainty_is_that_of_a_wave_in_noise():
    times_s = np.arange(0, 5, 1 / 15)
    off = []
    for seed in range(40):
        noise = np.random.default_rng(seed).normal(0, 0.2, (len(times_s), 2, 2))
        told = cadence_of(times_s, ankles(times_s, 1.4) + noise, 1.5)
        off.append((told.value - 168) / told.uncertainty)
    assert 0.6 < np.std(off) < 1.6


@pytest.mark.parametrize(
    "still",
    [
        ankles(np.arange(0, 5, 1 / 15), 1.4, swing=0.02),
        ankles(np.arange(0, 5, 1 / 15), 0.2),
        np.random.default_rng(0).normal(0, 1, (75, 2, 2)),
        np.full((75, 2, 2), np.nan),
    ],
)
def test_who_does_not_walk_or_run_has_no_cadence(still):
    assert cadence_of(np.arange(0, 5, 1 / 15), still, 1.5) is None


def test_too_little_says_nothing():
    times_s = np.arange(0, 2, 1 / 30)
    assert cadence_of(times_s, ankles(times_s, 1.4), 1.5) is None
