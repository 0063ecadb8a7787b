"""Extremes and crossings of smooth signals, between the samples."""

import numpy as np
from numpy.typing import NDArray


def highest_between(
    time_s: NDArray[np.floating],
    values: NDArray[np.floating],
    start_s: float,
    end_s: float,
) -> float:
    """Return the time of the highest inner peak between two times.

    Parameters
    ----------
    time_s
        Shape (n_times,), evenly spaced.
    values
        Shape (n_times,), smooth on the scale of a few samples.
    start_s, end_s
        Where to look.

    Returns
    -------
    float
        Vertex of the parabola through the highest local maximum and its two
        neighbours. NaN when a sample between the two times is missing, or when
        the highest value lies at an end, where it is no peak.

    Examples
    --------
    >>> time_s = np.arange(6.0)
    >>> round(highest_between(time_s, -((time_s - 2.3) ** 2), 0.0, 5.0), 6)
    2.3

    """
    first, last = np.searchsorted(time_s, (start_s, end_s))
    part = values[first:last]
    if part.size < 3 or not np.isfinite(part).all():
        return np.nan
    inner = part[1:-1]
    is_peak = (inner >= part[:-2]) & (inner >= part[2:])
    if not is_peak.any():
        return np.nan
    best = int(np.argmax(np.where(is_peak, inner, -np.inf))) + 1
    before, here, after = part[best - 1 : best + 2]
    bend = before - 2 * here + after
    shift = 0.0 if bend == 0 else 0.5 * (before - after) / bend
    step_s = time_s[first + best] - time_s[first + best - 1]
    return float(time_s[first + best] + shift * step_s)


def first_rise(
    time_s: NDArray[np.floating],
    values: NDArray[np.floating],
    level: float,
    start_s: float,
    end_s: float,
) -> float:
    """Return when `values` first rise through `level` between two times.

    Parameters
    ----------
    time_s
        Shape (n_times,), rising.
    values
        Shape (n_times,).
    level
        In the unit of `values`.
    start_s, end_s
        Where to look.

    Returns
    -------
    float
        Linear interpolation between the last sample below and the first not
        below. NaN when there is none, or a sample before it is missing.

    Examples
    --------
    >>> first_rise(np.arange(4.0), np.array([0.0, 0.0, 1.0, 1.0]), 0.25, 0.0, 3.0)
    1.25

    """
    first, last = np.searchsorted(time_s, (start_s, end_s))
    part = values[first : last + 1]
    steps = np.flatnonzero((part[:-1] < level) & (part[1:] >= level))
    if steps.size == 0 or not np.isfinite(part[: steps[0] + 2]).all():
        return np.nan
    before = first + int(steps[0])
    share = (level - values[before]) / (values[before + 1] - values[before])
    return float(time_s[before] + share * (time_s[before + 1] - time_s[before]))
