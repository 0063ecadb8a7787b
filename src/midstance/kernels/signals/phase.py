"""The phase of a movement that repeats: which part of its cycle each moment is."""

import numpy as np
from numpy.typing import NDArray

from midstance.kernels.signals.fourier import mean_cycle

WINDOW_CYCLES = 0.4
"""Standard deviation of the window of `cycle_phase`: wide enough to average the
noise of a whole cycle, narrow enough to follow a single long stride."""
N_ROUNDS = 3
"""How often what the pointer lags behind corrects it."""
N_FILLINGS = 2
"""How often gaps are filled with the mean cycle before the phase is read again."""
N_HARMONICS, N_CYCLE_POINTS = 6, 180

PART_S = 12.0
"""Long signals are looked at in parts of about this length, whose powers add."""


def fundamental_hz(
    time_s: NDArray[np.floating],
    values: NDArray[np.floating],
    *,
    lowest_hz: float,
    highest_hz: float,
) -> float:
    """Return the frequency at which `values` swing most.

    Parameters
    ----------
    time_s
        Shape (n_times,), need not be even.
    values
        Shape (n_times, n_signals); their powers are added. NaN is left out.
    lowest_hz, highest_hz
        Where to look. Signals whose second harmonic is stronger than their
        first mislead: give differences between the left and the right.

    Returns
    -------
    float
        NaN when nothing moves.

    Examples
    --------
    >>> time_s = np.arange(0, 5, 0.02)
    >>> round(
    ...     fundamental_hz(
    ...         time_s,
    ...         np.sin(2 * np.pi * 1.4 * time_s)[:, None],
    ...         lowest_hz=0.5,
    ...         highest_hz=2.5,
    ...     ),
    ...     2,
    ... )
    1.4

    """
    duration_s = float(time_s[-1] - time_s[0])
    n_parts = max(1, round(duration_s / PART_S))
    grid_hz = np.arange(
        lowest_hz, highest_hz, min(0.02, 0.1 * n_parts / max(duration_s, 1e-9))
    )
    power = np.zeros(len(grid_hz))
    for times, part in zip(
        np.array_split(time_s, n_parts), np.array_split(values, n_parts), strict=True
    ):
        seen = np.isfinite(part)
        mean = _nan_to_zero(part).sum(axis=0) / np.maximum(seen.sum(axis=0), 1)
        centred = np.where(seen, part - mean, 0.0)
        tapered = centred * np.hanning(len(times) + 2)[1:-1, None]
        turning = np.exp(-2j * np.pi * grid_hz[:, None] * times)
        power += np.sum(np.abs(turning @ tapered) ** 2, axis=1)
    if grid_hz.size == 0 or power.max() <= 0:
        return np.nan
    return float(grid_hz[np.argmax(power)])


def without_drift(
    time_s: NDArray[np.floating], values: NDArray[np.floating]
) -> NDArray[np.float64]:
    """Return `values` less the parabola that fits each signal best.

    A body that comes nearer or turns moves every point slowly, and often farther than
    the legs swing; a few cycles long, that looks like a slow swing.

    Parameters
    ----------
    time_s
        Shape (n_times,).
    values
        Shape (n_times, n_signals); NaN stays, and signals with fewer than four values
        come back as they are.

    Examples
    --------
    >>> time_s = np.arange(5.0)
    >>> bool(np.allclose(without_drift(time_s, (time_s**2)[:, None]), 0))
    True

    """
    left = np.array(values, dtype=float)
    at = (time_s - np.mean(time_s)) / max(float(np.ptp(time_s)), 1e-9)
    drift = np.column_stack([np.ones_like(at), at, at**2])
    for column in left.T:
        seen = np.isfinite(column)
        if seen.sum() > drift.shape[1]:
            fit, *_ = np.linalg.lstsq(drift[seen], column[seen], rcond=None)
            column[:] -= drift @ fit
    return left


def cycle_phase(
    time_s: NDArray[np.floating],
    values: NDArray[np.floating],
    frequency_hz: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Follow the phase and the strength of a movement that nearly repeats.

    The signals are multiplied with a turning pointer of the expected frequency
    and averaged in a Gaussian window of `WINDOW_CYCLES` (complex demodulation);
    what the pointer lags behind corrects it, three times over. All samples of a
    cycle share in its phase, so that the noise of single samples averages out.
    Gaps are then filled with the mean cycle, and the phase is read again.

    Parameters
    ----------
    time_s
        Shape (n_times,), evenly spaced.
    values
        Shape (n_times, n_signals); NaN is left out.
    frequency_hz
        Where to begin, see `fundamental_hz`.

    Returns
    -------
    phase_rad, amplitude
        Shape (n_times,): rising phase, 0 (modulo one turn) where the fundamental
        of the first signal is highest; root of the summed squared amplitudes,
        in the unit of `values`.

    """
    even = 2 * np.pi * frequency_hz * time_s
    if np.isfinite(values).all():
        return _demodulated(values, even)
    phase, amplitude = _demodulated(values, even)
    for _ in range(N_FILLINGS):
        phase, _ = _demodulated(_without_gaps(phase, values), even)
    return phase, amplitude


def _demodulated(
    values: NDArray[np.floating], phase: NDArray[np.floating]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return phase and strength, from a first idea of the phase.

    One signal after the other: of a long video every copy of all of them is large.
    """
    for _ in range(N_ROUNDS):
        width = _window_width(phase)
        pointer = np.exp(-1j * phase)
        total = np.zeros(len(phase), dtype=complex)
        power = np.zeros(len(phase))
        for column in values.T:
            local = _smoothed(_centred(column) * pointer, width)
            total += local * np.conj((local * np.abs(local)).mean())
            local /= np.maximum(_share_seen(column, width), 1e-3)
            power += np.abs(local) ** 2
        phase = phase + np.unwrap(np.angle(total))
    first = np.sum(_centred(values[:, 0]) * np.exp(-1j * phase))
    return np.maximum.accumulate(phase + np.angle(first)), 2 * np.sqrt(power)


def _window_width(phase: NDArray[np.floating]) -> float:
    """Return the standard deviation of the window, in samples."""
    turns = max(float(phase[-1] - phase[0]) / (2 * np.pi), 0.5)
    return WINDOW_CYCLES * len(phase) / turns


def _centred(column: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return a signal less its mean, 0 where it is not seen."""
    seen = np.isfinite(column)
    mean = np.where(seen, column, 0.0).sum() / max(seen.sum(), 1)
    return np.where(seen, column - mean, 0.0)


def _smoothed(
    signal: NDArray[np.complexfloating], width: float
) -> NDArray[np.complex128]:
    from scipy.ndimage import gaussian_filter1d

    smooth = np.empty(len(signal), dtype=complex)
    smooth.real = gaussian_filter1d(signal.real, width)
    smooth.imag = gaussian_filter1d(signal.imag, width)
    return smooth


def _share_seen(
    column: NDArray[np.floating], width: float
) -> NDArray[np.float64] | float:
    """Return which share of the window around each sample is seen."""
    from scipy.ndimage import gaussian_filter1d

    seen = np.isfinite(column)
    return 1.0 if seen.all() else gaussian_filter1d(seen.astype(float), width)


def _without_gaps(
    phase: NDArray[np.floating], values: NDArray[np.floating]
) -> NDArray[np.float64]:
    """Return the signals with their mean cycle where they are not seen.

    What is seen of a cycle with a gap is no whole turn, which would pull its phase.
    Where nothing at all is seen gaps stay.
    """
    seen = np.isfinite(values)
    gaps = ~seen & seen.any(axis=1, keepdims=True)
    filled = values.astype(float)
    for column in np.flatnonzero(gaps.any(axis=0)):
        cycle, _ = mean_cycle(
            phase, values[:, column], n_harmonics=N_HARMONICS, n_points=N_CYCLE_POINTS
        )
        places = (phase[gaps[:, column]] / (2 * np.pi) % 1.0) * N_CYCLE_POINTS
        filled[gaps[:, column], column] = np.interp(
            places, np.arange(N_CYCLE_POINTS + 1), np.append(cycle, cycle[:1])
        )
    return filled


def _nan_to_zero(values: NDArray[np.floating]) -> NDArray[np.floating]:
    return np.where(np.isfinite(values), values, 0.0)
