"""What a set of repetitions looks like, as numbers that tell which exercise it is."""

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from midstance.exercises.counting.turns import Turns
from midstance.exercises.poses.embedding import (
    FULL,
    TRUNKS_PER_SIZE,
    PoseEmbedding,
    mirror,
)
from midstance.exercises.poses.pose_tracks import landmarks_of
from midstance.kernels.nan_stats import finite_mean
from midstance.kernels.types import Floats
from midstance.schema.events import SIDES

_NEAR_S = 0.1
"""Poses this far from a turn belong to it."""
_PARTS = ("shoulder", "hip", "wrist", "ankle")
"""Whose way in the image tells what is held and what moves."""
_TRUNK = ("left_shoulder", "right_shoulder", "left_hip", "right_hip")
_SLOWEST_S = 10.0

N_FEATURES = 2 * 46 + 2 * len(_PARTS) + 3
PLACES = range(2 * 46, 2 * 46 + 2 * len(_PARTS))
"""The features that say what moves in the image; a camera that moves hides them."""


def set_features(tracks: xr.Dataset, turns: Turns) -> NDArray[np.float64]:
    """Return the numbers of one set, and of the set as a mirror shows it.

    Parameters
    ----------
    tracks
        Tracks of one person (px).
    turns
        Of the set; without any, the person holds a posture.

    Returns
    -------
    numpy.ndarray
        Shape (2, N_FEATURES): the embedded pose at the turns and what it is
        otherwise between them, how far shoulders, hips, wrists and ankles go in the
        image (in sizes of the body), the usual time from turn to turn, whether the
        sides take turns, and whether one works alone. NaN where not seen.

    """
    time_s = tracks["time"].to_numpy()
    points = landmarks_of(tracks)
    return np.array(
        [features_of(time_s, seen, turns) for seen in (points, mirror(points))]
    )


def turn_and_rest(turns: Turns) -> tuple[Floats, Floats]:
    """Return the times of the turns, and of the middle of the ways between them (s).

    Of sides that take turns only those of the first one.
    """
    signal = turns.signal
    if not turns.at:
        middle = signal.time_s[len(signal.time_s) // 2 :][:1]
        return middle, middle
    first = turns.sides[0]
    own = [at for at, side in zip(turns.at, turns.sides, strict=True) if side == first]
    rests = []
    for start, end in zip([0, *turns.at], [*turns.at, len(signal.motion)], strict=True):
        part = signal.motion[start:end]
        if np.isfinite(part).any():
            rests.append(start + int(np.nanargmin(part)))
    return signal.time_s[own], signal.time_s[rests]


def features_of(time_s: Floats, points: Floats, turns: Turns) -> NDArray[np.float64]:
    """Return the numbers of one set, shape (N_FEATURES,); see `set_features`.

    Parameters
    ----------
    time_s
        Shape (n_times,).
    points
        Landmarks of one person (px), shape (n_times, 33, 3).
    turns
        Of the set.

    """
    at_s, rest_s = turn_and_rest(turns)
    embedded = PoseEmbedding().transform(points)
    if turns.at:
        here, there = (
            _median_near(time_s, embedded, moments) for moments in (at_s, rest_s)
        )
    else:
        here = there = _median(embedded)
    size_px = _size_px(points)
    moves = []
    for part in _PARTS:
        place = _middle(points, part) / size_px
        moved = _median_near(time_s, place, at_s) - _median_near(time_s, place, rest_s)
        moves += [abs(moved[0]), moved[1]] if turns.at else [0.0, 0.0]
    gaps_s = np.diff(turns.signal.time_s[turns.at])
    pace_s = float(np.median(gaps_s)) if gaps_s.size else _SLOWEST_S
    sides = set(turns.sides)
    return np.concatenate(
        [
            *(here, here - there, moves),
            [np.log(min(max(pace_s, 0.1), _SLOWEST_S))],
            [float(len(sides) > 1), float(len(sides) == 1 and "both" not in sides)],
        ]
    )


def _median_near(time_s: Floats, values: Floats, at_s: Floats) -> Floats:
    """Return the median of rows near some times; NaN where a column is never seen."""
    if not at_s.size:
        return np.full(values.shape[1], np.nan)
    away_s = np.abs(time_s[:, None] - at_s)
    near: NDArray[np.bool_] = np.asarray((away_s <= _NEAR_S).any(axis=1))
    near[away_s.argmin(axis=0)] = True
    return _median(values[near])


def _median(values: Floats) -> Floats:
    seen = np.isfinite(values).any(axis=0)
    middle = np.full(values.shape[1], np.nan)
    if seen.any():
        middle[seen] = np.nanmedian(values[:, seen], axis=0)
    return middle


def _size_px(points: Floats) -> float:
    trunk = points[:, [FULL.index(name) for name in _TRUNK], :2]
    span = trunk[:, :2].mean(axis=1) - trunk[:, 2:].mean(axis=1)
    lengths = np.hypot(span[:, 0], span[:, 1])
    reach = np.hypot(*(points[..., :2] - trunk[:, 2:].mean(axis=1)[:, None]).T)
    if not np.isfinite(lengths).any():
        return float("nan")
    farthest = float(np.nanpercentile(reach, 99))
    return max(TRUNKS_PER_SIZE * float(np.nanmedian(lengths)), farthest)


def _middle(points: Floats, part: str) -> Floats:
    """Return the middle of both sides, or the side that is seen."""
    places = np.asarray(points[..., :2], dtype=float)
    return finite_mean([places[:, FULL.index(f"{side}_{part}")] for side in SIDES])
