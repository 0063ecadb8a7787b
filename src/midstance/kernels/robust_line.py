"""A straight line through points of which some are wrong."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_ROUNDS = 20
_HUBER = 1.345
_MAD_TO_SD = 1.4826


class Line(NamedTuple):
    """``y = level + slope * x``, and the robust scatter of the points around it."""

    slope: float
    level: float
    sd: float


def fit_line(
    x: NDArray[np.floating], y: NDArray[np.floating], *, slope_sd: float
) -> Line:
    """Return the line through points (x, y), as steep as the points can show.

    Parameters
    ----------
    x, y
        Shape (n_points,), at least one point, no NaN.
    slope_sd
        How steep such lines usually are (one standard deviation around 0).
        Points that spread little along x say little about the slope, which then
        stays near 0; points that spread far settle it.

    Notes
    -----
    Huber's M-estimator by iteratively reweighted least squares, with a normal
    prior on the slope.

    Examples
    --------
    >>> line = fit_line(np.array([0.0, 100, 200]), np.array([5.0, 6, 7]), slope_sd=0.1)
    >>> round(line.slope, 3), round(line.level, 2)
    (0.01, 5.0)

    """
    slope, level = 0.0, float(np.median(y))
    sd = _scatter(y - level)
    for _ in range(_ROUNDS):
        gap = np.abs(y - level - slope * x)
        weight = np.minimum(1.0, _HUBER * sd / np.maximum(gap, 1e-12))
        mean_x, mean_y = np.average(x, weights=weight), np.average(y, weights=weight)
        spread = float((weight * (x - mean_x) ** 2).sum())
        joint = float((weight * (x - mean_x) * (y - mean_y)).sum())
        slope = joint / (spread + (sd / slope_sd) ** 2)
        level = float(mean_y - slope * mean_x)
        sd = _scatter(y - level - slope * x)
    return Line(slope, level, sd)


def _scatter(gaps: NDArray[np.floating]) -> float:
    """Robust standard deviation, a little above 0 even for a perfect line."""
    return max(_MAD_TO_SD * float(np.median(np.abs(gaps))), 1e-6)
