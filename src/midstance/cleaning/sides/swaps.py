"""Two limbs whose names a network exchanges now and then.

Costs are negative logarithms of odds. The numbers below were set by hand; what they
achieve on force-plate runners, rendered people and a real clip is in
``validation/swaps.txt``.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from midstance.kernels.nan_stats import MEDIAN_OF_RAYLEIGH, finite_median
from midstance.kernels.signals.fourier import harmonic_basis
from midstance.kernels.signals.phase import cycle_phase, fundamental_hz
from midstance.kernels.types import Array

Frames = NDArray[np.bool_]

SLOWEST_HZ, FASTEST_HZ = 1.0, 5.5
"""Steps per second, from a slow walk to a sprint."""
STAYS = 0.35
"""Scatter of how far two points are apart across, as a share of its mean, below which
each stays on its own side: about 0.5 where they pass one another."""
FEWEST_STRIDES = 1.5
"""Strides in a piece whose phase is followed."""
MOST_HARMONICS, HARMONICS_PER_STRIDE = 6, 1.5
"""Harmonics of a mean path, and how many each stride of the piece affords."""
ROUNDS, FIT_ROUNDS = 4, 8
"""Of finding wrong names and fitting paths anew, and of reweighting in each fit."""
LEAST_SPREAD = 0.02
"""Scatter of a point around its path (body units, one standard deviation), at least."""
MOST_VARIANCES = 16.0
"""Squared deviation, in variances, beyond which a point is just wrong."""
LEAST_APART = 6.0
"""Mean squared distance of the two mean paths, in variances, summed over points, from
which the limbs can be told apart."""
CHANGE_COST, SWAPPED_COST = 5.0, 0.5
"""Cost of each change of names, and of each frame with the names exchanged."""
JUMP_STEPS, MOST_JUMP = 4.0, 4.0
"""A point speaks for a change when keeping its name means a longer jump: each so many
of its usual squared steps more are worth a cost of one, and at most this much."""
LONGEST_ALONE_RAD = 0.1 * 2 * np.pi
"""Phase of the stride for which one limb may be hidden."""
UNLIKE_COST = 20.0
"""Cost in each frame of two mean paths whose mean squared distance, places apart and
half a stride apart, is one squared body unit. Measured on twenty encodings of the demo
clip: 0.001 to 0.013 under the right names, 0.06 to 0.13 with an exchange in each
stride."""
FEW_HARMONICS = (2, 3, 4)
"""Of the path that both limbs share, in turns: two cannot follow an exchange."""


def side_blind_phase(time_s: Array, left: Array, right: Array) -> Array | None:
    """Return the phase of the stride, blind to which limb is called left.

    Parameters
    ----------
    time_s
        Shape (n_times,), about even.
    left, right
        Shape (n_times, n_points, 2), NaN where not seen.

    Returns
    -------
    numpy.ndarray or None
        Shape (n_times,), rad; which of its two steps a stride begins with is
        left to chance. None when there are fewer than two strides.

    Notes
    -----
    The squares and products of left minus right stay the same when the two are
    exchanged, and repeat once a step. Half of their phase is that of the stride. Of
    limbs that stay on their own side, as from the front, only the heights do: their
    products repeat once a stride.

    """
    if time_s.size < 4:
        return None
    apart = left - right
    crossing = np.where(_stay_apart(apart[..., 0]), np.nan, apart[..., 0])[..., None]
    blind = np.concatenate(
        [crossing**2, apart[..., 1:] ** 2, crossing * apart[..., 1:]], axis=2
    ).reshape(time_s.size, -1)
    blind = blind[:, np.isfinite(blind).mean(axis=0) > 0.5]
    rate_hz = 1 / float(np.median(np.diff(time_s)))
    fastest_hz = min(FASTEST_HZ, rate_hz / 3)
    if blind.shape[1] == 0 or fastest_hz <= SLOWEST_HZ:
        return None
    step_hz = fundamental_hz(time_s, blind, lowest_hz=SLOWEST_HZ, highest_hz=fastest_hz)
    if not step_hz * (time_s[-1] - time_s[0]) >= 2 * FEWEST_STRIDES:
        return None
    return cycle_phase(time_s, blind, step_hz)[0] / 2


def _stay_apart(across: Array) -> NDArray[np.bool_]:
    """Return which points, shape (n_times, n_points), never pass one another."""
    columns = [np.abs(one[np.isfinite(one)]) for one in across.T]
    return np.array(
        [one.size > 0 and one.std() < STAYS * one.mean() for one in columns], dtype=bool
    )


def find_swaps(
    phase: Array, left: Array, right: Array, *, hint: Frames | None = None
) -> Frames:
    """Tell in which frames two limbs carry one another's name.

    Parameters
    ----------
    phase
        Shape (n_times,), phase of the stride (rad), see `side_blind_phase`.
    left, right
        Shape (n_times, n_points, 2), from a point of the body between them, in
        units of the body; NaN where not seen.
    hint
        Frames in which it is likely, because what hangs on the limbs is exchanged
        there; followed when the two cannot be told apart.

    Returns
    -------
    numpy.ndarray
        Shape (n_times,). Without a hint, all False when the limbs cannot be told
        apart: they are in one place, or do not move in cycles.

    Notes
    -----
    Every point has a mean path over the stride, a Fourier series fitted robustly
    to the whole clip. Each frame is compared with the paths as it is and with
    the names exchanged; the cheapest sequence of the two, with a price on every
    change, is found by dynamic programming. Then the paths are fitted again
    without the wrong names. Where one limb is seen alone for a while, nothing
    speaks for an exchange: the phase is not sure enough there.

    A network that exchanges the limbs at the same moment of every stride draws mean
    paths that repeat the exchange. So there is a second beginning, which gives both
    limbs one path, half a stride apart, first with few harmonics, which cannot
    follow a jump. Of the two readings the one wins that costs less, where paths of
    two limbs that differ by more than their place cost too.

    """
    seen = _Seen(
        phase, left, right, _change_price(left, right), _is_sure(phase, left, right)
    )
    none = np.zeros(phase.size)
    start = _cheapest(none, none, seen.change, hint)
    usual = _refined(seen, start, hint)
    if hint is not None:
        return hint.copy() if usual is None else usual
    alike = _refined(seen, _as_one_path(seen, start), hint)
    readings = [one for one in (usual, alike) if one is not None]
    if not readings:
        return np.zeros(phase.size, dtype=bool)
    return min(readings, key=lambda swapped: _cost(seen, swapped))


class _Seen(NamedTuple):
    """What is seen of two limbs, what a change costs, and where it may be."""

    phase: Array
    left: Array
    right: Array
    change: Array
    sure: Frames

    def named(self, swapped: Frames) -> tuple[Array, Array]:
        """Return the limbs under their own names."""
        where = swapped[:, None, None]
        return (
            np.where(where, self.right, self.left),
            np.where(where, self.left, self.right),
        )


def _refined(seen: _Seen, swapped: Frames, hint: Frames | None) -> Frames | None:
    """Fit paths and exchange in turns; None when the limbs cannot be told apart."""
    waves = _waves(seen.phase)
    for _ in range(ROUNDS):
        own = seen.named(swapped)
        paths = [fit_paths(waves, limb) for limb in own]
        spread = [_spread(limb - path) for limb, path in zip(own, paths, strict=True)]
        if not _can_tell(paths, spread):
            return None
        again = _read(seen, paths, spread, hint)
        if np.array_equal(again, swapped):
            break
        swapped = again
    return swapped


def _as_one_path(seen: _Seen, swapped: Frames) -> Frames:
    """Return the exchanges when both limbs go the same way, half a stride apart."""
    n_times = seen.phase.size
    for n_harmonics in FEW_HARMONICS:
        waves = np.concatenate(
            [harmonic_basis(seen.phase + turn, n_harmonics) for turn in (0.0, np.pi)]
        )
        for _ in range(ROUNDS):
            own = seen.named(swapped)
            both = fit_paths(waves, np.concatenate(own))
            paths = [both[:n_times], both[n_times:]]
            spread = [_spread(x - path) for x, path in zip(own, paths, strict=True)]
            again = _read(seen, paths, spread, None)
            if np.array_equal(again, swapped):
                break
            swapped = again
    return swapped


def _read(
    seen: _Seen, paths: list[Array], spread: list[Array], hint: Frames | None
) -> Frames:
    """Return the cheapest exchanges for limbs that follow these paths."""
    as_is, other = _both_ways(seen, paths, spread)
    return _cheapest(as_is * seen.sure, other * seen.sure, seen.change, hint)


def _both_ways(
    seen: _Seen, paths: list[Array], spread: list[Array]
) -> tuple[Array, Array]:
    """Return what each frame costs as it is, and with the names exchanged."""
    left, right = (
        [_misfit(limb, *way) for way in zip(paths, spread, strict=True)]
        for limb in (seen.left, seen.right)
    )
    return left[0] + right[1], right[0] + left[1]


def _cost(seen: _Seen, swapped: Frames) -> float:
    """Return what a reading costs altogether (negative log odds)."""
    waves, own = _waves(seen.phase), seen.named(swapped)
    paths = [fit_paths(waves, limb) for limb in own]
    spread = [_spread(limb - path) for limb, path in zip(own, paths, strict=True)]
    as_is, other = _both_ways(seen, paths, spread)
    misfit = float((np.where(swapped, other, as_is) * seen.sure).sum())
    changes = float(seen.change[1:][swapped[1:] != swapped[:-1]].sum())
    unlike = UNLIKE_COST * swapped.size * _unlikeness(seen.phase, waves, paths)
    return misfit + changes + SWAPPED_COST * float(swapped.sum()) + unlike


def _unlikeness(phase: Array, waves: Array, paths: list[Array]) -> float:
    """Return how differently two limbs move half a stride apart.

    Mean squared distance of their mean paths, places apart, in units of the body.
    """
    n_harmonics = (waves.shape[1] - 1) // 2
    later = harmonic_basis(phase + np.pi, n_harmonics)
    squared = []
    for first, second in zip(*(np.moveaxis(path, 1, 0) for path in paths), strict=True):
        if np.isfinite(first).all() and np.isfinite(second).all():
            there = later @ np.linalg.lstsq(waves, second, rcond=None)[0]
            apart = first - there
            squared.append(((apart - apart.mean(axis=0)) ** 2).sum(axis=1).mean())
    return float(np.mean(squared)) if squared else 0.0


def _is_sure(phase: Array, left: Array, right: Array) -> Frames:
    """Return where both limbs are seen, or one alone for a small part of a stride."""
    points = np.concatenate([left, right], axis=2)
    is_sure = np.asarray(np.isfinite(points[..., ::2]).any(axis=1).all(axis=1))
    edges = np.flatnonzero(np.diff(np.concatenate([[1], is_sure.astype(int), [1]])))
    for first, end in edges.reshape(-1, 2).tolist():
        if phase[end - 1] - phase[first] < LONGEST_ALONE_RAD:
            is_sure[first:end] = True
    return is_sure


def _waves(phase: Array) -> Array:
    strides = float(phase[-1] - phase[0]) / (2 * np.pi)
    n_harmonics = int(np.clip(HARMONICS_PER_STRIDE * strides, 2, MOST_HARMONICS))
    return harmonic_basis(phase, n_harmonics)


def fit_paths(waves: Array, limb: Array) -> Array:
    """Return the mean path of every point, where frames that stray count less."""
    paths = np.full(limb.shape, np.nan)
    for point in range(limb.shape[1]):
        own = limb[:, point]
        seen = np.isfinite(own).all(axis=1)
        if seen.sum() < 2 * waves.shape[1]:
            continue
        weight = np.ones(int(seen.sum()))
        design, target = waves[seen], own[seen]
        for _ in range(FIT_ROUNDS):
            normal = design.T @ (design * weight[:, None])
            normal += 1e-3 * np.eye(normal.shape[0])
            fit = np.linalg.solve(normal, design.T @ (target * weight[:, None]))
            stray = np.linalg.norm(target - design @ fit, axis=1)
            usual = max(float(np.median(stray)), 1e-9)
            weight = 1 / np.maximum(stray / usual, 1.0) ** 2
        paths[:, point] = waves @ fit
    return paths


def _can_tell(paths: list[Array], spread: list[Array]) -> bool:
    """Tell whether the paths are farther apart than the limbs stray from them."""
    apart = _size(paths[0] - paths[1]) ** 2 / (spread[0] ** 2 + spread[1] ** 2)
    return float(np.nansum(apart)) / len(apart) > LEAST_APART


def _spread(stray: Array) -> Array:
    """Return the robust standard deviation of each point, shape (n_points,)."""
    size = _size(stray)
    spread = np.full(size.shape[1], np.nan)
    for point in range(size.shape[1]):
        seen = size[np.isfinite(size[:, point]), point]
        if seen.size:
            spread[point] = max(
                float(np.median(seen)) / MEDIAN_OF_RAYLEIGH, LEAST_SPREAD
            )
    return spread


def _misfit(limb: Array, path: Array, spread: Array) -> Array:
    """Return half the capped squared deviation of a frame, summed over points."""
    squared = (_size(limb - path) / spread) ** 2
    return np.asarray(np.nansum(np.minimum(squared, MOST_VARIANCES), axis=1) / 2)


def _size(vectors: Array) -> Array:
    length: Array = np.linalg.norm(vectors, axis=2)
    return length


def _change_price(left: Array, right: Array) -> Array:
    """Return what an exchange between each frame and the one before costs.

    The less, the more the limbs seem to jump onto one another's path.
    """
    stay = _size(np.diff(left, axis=0)) ** 2 + _size(np.diff(right, axis=0)) ** 2
    cross = _size(left[1:] - right[:-1]) ** 2 + _size(right[1:] - left[:-1]) ** 2
    shorter = np.minimum(stay, cross)
    usual = np.array(
        [finite_median(shorter[:, point]) for point in range(left.shape[1])]
    )
    gain = np.clip(
        (cross - stay) / (2 * JUMP_STEPS * np.maximum(usual, 1e-6)),
        -MOST_JUMP,
        MOST_JUMP,
    )
    price: Array = np.concatenate(
        [[CHANGE_COST], CHANGE_COST + np.nansum(gain, axis=1)]
    )
    return price


def _cheapest(as_is: Array, other: Array, change: Array, hint: Frames | None) -> Frames:
    """Return the cheapest sequence of the two readings of each frame."""
    if hint is None:
        cost = np.column_stack([as_is, other + SWAPPED_COST])
    else:
        cost = np.column_stack(
            [as_is + CHANGE_COST / 2 * hint, other + CHANGE_COST / 2 * ~hint]
        )
    # Plain numbers: a loop over two states is far quicker without arrays.
    stays, crosses = cost.T.tolist()
    came_from = []
    best, best_other = stays[0], crosses[0]
    for own, swapped, price in zip(
        stays[1:], crosses[1:], change[1:].tolist(), strict=True
    ):
        turns_back, turns = best_other + price < best, best + price < best_other
        best, best_other = (
            own + (best_other + price if turns_back else best),
            swapped + (best + price if turns else best_other),
        )
        came_from.append((turns_back, not turns))
    states = [best_other < best]
    for sources in reversed(came_from):
        states.append(sources[states[-1]])
    return np.array(states[::-1])
