"""Stretches of a gait in which pace and size of the strides stay the same.

The mean of slow and quick strides is a stride that nobody made: events read off it lie
too early in one kind and too late in the other.
"""

from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from midstance.events.motion import Motion
from midstance.kernels.nan_stats import finite_median
from midstance.kernels.types import Array
from midstance.schema.events import SIDES

FEWEST_STRIDES = 4
"""Of a stretch: fewer are no mean."""
MOST_APART = (0.12, 0.35)
"""How far pace and size (natural logarithms) may lie apart within a stretch; single
strides of people who run evenly differ by a third of that."""
LEAST_GAIN = 0.5
"""Share of the scatter of the strides that a cut must explain."""


def steady_parts(motion: Motion) -> list[Motion]:
    """Return a gait cut where pace or size of the strides changes.

    In order, one after the other, of at least `FEWEST_STRIDES` strides each; the gait
    itself where it is even.
    """
    starts = _stride_starts(motion.phase_rad)
    if starts.size <= 2 * FEWEST_STRIDES:
        return [motion]
    cuts = sorted(_cuts(_of_strides(motion, starts), 0))
    if not cuts:
        return [motion]
    edges = [0, *starts[cuts].tolist(), motion.time_s.size - 1]
    # Parts share a frame, so that no event falls between them.
    return [_part(motion, slice(a, b + 1)) for a, b in pairwise(edges)]


def _part(motion: Motion, frames: slice) -> Motion:
    return replace(
        motion,
        time_s=motion.time_s[frames],
        forward={key: values[frames] for key, values in motion.forward.items()},
        up={key: values[frames] for key, values in motion.up.items()},
        phase_rad=motion.phase_rad[frames],
        is_gait=motion.is_gait[frames],
    )


def _stride_starts(phase: Array) -> NDArray[np.intp]:
    """Return the first frame of every whole stride, and of what is left after them."""
    turns = np.floor((phase - phase[0]) / (2 * np.pi))
    return np.flatnonzero(np.diff(turns, prepend=-1.0) > 0)


def _of_strides(motion: Motion, starts: NDArray[np.intp]) -> Array:
    """Return pace and size of each stride, as shares of what may lie apart."""
    apart = [
        signal[SIDES[0], "ankle"] - signal[SIDES[1], "ankle"]
        for signal in (motion.forward, motion.up)
    ]
    rows = []
    for a, b in pairwise(starts.tolist()):
        turned = motion.phase_rad[b] - motion.phase_rad[a]
        lasts_s = (motion.time_s[b] - motion.time_s[a]) * 2 * np.pi / max(turned, 1e-9)
        seen = [one[a:b][np.isfinite(one[a:b])] for one in apart]
        size = sum(float(np.var(one)) for one in seen if one.size > 1)
        rows.append((np.log(lasts_s), 0.5 * np.log(size) if size > 0 else np.nan))
    table = np.array(rows)
    middle = [finite_median(column) for column in table.T]
    return np.asarray(np.nan_to_num((table - middle) / np.array(MOST_APART)))


def _cuts(strides: Array, first: int) -> list[int]:
    """Return before which strides to cut, counted from `first`."""
    if len(strides) < 2 * FEWEST_STRIDES:
        return []
    calm = _without_single_ones(strides)
    if (np.ptp(calm, axis=0) < 1).all():
        return []
    places = range(FEWEST_STRIDES, len(strides) - FEWEST_STRIDES + 1)
    left = [_scatter(calm[:k]) + _scatter(calm[k:]) for k in places]
    best = int(np.argmin(left))
    if left[best] > (1 - LEAST_GAIN) * _scatter(calm):
        return []
    k = places[best]
    return [first + k, *_cuts(strides[:k], first), *_cuts(strides[k:], first + k)]


def _without_single_ones(strides: Array) -> Array:
    """Return the median of each stride and its neighbours."""
    padded = np.pad(strides, ((1, 1), (0, 0)), mode="edge")
    return np.asarray(np.median([padded[:-2], padded[1:-1], padded[2:]], axis=0))


def _scatter(values: Array) -> float:
    return float(((values - values.mean(axis=0)) ** 2).sum())
