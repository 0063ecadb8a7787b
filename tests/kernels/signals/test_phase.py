import numpy as np
import pytest

from midstance.kernels.signals.phase import cycle_phase, fundamental_hz, without_drift

TIME_S = np.arange(0, 10, 0.01)


def walk(phase):
    """Two signals with harmonics, as joints have."""
    return np.column_stack(
        [np.cos(phase), 0.5 * np.cos(phase - 1) + 0.2 * np.cos(2 * phase)]
    )


@pytest.mark.parametrize("hz", [0.7, 1.3, 2.2])
def test_the_frequency_is_found_in_noise(hz):
    noise = np.random.default_rng(0).normal(size=(1000, 2))
    values = walk(2 * np.pi * hz * TIME_S) + 0.5 * noise
    found = fundamental_hz(TIME_S, values, lowest_hz=0.3, highest_hz=2.5)
    assert found == pytest.approx(hz, abs=0.02)


def test_what_never_moves_has_no_frequency():
    still = np.ones((1000, 1))
    assert np.isnan(fundamental_hz(TIME_S, still, lowest_hz=0.3, highest_hz=2.5))


def test_the_phase_follows_strides_of_uneven_length():
    true = 2 * np.pi * (1.3 * TIME_S + 0.03 * np.sin(2 * np.pi * 0.2 * TIME_S))
    phase, _ = cycle_phase(TIME_S, walk(true), 1.3)
    error = np.angle(np.exp(1j * (phase - true)))[100:-100]
    assert np.abs(error).max() < 0.05


def test_noise_as_large_as_a_fifth_of_the_signal_costs_a_hundredth_of_a_cycle():
    noise = np.random.default_rng(1).normal(size=(1000, 2))
    true = 2 * np.pi * 1.3 * TIME_S
    phase, _ = cycle_phase(TIME_S, walk(true) + 0.2 * noise, 1.3)
    error = np.angle(np.exp(1j * (phase - true)))[100:-100]
    assert np.sqrt(np.mean(error**2)) < 2 * np.pi / 100


def test_a_gap_in_one_signal_is_bridged_by_the_other():
    true = 2 * np.pi * 1.3 * TIME_S
    values = walk(true)
    values[300:500, 0] = np.nan
    phase, _ = cycle_phase(TIME_S, values, 1.3)
    error = np.angle(np.exp(1j * (phase - true)))[100:-100]
    assert np.abs(error).max() < 0.25


def test_the_amplitude_drops_where_the_movement_stops():
    true = 2 * np.pi * 1.3 * TIME_S
    values = walk(true) * (TIME_S < 5)[:, None]
    _, amplitude = cycle_phase(TIME_S, values, 1.3)
    assert amplitude[700:].max() < 0.2 * amplitude[200:300].min()


def test_gaps_of_a_signal_hardly_pull_the_phase_that_it_has_without_them():
    true = 2 * np.pi * 1.3 * TIME_S
    values = walk(true) + 0.5 * walk(2 * true + 1.0)
    whole, _ = cycle_phase(TIME_S, values, 1.3)
    values[(TIME_S % 1.1) < 0.3, 1] = np.nan
    phase, _ = cycle_phase(TIME_S, values, 1.3)
    late = np.exp(1j * (phase - whole))
    error = np.angle(late / late[100:-100].mean())[100:-100]
    assert np.std(error) < 0.02


def test_a_drift_farther_than_the_swing_hides_no_beat():
    time_s = np.arange(0, 3, 0.02)
    beat = np.sin(2 * np.pi * 1.3 * time_s)
    values = np.column_stack([beat + 1.5 * (time_s - 1) ** 2, beat + 2 * time_s])
    values[20:30] = np.nan
    limits = {"lowest_hz": 0.33, "highest_hz": 2.5}
    assert fundamental_hz(time_s, values, **limits) < 0.6
    found = fundamental_hz(time_s, without_drift(time_s, values), **limits)
    assert found == pytest.approx(1.3, abs=0.06)


def test_of_signals_hardly_seen_no_drift_is_taken_off():
    values = np.full((9, 1), np.nan)
    values[:3, 0] = 1.0, 5.0, 2.0
    np.testing.assert_array_equal(without_drift(np.arange(9.0), values), values)
