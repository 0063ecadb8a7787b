"""Joints of one leg that a network lays on the other leg as it passes.

From the side the far leg is hidden for a moment as the near one swings past it, and
networks then put its ankle and foot on those of the near leg: a thigh of one with a
shank of the other. Both legs go the same way half a stride apart, so where each must
be is known from all strides of both.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from midstance.cleaning.sides.swaps import HARMONICS_PER_STRIDE, fit_paths
from midstance.kernels.nan_stats import finite_median
from midstance.kernels.signals.fourier import harmonic_basis
from midstance.kernels.types import Array

_LEAST_OFF = 0.2
"""How far off its place a joint must be, in body units: five times its scatter on a
real runner."""
_NEARER = 0.5
"""And how near to the same joint of the other leg, as a share of how far apart both
must be there."""
_LEAST_SHARE, _LEAST_ALONG = 0.2, 0.8
"""A joint that the network puts somewhere between the two legs lies by such a share of
the way towards the other leg, and hardly beside that way (cosine): by 0.3 on rendered
runners, where its places scatter by 0.02 body units."""
_LONGEST_BETWEEN_RAD = 0.15 * 2 * np.pi
_BACK = 0.5
"""For so long, and in the frames before and after it has gone that share of its way or
less: who takes a shorter stride leaves the place of the others slowly."""
_MOST_FRAMES = 0.25
"""A joint for which more frames than that seem wrong moves in a way of its own."""
_MOST_SCATTER = 0.1
"""Median distance from its place beyond which a joint has none: somebody who limps, or
does not go evenly."""
_MOST_HARMONICS = 5


class LaidOver(NamedTuple):
    """Which joints lie on the other leg, and where they must be.

    Parameters
    ----------
    flags
        Shape (2, n_times, n_points), left first.
    places
        Shape (2, n_times, n_points, 2).

    """

    flags: NDArray[np.bool_]
    places: Array


def find_laid_over(phase: Array, left: Array, right: Array) -> LaidOver:
    """Return which joints of two legs lie on the other leg instead of their place.

    Parameters
    ----------
    phase
        Shape (n_times,), phase of the stride (rad), see
        `midstance.cleaning.sides.swaps.side_blind_phase`.
    left, right
        Shape (n_times, n_points, 2), from a point of the body between them, in units
        of the body, under their own names; NaN where not seen.

    Notes
    -----
    The places are one Fourier series over the stride for both legs, half a stride
    apart, fitted robustly to all frames, and moved for each leg by its own median
    distance from it. A joint lies on the other leg when it is far from its place and
    much nearer to the other leg than its place is, or when it is for a moment on the
    way from its place to that of the other leg, which is in its own: networks that
    waver between two legs put a joint between them.

    """
    strides = 2 * float(phase[-1] - phase[0]) / (2 * np.pi)
    n_harmonics = int(np.clip(HARMONICS_PER_STRIDE * strides, 2, _MOST_HARMONICS))
    waves = [harmonic_basis(phase + turn, n_harmonics) for turn in (0.0, np.pi)]
    both = fit_paths(np.concatenate(waves), np.concatenate([left, right]))
    own = np.stack([left, right])
    places = np.stack(np.split(both, 2))
    places = places + _medians(own - places)[:, None]
    off = np.linalg.norm(own - places, axis=3)
    between = np.linalg.norm(left - right, axis=2)
    must_be = np.linalg.norm(places[0] - places[1], axis=2)
    is_off = off > _LEAST_OFF
    flags = is_off & (between < _NEARER * must_be)
    flags |= _are_between(phase, own, places, is_off)
    for leg, point in np.ndindex(off.shape[0], off.shape[2]):
        is_even = finite_median(off[leg, :, point]) < _MOST_SCATTER
        flags[leg, :, point] &= is_even and flags[leg, :, point].mean() < _MOST_FRAMES
    return LaidOver(flags, places)


def _are_between(
    phase: Array, own: Array, places: Array, is_off: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Return which joints are for a moment on the way to that of the other leg."""
    way = places[::-1] - places
    length = np.maximum(np.linalg.norm(way, axis=3), 1e-9)
    along = ((own - places) * way).sum(axis=3) / length
    is_towards = along > _LEAST_ALONG * np.linalg.norm(own - places, axis=3)
    share = along / length
    on_way = is_off & is_towards & (share > _LEAST_SHARE) & (share < 1)
    on_way &= ~is_off[::-1]
    found = np.zeros(on_way.shape, dtype=bool)
    for leg, point in np.argwhere(on_way.any(axis=1)).tolist():
        path = along[leg, :, point]
        edges = np.flatnonzero(
            np.diff(is_off[leg, :, point].astype(int), prepend=0, append=0)
        )
        for first, end in edges.reshape(-1, 2).tolist():
            if first == 0 or end == phase.size:
                continue
            most = _BACK * np.nanmax(path[first:end])
            is_back = path[first - 1] < most and path[end] < most
            if is_back and phase[end] - phase[first] < _LONGEST_BETWEEN_RAD:
                found[leg, first:end, point] = on_way[leg, first:end, point]
    return found


def _medians(off: Array) -> Array:
    """Return the median over time, shape (2, n_points, 2); 0 where nothing is seen."""
    medians = np.zeros((off.shape[0], *off.shape[2:]))
    for place in np.ndindex(medians.shape):
        medians[place] = np.nan_to_num(
            finite_median(off[(place[0], slice(None), *place[1:])])
        )
    return medians
