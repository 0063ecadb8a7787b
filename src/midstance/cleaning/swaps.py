"""Two limbs whose names a network exchanges now and then.

Costs are negative logarithms of odds. The numbers below were set by hand; what they
achieve on force-plate runners, rendered people and a real clip is in
``validation/swaps.txt``.
"""

import numpy as np
from numpy.typing import NDArray

from midstance.kernels.nan_stats import MEDIAN_OF_RAYLEIGH, finite_median
from midstance.kernels.signals.fourier import harmonic_basis
from midstance.kernels.signals.phase import cycle_phase, fundamental_hz
from midstance.kernels.types import Array

Frames = NDArray[np.bool_]

SLOWEST_HZ, FASTEST_HZ = 1.0, 5.5
"""Steps per second, from a slow walk to a sprint."""
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
    exchanged, and repeat once a step. Half of their phase is that of the stride.

    """
    if time_s.size < 4:
        return None
    apart = left - right
    blind = np.concatenate(
        [apart**2, (apart[..., 0] * apart[..., 1])[..., None]], axis=2
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

    """
    waves = _waves(phase)
    change = _change_price(left, right)
    sure = _is_sure(phase, left, right)
    swapped = _cheapest(np.zeros(phase.size), np.zeros(phase.size), change, hint)
    for _ in range(ROUNDS):
        where = swapped[:, None, None]
        own = np.where(where, right, left), np.where(where, left, right)
        paths = [_fit(waves, limb) for limb in own]
        spread = [_spread(limb - path) for limb, path in zip(own, paths, strict=True)]
        if not _can_tell(paths, spread):
            return np.zeros(phase.size, dtype=bool) if hint is None else hint.copy()
        as_is = _misfit(left, paths[0], spread[0]) + _misfit(right, paths[1], spread[1])
        other = _misfit(right, paths[0], spread[0]) + _misfit(left, paths[1], spread[1])
        again = _cheapest(as_is * sure, other * sure, change, hint)
        if np.array_equal(again, swapped):
            break
        swapped = again
    return swapped


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


def _fit(waves: Array, limb: Array) -> Array:
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
