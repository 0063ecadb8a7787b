import numpy as np

from midstance.kernels.signals.fourier import harmonic_basis, mean_cycle


def wave(phase):
    return 1 + np.cos(phase) - 0.4 * np.sin(3 * phase)


GRID = np.arange(100) * 2 * np.pi / 100


def test_a_periodic_signal_is_its_own_mean_cycle():
    phase = np.linspace(0.3, 60, 700)
    cycle, scatter = mean_cycle(phase, wave(phase), n_harmonics=5, n_points=100)
    np.testing.assert_allclose(cycle, wave(GRID), atol=2e-3)
    assert scatter < 2e-3


def test_seven_samples_a_cycle_suffice_over_many_cycles():
    phase = np.arange(300) * 2 * np.pi / 7.3
    cycle, _ = mean_cycle(phase, wave(phase), n_harmonics=6, n_points=100)
    np.testing.assert_allclose(cycle, wave(GRID), atol=0.01)


def test_noise_averages_out_and_is_told():
    rng = np.random.default_rng(0)
    phase = np.linspace(0, 2 * np.pi * 40, 2400)
    noisy = wave(phase) + 0.2 * rng.normal(size=2400)
    cycle, scatter = mean_cycle(phase, noisy, n_harmonics=5, n_points=100)
    assert np.sqrt(np.mean((cycle - wave(GRID)) ** 2)) < 0.025
    assert 0.18 < scatter < 0.22


def test_outliers_trend_and_gaps_do_little():
    rng = np.random.default_rng(1)
    phase = np.linspace(0, 2 * np.pi * 20, 1200)
    values = wave(phase) + 0.01 * (phase - phase.mean())
    values[rng.choice(1200, 60, replace=False)] += 5
    values[rng.choice(1200, 200, replace=False)] = np.nan
    cycle, _ = mean_cycle(phase, values, n_harmonics=5, n_points=100)
    np.testing.assert_allclose(cycle, wave(GRID), atol=0.12)


def test_too_few_samples_give_nothing():
    cycle, scatter = mean_cycle(
        np.arange(4.0), np.arange(4.0), n_harmonics=6, n_points=10
    )
    assert np.isnan(cycle).all()
    assert np.isnan(scatter)


def test_harmonics_are_at_right_angles_over_whole_cycles():
    basis = harmonic_basis(np.arange(40) * (2 * np.pi / 40), 3)
    np.testing.assert_allclose(basis.T @ basis, 20 * np.diag([2, *6 * [1]]), atol=1e-9)
