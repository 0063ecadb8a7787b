"""Points that jump away from their own path."""

import numpy as np
from numpy.typing import NDArray

from midstance.kernels.nan_stats import seen_median

_FEWEST_NEIGHBOURS = 4
_ROUNDS = 6
_MEDIAN_OF_RAYLEIGH = 1.1774
"""Median length of a 2D normal error of unit standard deviation."""


def jumps(
    time_s: NDArray[np.floating],
    path: NDArray[np.floating],
    *,
    window_s: float,
    n_sigmas: float,
    smallest_sigma: float = 0.0,
) -> NDArray[np.bool_]:
    """Tell which frames of one moving point lie off its path.

    Parameters
    ----------
    time_s
        Shape (n_times,), rising.
    path
        Shape (n_times, n_axes); NaN frames are never outliers.
    window_s
        Width of the window in which the path is taken to be a parabola. At least
        two frames on either side are used.
    n_sigmas
        How many robust standard deviations off the path a jump is.
    smallest_sigma
        Scatter below which no frame is suspected, in the unit of `path`.

    Returns
    -------
    numpy.ndarray
        Shape (n_times,), True for an outlier.

    Notes
    -----
    Hampel's identifier [1]_ compares a sample with the median of its window in
    units of their median absolute deviation. A foot that swings at 8 m/s leaves
    that median within one frame, so we differ: the sample is compared with a
    parabola through its neighbours (without itself), fitted by least absolute
    deviations (iteratively reweighted), and the scatter is the larger of that
    around this parabola and that of the whole path.

    References
    ----------
    .. [1] F. R. Hampel, "The influence curve and its role in robust estimation",
       J. Am. Stat. Assoc. 69 (1974), 383-393.

    """
    off = np.zeros(time_s.size, dtype=bool)
    valid = np.isfinite(path).all(axis=1)
    if valid.sum() <= _FEWEST_NEIGHBOURS:
        return off
    own_s, own = time_s[valid], path[valid]
    index, lag, near = _neighbours(own_s, window_s)
    miss, reach = _misses(own, own, index, lag, near.astype(float))
    usual = seen_median(miss / reach) / _MEDIAN_OF_RAYLEIGH
    if not np.isfinite(usual):
        return off
    scatter = max(usual, smallest_sigma)
    suspects = np.flatnonzero(miss > n_sigmas * scatter * reach)
    if suspects.size and scatter > 0:
        chosen = (index[suspects], lag[suspects], near[suspects])
        found = suspects[_confirmed(own, suspects, chosen, scatter, n_sigmas)]
        # Once more without one another: an outlier drags its neighbours along.
        trusted = near & ~np.isin(index, found)
        again, far = _misses(own, own, index, lag, trusted.astype(float))
        stays = ~(again[found] <= n_sigmas * scatter * far[found])
        off[np.flatnonzero(valid)[found[stays]]] = True
    return off


def _neighbours(
    time_s: NDArray[np.floating], window_s: float
) -> tuple[NDArray[np.intp], NDArray[np.float64], NDArray[np.bool_]]:
    """Index, time from the centre (in windows) and use of each one's neighbours."""
    step_s = float(np.median(np.diff(time_s)))
    half = max(2, round(window_s / 2 / step_s))
    reach_s = max(window_s / 2, 2 * step_s) + 0.5 * step_s
    offsets = np.delete(np.arange(-half, half + 1), half)
    index = np.arange(time_s.size)[:, None] + offsets
    within = (index >= 0) & (index < time_s.size)
    index = np.clip(index, 0, time_s.size - 1)
    lag = time_s[index] - time_s[:, None]
    return index, lag / window_s, within & (np.abs(lag) <= reach_s)


def _misses(
    own: NDArray[np.floating],
    centre: NDArray[np.floating],
    index: NDArray[np.intp],
    lag: NDArray[np.floating],
    weight: NDArray[np.floating],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how far each centre misses its parabola, and the parabola's own error.

    The first is NaN with too few neighbours; the second is 1 for an exact parabola.
    """
    basis = np.stack([np.ones_like(lag), lag, lag**2], axis=2)
    normal = np.einsum("twi,tw,twj->tij", basis, weight, basis)
    normal += 1e-9 * np.eye(3)
    inverse = np.linalg.inv(normal)
    row = np.einsum("tj,twj,tw->tw", inverse[:, 0], basis, weight)
    predicted = np.einsum("tw,twa->ta", row, own[index])
    miss = np.linalg.norm(centre - predicted, axis=1)
    miss[(weight > 0).sum(axis=1) < _FEWEST_NEIGHBOURS] = np.nan
    return miss, np.sqrt(1 + (row**2).sum(axis=1))


def _confirmed(
    own: NDArray[np.floating],
    suspects: NDArray[np.intp],
    neighbours: tuple[NDArray[np.intp], NDArray[np.float64], NDArray[np.bool_]],
    scatter: float,
    n_sigmas: float,
) -> NDArray[np.bool_]:
    """Tell which suspects are off a parabola that outliers cannot bend."""
    index, lag, near = neighbours
    basis = np.stack([np.ones_like(lag), lag, lag**2], axis=2)
    weight = near.astype(float)
    for _ in range(_ROUNDS):
        normal = np.einsum("twi,tw,twj->tij", basis, weight, basis) + 1e-9 * np.eye(3)
        target = np.einsum("twi,tw,twa->tia", basis, weight, own[index])
        fit = np.linalg.solve(normal, target)
        gap = np.linalg.norm(own[index] - basis @ fit, axis=2)
        weight = near / np.maximum(gap, 0.5 * scatter)
    spread = np.nanmedian(np.where(near, gap, np.nan), axis=1) / _MEDIAN_OF_RAYLEIGH
    miss = np.linalg.norm(own[suspects] - fit[:, 0], axis=1)
    _, reach = _misses(own, own[suspects], index, lag, near.astype(float))
    return miss > n_sigmas * np.maximum(spread, scatter) * reach
