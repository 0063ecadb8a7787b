"""The motion that a body repeats, as one number over time."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from midstance.exercises.poses.embedding import PoseEmbedding, as_points
from midstance.kernels.signals.gaps import valid_runs
from midstance.kernels.signals.resample import resample

Interval = tuple[float, float]

STEP_S = 1 / 30
"""Between two times of a stretch."""
_LONGEST_GAP_S = 0.5
_SMOOTH_S = 0.06
_LEAST_KNOWN = 0.7
_SHORTEST_S = 1.0
_COMPARED_S = 8.0
_OTHER_BELOW = 0.2
"""Share of poses that come again after a moment, below which something else
begins there."""
_ALIKE = 0.3
"""Two poses are alike when they are nearer than this share of how far poses are
apart at most, ..."""
_SAME = 0.1
"""... or than this, in sizes of the body: of who keeps still, errors that wander are
all that poses differ by."""
_COARSE = 5
_MOVING = 0.5
"""Who rests for most of a recording has small usual ways; half of the longest ones
are usual for who moves."""
_CALM = 0.005
"""Tremble, in sizes of the body, below which no vector is less sure than another."""
_OF_THIRD_DIFFERENCES = 20.0
"""Variance of the third differences of values with a variance of 1: 1 + 9 + 9 + 1."""
_N_MAIN = 4
"""Directions in which an exercise and its beginning and end differ."""


@dataclass(frozen=True)
class Stretch:
    """A while in which one motion is repeated, or none.

    Parameters
    ----------
    time_s
        Shape (n_times,), evenly spaced.
    motion
        Shape (n_times,): the embedded pose along the direction in which it changes
        most, in sizes of the body; which end is positive is arbitrary.

    """

    time_s: NDArray[np.float64]
    motion: NDArray[np.float64]


def principal_motion(
    time_s: NDArray[np.floating], landmarks: ArrayLike
) -> list[Stretch]:
    """Return the stretches of a recording and the principal motion in each.

    A recording is cut where somebody is not seen for half a second, and where the
    poses before and after have little in common: another exercise begins.

    Parameters
    ----------
    time_s
        Shape (n_times,), rising.
    landmarks
        See `midstance.exercises.poses.embedding.PoseEmbedding.transform`.

    """
    grid_s, poses = _even(np.asarray(time_s, dtype=float), landmarks)
    stretches = []
    for run in valid_runs(poses.sum(axis=1)) if poses.size else []:
        cuts = [0, *_changes(poses[run]), run.stop - run.start]
        for first, last in pairwise(cuts):
            part = slice(run.start + first, run.start + last)
            if (last - first) * STEP_S >= _SHORTEST_S:
                stretches.append(Stretch(grid_s[part], _along(poses[part])))
    return stretches


def motion_between(
    time_s: NDArray[np.floating],
    landmarks: ArrayLike,
    away: list[Interval],
    there: list[Interval],
) -> Stretch:
    """Return how far the pose is on the way from one pose to another.

    Parameters
    ----------
    time_s, landmarks
        See `principal_motion`.
    away, there
        From when to when (s) the pose is the one, and the other.

    Returns
    -------
    Stretch
        0 on average in `away`, and higher in `there`, by how far the two are apart
        in sizes of the body; NaN while nobody is seen, and everywhere when one of
        the poses is never seen.

    """
    grid_s, poses = _even(np.asarray(time_s, dtype=float), landmarks)
    unknown = Stretch(grid_s, np.full(len(grid_s), np.nan))
    if not poses.size:
        return unknown
    seen = np.isfinite(poses).all(axis=1)
    first, second = (poses[seen & during(grid_s, when)] for when in (away, there))
    if not len(first) or not len(second):
        return unknown
    middle = np.median(first, axis=0)
    direction = np.median(second, axis=0) - middle
    length = float(np.linalg.norm(direction))
    return Stretch(grid_s, (poses - middle) @ (direction / max(length, 1e-9)))


def during(
    time_s: NDArray[np.floating], intervals: list[Interval]
) -> NDArray[np.bool_]:
    """Return which times lie in one of the intervals."""
    inside = np.zeros(len(time_s), dtype=bool)
    for start_s, end_s in intervals:
        inside |= (time_s >= start_s - 1e-9) & (time_s <= end_s + 1e-9)
    return inside


def _even(
    time_s: NDArray[np.float64], landmarks: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the embedded poses at even times, a little smoothed.

    Each landmark is followed over short gaps before the vectors between them are
    taken: one that is lost now and then must not cost all vectors it belongs to.
    """
    points = as_points(landmarks)
    if len(time_s) < 2:
        return time_s, np.empty((0, 0))
    n_even = int((time_s[-1] - time_s[0]) / STEP_S + 1e-6) + 1
    grid_s = time_s[0] + np.arange(n_even) * STEP_S
    columns = [
        resample(time_s, column, grid_s, longest_gap_s=_LONGEST_GAP_S)
        for column in points.reshape(len(points), -1).T
    ]
    even = np.array(columns).T.reshape(n_even, *points.shape[1:])
    embedded = PoseEmbedding().transform(even)
    known = np.isfinite(embedded)
    seen = known.any(axis=1)
    if not seen.any():
        return grid_s, np.empty((0, 0))
    poses = _completed(embedded[:, known[seen].mean(axis=0) >= _LEAST_KNOWN])
    runs = valid_runs(poses.sum(axis=1))
    trust = _trust([poses[run] for run in runs], poses.shape[1])
    for run in runs:
        poses[run] = _smooth(poses[run])
    return grid_s, poses * trust


def _completed(poses: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return poses in which the few vectors that are lost go on as before and after.

    Somebody of whom most is seen is there: a foot that is lost for a second must not
    part one set into two, nor cost its first or last repetition.
    """
    known = np.isfinite(poses)
    is_there = known.mean(axis=1) >= _LEAST_KNOWN if poses.shape[1] else known.any(1)
    rows = np.arange(len(poses))
    filled = np.full(poses.shape, np.nan)
    for k, (column, own) in enumerate(zip(poses.T, known.T, strict=True)):
        filled[is_there, k] = np.interp(rows[is_there], rows[own], column[own])
    return filled


def _trust(parts: list[NDArray[np.float64]], n_vectors: int) -> NDArray[np.float64]:
    """Return how much each vector counts: the less, the more it trembles.

    A hidden arm that trembles wanders too, and may go farther than who exercises. The
    tremble is read from third differences, in which a motion that lasts leaves next
    to nothing: a limb that works must not count less because it moves.
    """
    bends = np.concatenate(
        [np.empty((0, n_vectors)), *(np.diff(part, 3, axis=0) for part in parts)]
    )
    if not len(bends):
        return np.ones(n_vectors)
    sizes = np.sqrt((bends**2).mean(axis=0) / _OF_THIRD_DIFFERENCES)
    usual = max(float(np.median(sizes)), _CALM)
    return np.asarray(usual / np.maximum(sizes, usual))


def _smooth(poses: NDArray[np.float64]) -> NDArray[np.float64]:
    from scipy.ndimage import gaussian_filter1d

    smooth = gaussian_filter1d(poses, _SMOOTH_S / STEP_S, axis=0, mode="nearest")
    return np.asarray(smooth, dtype=float)


def _along(poses: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the poses along the direction in which they differ most.

    A pose farther from the middle than usual counts no more than a usual one for the
    direction: the first moments of somebody found anew may be far off.
    """
    centred = poses - np.median(poses, axis=0)
    away = np.linalg.norm(centred, axis=1, keepdims=True)
    usual = max(np.median(away), _MOVING * np.percentile(away, 90), 1e-9)
    counted = centred * np.minimum(1.0, usual / np.maximum(away, usual))
    _, _, directions = np.linalg.svd(counted, full_matrices=False)
    return np.asarray(centred @ directions[0])


def _main(poses: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return poses in the few directions in which they differ most.

    In all others there is little but errors, which would make every pose a new one.
    """
    centred = poses - np.median(poses, axis=0)
    _, _, directions = np.linalg.svd(centred, full_matrices=False)
    return np.asarray(centred @ directions[:_N_MAIN].T)


def _changes(poses: NDArray[np.float64]) -> list[int]:
    """Return where something else begins: numbers of frames, rising.

    For each moment: of the poses of the seconds before, how many come again in the
    seconds after, and the other way round. An exercise that goes on gives nearly
    all, another one nearly none.
    """
    coarse = poses[::_COARSE]
    reach = round(_COMPARED_S / (STEP_S * _COARSE))
    least = round(2.0 / (STEP_S * _COARSE))
    n = len(coarse)
    if n < 2 * least + 1:
        return []
    main = _main(coarse)
    apart = np.sqrt(((main[:, None] - main[None]) ** 2).sum(axis=2))
    alike = apart < max(_ALIKE * float(np.percentile(apart, 98)), _SAME)
    shared = np.ones(n)
    for at in range(least, n - least):
        block = alike[max(0, at - reach) : at, at : at + reach]
        shared[at] = (block.any(axis=1).mean() + block.any(axis=0).mean()) / 2
    cuts: list[int] = []
    other = np.flatnonzero(shared < _OTHER_BELOW)
    for group in np.split(other, np.flatnonzero(np.diff(other) > 1) + 1):
        if group.size:
            cuts.append(int(group[np.argmin(shared[group])]) * _COARSE)
    return cuts
