"""A straight line through points of which some are wrong."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from midstance.kernels.nan_stats import MAD_TO_SD

_ROUNDS = 20
_HUBER = 1.345


class FittedLine(NamedTuple):
    """``y = level + slope * x``, and the robust scatter of the points around it."""

    slope: float
    level: float
    sd: float


def fit_line(
    x: NDArray[np.floating],
    y: NDArray[np.floating],
    *,
    slope_sd: float,
    n_independent: float = np.inf,
    group: NDArray[np.integer] | None = None,
) -> FittedLine:
    """Return the line through points (x, y), as steep as the points can show.

    Parameters
    ----------
    x, y
        Shape (n_points,), at least one point, no NaN.
    slope_sd
        How steep such lines usually are (one standard deviation around 0).
        Points that spread little along x say little about the slope, which then
        stays near 0; points that spread far settle it.
    n_independent
        How many of the points err independently of one another, at most: what
        errs alike every time settles nothing, however often it is seen.
    group
        Shape (n_points,), from 0: points of one group share an offset from the
        line, so that only their spread within groups says something about the
        slope. None: one group.

    Notes
    -----
    Huber's M-estimator by iteratively reweighted least squares, with a normal
    prior on the slope. The level is that of the mean over all points.

    Examples
    --------
    >>> line = fit_line(np.array([0.0, 100, 200]), np.array([5.0, 6, 7]), slope_sd=0.1)
    >>> round(line.slope, 3), round(line.level, 2)
    (0.01, 5.0)

    """
    member = np.eye(int(group.max()) + 1)[group] if group is not None else None
    member = np.ones((x.size, 1)) if member is None else member
    slope, offset = 0.0, _group_medians(y, member)
    sd = _scatter(y - offset)
    weight = np.ones(x.size)
    ridge = max(1.0, x.size / n_independent) / slope_sd**2
    for _ in range(_ROUNDS):
        gap = np.abs(y - offset - slope * x)
        weight = np.minimum(1.0, _HUBER * sd / np.maximum(gap, 1e-12))
        total = weight @ member
        mean_x = member @ ((weight * x) @ member / total)
        mean_y = member @ ((weight * y) @ member / total)
        spread = float((weight * (x - mean_x) ** 2).sum())
        joint = float((weight * (x - mean_x) * (y - mean_y)).sum())
        slope = joint / (spread + ridge * sd**2)
        offset = mean_y - slope * mean_x
        sd = _scatter(y - offset - slope * x)
    level = float(np.average(y - slope * x, weights=weight))
    return FittedLine(slope, level, _scatter(y - level - slope * x))


def _group_medians(
    y: NDArray[np.floating], member: NDArray[np.floating]
) -> NDArray[np.float64]:
    medians = [float(np.median(y[own > 0])) if own.any() else 0.0 for own in member.T]
    return np.asarray(member @ np.array(medians))


def _scatter(gaps: NDArray[np.floating]) -> float:
    """Return the robust standard deviation, a little above 0 for a perfect line."""
    return max(MAD_TO_SD * float(np.median(np.abs(gaps))), 1e-6)
