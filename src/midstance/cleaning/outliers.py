"""Points that jump away from their own path."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from midstance.kernels.nan_stats import MEDIAN_OF_RAYLEIGH, finite_median
from midstance.kernels.signals.gaps import same_gaps

_FEWEST_NEIGHBOURS = 4
"""Frames beside a sample: a parabola has three unknowns."""
_ROUNDS = 6
"""Of reweighting for least absolute deviations."""


def jumps(
    time_s: NDArray[np.floating],
    paths: NDArray[np.floating],
    *,
    window_s: float,
    n_sigmas: float,
    smallest_sigma: float = 0.0,
) -> NDArray[np.bool_]:
    """Tell in which frames moving points lie off their own path.

    Parameters
    ----------
    time_s
        Shape (n_times,), rising.
    paths
        Shape (n_times, n_points, n_axes); a missing frame is never an outlier.
    window_s
        Width of the window in which a path is taken to be a parabola. At least
        two frames on either side are used.
    n_sigmas
        How many robust standard deviations off its path a jump is.
    smallest_sigma
        Scatter below which no frame is suspected, in the unit of `paths`.

    Returns
    -------
    numpy.ndarray
        Shape (n_times, n_points), True for an outlier.

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
    off = np.zeros(paths.shape[:2], dtype=bool)
    valid = np.isfinite(paths).all(axis=2)
    for group in same_gaps(paths):
        seen = np.flatnonzero(valid[:, group[0]])
        if seen.size <= _FEWEST_NEIGHBOURS:
            continue
        window = _neighbours(time_s[seen], window_s)
        row, reach = _prediction(window.lag, window.near.astype(float))
        own = paths[np.ix_(seen, np.array(group))]
        miss = _misses(own, row, window.who)
        for k, point in enumerate(group):
            usual = finite_median(miss[:, k] / reach) / MEDIAN_OF_RAYLEIGH
            scatter = max(usual, smallest_sigma)
            suspects = np.flatnonzero(miss[:, k] > n_sigmas * scatter * reach)
            if suspects.size and scatter > 0:
                limit = n_sigmas * scatter
                found = _confirmed(own[:, k], suspects, window, scatter, n_sigmas)
                off[seen[_alone(own[:, k], found, window, limit)], point] = True
    return off


class _Window(NamedTuple):
    """Neighbours of each frame, all of shape (n_times, n_neighbours).

    Who they are, their time from the centre (in windows), and whether they count.
    """

    who: NDArray[np.intp]
    lag: NDArray[np.float64]
    near: NDArray[np.bool_]

    def at(self, frames: NDArray[np.intp]) -> "_Window":
        return _Window(self.who[frames], self.lag[frames], self.near[frames])


def _neighbours(time_s: NDArray[np.floating], window_s: float) -> _Window:
    step_s = float(np.median(np.diff(time_s)))
    half = max(2, round(window_s / 2 / step_s))
    reach_s = max(window_s / 2, 2 * step_s) + 0.5 * step_s
    offsets = np.delete(np.arange(-half, half + 1), half)
    index = np.arange(time_s.size)[:, None] + offsets
    within = (index >= 0) & (index < time_s.size)
    index = np.clip(index, 0, time_s.size - 1)
    lag = time_s[index] - time_s[:, None]
    return _Window(index, lag / window_s, within & (np.abs(lag) <= reach_s))


def _prediction(
    lag: NDArray[np.floating], weight: NDArray[np.floating]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how neighbours make the parabola at the centre, and its error.

    The error is that of sample and parabola together, 1 for an exact parabola;
    NaN with too few neighbours.
    """
    powers = [weight]
    for _ in range(4):
        powers.append(powers[-1] * lag)
    moments = np.stack([power.sum(axis=1) for power in powers])
    normal = moments[np.add.outer(np.arange(3), np.arange(3))].transpose(2, 0, 1)
    first = np.linalg.inv(normal + 1e-9 * np.eye(3))[:, 0]
    row = np.zeros_like(lag)
    for k in range(3):
        row += first[:, k, None] * powers[k]
    reach = np.sqrt(1 + (row**2).sum(axis=1))
    reach[(weight > 0).sum(axis=1) < _FEWEST_NEIGHBOURS] = np.nan
    return row, reach


def _misses(
    own: NDArray[np.floating], row: NDArray[np.floating], index: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Return the distance of each sample from its parabola, (n_times, n_points)."""
    predicted = np.zeros_like(own)
    for neighbour in range(index.shape[1]):
        predicted += row[:, neighbour, None, None] * own[index[:, neighbour]]
    return np.asarray(np.linalg.norm(own - predicted, axis=2))


def _confirmed(
    own: NDArray[np.floating],
    suspects: NDArray[np.intp],
    window: _Window,
    scatter: float,
    n_sigmas: float,
) -> NDArray[np.intp]:
    """Return the suspects that are off a parabola which outliers cannot bend."""
    index, lag, near = window.at(suspects)
    basis = np.stack([np.ones_like(lag), lag, lag**2], axis=2)
    weight = near.astype(float)
    for _ in range(_ROUNDS):
        normal = np.einsum("twi,tw,twj->tij", basis, weight, basis) + 1e-9 * np.eye(3)
        target = np.einsum("twi,tw,twa->tia", basis, weight, own[index])
        fit = np.linalg.solve(normal, target)
        gap = np.linalg.norm(own[index] - basis @ fit, axis=2)
        weight = near / np.maximum(gap, 0.5 * scatter)
    spread = np.array([finite_median(g[n]) for g, n in zip(gap, near, strict=True)])
    spread /= MEDIAN_OF_RAYLEIGH
    miss = np.linalg.norm(own[suspects] - fit[:, 0], axis=1)
    _, reach = _prediction(lag, near.astype(float))
    return np.asarray(suspects[miss > n_sigmas * np.maximum(spread, scatter) * reach])


def _alone(
    own: NDArray[np.floating],
    found: NDArray[np.intp],
    window: _Window,
    limit: float,
) -> NDArray[np.intp]:
    """Return those that are off even without one another.

    An outlier drags its neighbours along.
    """
    index, lag, near = window.at(found)
    row, reach = _prediction(lag, (near & ~np.isin(index, found)).astype(float))
    predicted = np.einsum("tw,twa->ta", row, own[index])
    miss = np.linalg.norm(own[found] - predicted, axis=1)
    return np.asarray(found[~(miss <= limit * reach)])
