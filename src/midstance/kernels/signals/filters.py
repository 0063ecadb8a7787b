"""Low-pass filters for signals with gaps, on clocks even and uneven."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from midstance.errors import ConfigError
from midstance.kernels.signals.gaps import valid_runs
from midstance.kernels.signals.resample import resample

_EVEN_WITHIN = 0.02
"""Steps that differ by less than this share count as even: the timestamps of
common containers are rounded to a millisecond."""
_MAX_DROPPED = 4
"""A step longer than this many usual ones is a break that is not bridged."""
FEWEST_SAMPLES = 4
"""Of a run, for a cubic spline through it."""


def lowpass(
    values: NDArray[np.floating], cutoff_hz: float, rate_hz: float, order: int = 4
) -> NDArray[np.floating]:
    """Smooth each run of valid samples with a zero-lag Butterworth filter.

    Parameters
    ----------
    values
        Shape (n_times,) or (n_times, n_columns); NaN marks a gap, in one column
        for all of them. Gaps stay gaps: filling them is another function's
        decision.
    cutoff_hz
        Frequency at which the two passes together leave half the power (-3 dB).
    rate_hz
        Sampling rate of `values`, constant.
    order
        Order of the whole filter, both passes taken together; even.

    Returns
    -------
    numpy.ndarray
        Same shape. A run too short to filter is returned as it came.

    Raises
    ------
    ConfigError
        If `cutoff_hz` is not between 0 and half of `rate_hz`.

    Notes
    -----
    Two passes of a Butterworth filter of order ``n`` leave half the power at
    ``(sqrt(2) - 1) ** (1 / (2 * n))`` of its own cut-off [1]_. The filter is
    therefore designed higher, so that `cutoff_hz` means what it says. Each run
    is continued beyond its ends by its own point reflection, so that it keeps
    its slope there.

    References
    ----------
    .. [1] D. A. Winter, *Biomechanics and Motor Control of Human Movement*,
       4th ed., section 3.4.4.

    Examples
    --------
    >>> lowpass(np.array([1.0, np.nan, 1.0]), cutoff_hz=6, rate_hz=60)
    array([ 1., nan,  1.])

    """
    from scipy import signal

    if not 0 < cutoff_hz < rate_hz / 2:
        raise ConfigError(
            f"cutoff_hz must lie between 0 and half the rate "
            f"({rate_hz / 2:g} Hz), got {cutoff_hz:g}."
        )
    per_pass = order // 2
    shrink = (np.sqrt(2) - 1) ** (1 / (2 * per_pass))
    warped = np.tan(np.pi * cutoff_hz / rate_hz) / shrink
    design_hz = rate_hz / np.pi * np.arctan(warped)
    sections = signal.butter(per_pass, design_hz, fs=rate_hz, output="sos")
    smooth = values.astype(float, copy=True)
    shortest = 3 * (2 * len(sections) + 1)
    gaps = smooth if smooth.ndim == 1 else smooth.sum(axis=1)
    for run in valid_runs(gaps):
        if run.stop - run.start > shortest:
            smooth[run] = signal.sosfiltfilt(sections, smooth[run], axis=0)
    return smooth


def is_even(time_s: NDArray[np.floating]) -> bool:
    """Tell whether frames follow one another at a constant rate.

    Examples
    --------
    >>> is_even(np.arange(10) / 30), is_even(np.array([0.0, 0.03, 0.1]))
    (True, False)

    """
    ideal = np.linspace(time_s[0], time_s[-1], time_s.size)
    off_s = float(np.abs(time_s - ideal).max(initial=0.0))
    return bool(off_s <= max(_EVEN_WITHIN * (ideal[1] - ideal[0]), 0.0011))


def lowpass_in_time(
    time_s: NDArray[np.floating],
    values: NDArray[np.floating],
    cutoff_hz: float,
    order: int = 4,
) -> NDArray[np.float64]:
    """Smooth `values` on their true clock, whether it is even or not.

    Parameters
    ----------
    time_s
        Shape (n_times,), rising, at least 2 frames.
    values
        Shape (n_times, n_columns); NaN in one column is a gap in all of them.
    cutoff_hz, order
        See `midstance.kernels.signals.filters.lowpass`; the rate is the median one.

    Returns
    -------
    numpy.ndarray
        Same shape, at the same times. With an uneven clock each run without a
        gap is put on an even grid (cubic spline, one point per usual step),
        smoothed there, and read off at its own times again. Over a step longer
        than four usual ones nothing is bridged.

    """
    from scipy.interpolate import CubicSpline

    step_s = float(np.median(np.diff(time_s)))
    if is_even(time_s):
        return np.asarray(lowpass(values, cutoff_hz, 1 / step_s, order), dtype=float)
    smooth = np.array(values, dtype=float)
    for run in _unbroken_runs(time_s, smooth.sum(axis=1), _MAX_DROPPED * step_s):
        own_s = time_s[run]
        if own_s.size < 4:
            continue
        n_steps = max(1, round(float(own_s[-1] - own_s[0]) / step_s))
        grid_s = np.linspace(own_s[0], own_s[-1], n_steps + 1)
        on_grid = CubicSpline(own_s, smooth[run])(grid_s)
        even = lowpass(on_grid, cutoff_hz, 1 / step_s, order)
        smooth[run] = CubicSpline(grid_s, even)(own_s)
    return smooth


def _unbroken_runs(
    time_s: NDArray[np.floating], values: NDArray[np.floating], longest_s: float
) -> list[slice]:
    runs = []
    for run in valid_runs(values):
        breaks = np.flatnonzero(np.diff(time_s[run]) > longest_s) + 1 + run.start
        edges = [run.start, *breaks.tolist(), run.stop]
        runs += [slice(a, b) for a, b in pairwise(edges)]
    return runs


def smooth_on(
    time_s: NDArray[np.floating],
    values: NDArray[np.floating],
    grid_s: NDArray[np.floating],
    *,
    cutoff_hz: float,
    longest_gap_s: float,
) -> NDArray[np.float64]:
    """Smooth a signal with a zero-lag low-pass and read it on a finer grid.

    Parameters
    ----------
    time_s, values
        Shape (n_times,); uneven times are brought to an even grid first.
    grid_s
        Shape (n_grid,): where to read, by cubic splines through each run.
    cutoff_hz
        See `midstance.kernels.signals.filters.lowpass`.
    longest_gap_s
        See `midstance.kernels.signals.resample.resample`.

    """
    from scipy.interpolate import CubicSpline

    step_s = float(np.median(np.diff(time_s)))
    n_even = round((time_s[-1] - time_s[0]) / step_s) + 1
    even_s = np.linspace(time_s[0], time_s[-1], n_even)
    even = resample(time_s, values, even_s, longest_gap_s=longest_gap_s)
    rate_hz = (n_even - 1) / (even_s[-1] - even_s[0])
    smooth = lowpass(even, cutoff_hz, rate_hz)
    fine = np.full(len(grid_s), np.nan)
    for run in valid_runs(smooth):
        if run.stop - run.start < FEWEST_SAMPLES:
            continue
        inside = (grid_s >= even_s[run][0]) & (grid_s <= even_s[run][-1])
        fine[inside] = CubicSpline(even_s[run], smooth[run])(grid_s[inside])
    return fine
