"""Exponential smoothing in seconds, with or without knowing the future."""

import numpy as np
from numpy.typing import NDArray

WINDOW_S = 10 / 30
TIME_CONSTANT_S = -1 / (30 * np.log(0.8))
"""A window of 10 frames in which each older one counts 0.2 less, at 30 frames/s:
what is published for pose classes, in seconds (0.15 s)."""


def smooth_exponentially(
    time_s: NDArray[np.floating],
    values: NDArray[np.floating],
    *,
    window_s: float = WINDOW_S,
    time_constant_s: float = TIME_CONSTANT_S,
    is_live: bool = False,
) -> NDArray[np.float64]:
    """Average over time with weights that fall exponentially.

    Parameters
    ----------
    time_s
        Shape (n_times,), rising; the steps may differ.
    values
        Shape (n_times, n_columns). Rows with NaN do not count, and get what their
        neighbours say; without any within the window they stay NaN.
    window_s
        What is farther away does not count.
    time_constant_s
        After this time a value counts 1/e.
    is_live
        Look back only, as one must while filming: the result lags by about
        `time_constant_s`. Otherwise both ways, without lag, with a time constant
        shorter by the square root of 2 so that it smooths as much.

    Examples
    --------
    >>> step = np.repeat([[0.0], [1.0]], 50, axis=0)
    >>> smooth = smooth_exponentially(np.arange(100) / 30, step)
    >>> bool(smooth[49, 0] < 0.5 < smooth[50, 0])
    True

    """
    seen = np.isfinite(values).all(axis=1)
    constant_s = time_constant_s if is_live else time_constant_s / np.sqrt(2)
    result = np.full(values.shape, np.nan)
    steps_s = np.diff(time_s, prepend=time_s[:1])
    lasts_s = np.maximum(steps_s, np.median(steps_s) if len(steps_s) > 1 else 1.0)
    for row, now_s in enumerate(time_s):
        first = np.searchsorted(time_s, now_s - window_s - 1e-9)
        last = row + 1 if is_live else np.searchsorted(time_s, now_s + window_s + 1e-9)
        near = np.arange(first, last)[seen[first:last]]
        weight = lasts_s[near] * np.exp(-np.abs(time_s[near] - now_s) / constant_s)
        if weight.sum() > 0:
            result[row] = weight @ values[near] / weight.sum()
    return result
