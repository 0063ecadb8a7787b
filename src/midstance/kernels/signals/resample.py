"""Filters need an even clock; videos do not always have one."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from midstance.kernels.signals.filters import lowpass
from midstance.kernels.signals.gaps import valid_runs

_EVEN_WITHIN = 0.02
"""Steps that differ by less than this share count as even: the timestamps of
common containers are rounded to a millisecond."""
_MAX_DROPPED = 4
"""A step longer than this many usual ones is a break that is not bridged."""


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
