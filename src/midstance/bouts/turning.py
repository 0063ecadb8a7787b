"""When somebody turns round who runs or walks past the camera, and what is one way."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd
import xarray as xr

from midstance.kernels.geometry.facing import Paths, leg_length, middle, sideways
from midstance.kernels.types import Array
from midstance.schema.bouts import GAITS
from midstance.schema.notes import Note
from midstance.schema.one_person import of_person
from midstance.schema.tracks import individuals, paths_of

_OVER_S = 0.5
_SLOWEST = 0.6
"""Leg lengths a second along the image: half of a slow walk, and more than
anybody drifts on a treadmill."""
_FULL_SPEED, _NEAR_S = 0.8, 2.0
"""A turn begins below this share of the usual speed in the seconds before it."""
_SHORTEST_S, _LEAST_WAY = 0.6, 1.0
"""Of a way between two turns: how long, and how far in leg lengths."""
_LEAST_FACING = 0.2
"""From here on (0 to 1, see `sideways`) the body faces one edge of the image. Set by
hand."""
_SIGNS = {"left": -1, "right": 1, "front": 0, "rear": 0}


class Turn(NamedTuple):
    """A turn from one way along the image to the other.

    Parameters
    ----------
    start_s, end_s
        From when the speed of the way before is lost until that of the way after
        is reached.
    sure
        0 to 1: how far feet, face and knees agree about both ways.

    """

    start_s: float
    end_s: float
    sure: float


class _Way(NamedTuple):
    first: int
    last: int
    sign: int


def find_turns(tracks: xr.Dataset) -> list[Turn]:
    """Return when one person turned round, in order.

    Parameters
    ----------
    tracks
        Clean tracks of one person, without the motion of the camera.

    Returns
    -------
    list of Turn
        The hips must cover a leg length one way along the image and another one
        back, and the body must face where it goes each time. So nobody turns on a
        treadmill, and who steps backwards does not either. Turns are not seen
        towards the camera and away from it, where the hips hardly move along the
        image.

    """
    paths, time_s = paths_of(tracks), tracks["time"].to_numpy()
    speed = _speed(paths, time_s)
    turns = []
    for before, after in pairwise(_ways(time_s, speed)):
        first, last = _edges(time_s, speed, before, after)
        sure = min(_faces(paths, before), _faces(paths, after))
        if before.sign != after.sign and sure > 0 and last > first:
            turns.append(Turn(float(time_s[first]), float(time_s[last]), sure))
    return turns


def one_way(
    tracks: xr.Dataset, bouts: pd.DataFrame, *, view: str = "auto"
) -> dict[str, pd.DataFrame]:
    """Return the gait bouts to measure of everybody who is seen going both ways.

    Parameters
    ----------
    tracks
        Clean tracks.
    bouts
        See `midstance.schema.bouts`.
    view
        The way that is wanted (``left``, ``right``); else the one that took longest.

    Returns
    -------
    dict
        Bouts by person. Who goes one way alone is not in it.

    """
    found = {}
    for name in individuals(tracks):
        is_gait = (bouts["individual"] == name) & bouts["activity"].isin(GAITS)
        gait = bouts[is_gait]
        own = of_person(tracks, name)
        spans = zip(gait["view"], gait["start_s"], gait["end_s"], strict=True)
        signs = np.array([_sign(own, *span) for span in spans])
        if not {-1, 1} <= set(signs.tolist()):
            continue
        lasts_s = (gait["end_s"] - gait["start_s"]).to_numpy()
        longest = 1 if (signs * lasts_s).sum() > 0 else -1
        found[name] = gait[signs == (_SIGNS.get(view) or longest)]
    return found


def mark_measured(
    bouts: pd.DataFrame, tracks: xr.Dataset, *, view: str = "auto"
) -> pd.DataFrame:
    """Return `bouts` with what is measured of everybody; see `one_way`."""
    is_measured = np.ones(len(bouts), dtype=bool)
    for name, own in one_way(tracks, bouts, view=view).items():
        is_measured[bouts["individual"] == name] = False
        is_measured[bouts.index.get_indexer(own.index)] = True
    return bouts.assign(is_measured=is_measured)


def notes_on_ways(tracks: xr.Dataset, bouts: pd.DataFrame) -> list[Note]:
    """Return a note for everybody of whom one way alone is measured."""
    return [
        Note(
            "two_ways",
            f"{name} goes both ways along the picture; only the direction that takes "
            "longer is measured, or the one whose view is given.",
            individual=name,
            severity="note",
            remedy="view",
        )
        for name in one_way(tracks, bouts)
    ]


def _sign(own: xr.Dataset, view: str, start_s: float, end_s: float) -> int:
    """Return +1 for a bout towards the right edge, -1 to the left, 0 for neither."""
    if view in _SIGNS:
        return _SIGNS[view]
    facing, _ = sideways(paths_of(own.sel(time=slice(start_s, end_s))))
    return (facing > _LEAST_FACING) - (facing < -_LEAST_FACING)


def _speed(paths: Paths, time_s: Array) -> Array:
    """Return the speed along the image (leg lengths/s); NaN where nobody is near.

    The slope of a line through the hips over half a second.
    """
    speed = np.full(time_s.size, np.nan)
    x = middle(paths, "hip")[:, 0] / leg_length(paths)
    seen = np.isfinite(x)
    if seen.sum() < 2:
        return speed
    half_s = _OVER_S / 2
    own_s, own = time_s[seen], x[seen]
    own_s, centre_s = own_s - own_s[0], time_s - own_s[0]
    starts = np.searchsorted(own_s, centre_s - half_s)
    ends = np.searchsorted(own_s, centre_s + half_s, side="right")

    def mean(values: Array) -> Array:
        total = np.concatenate([[0.0], np.cumsum(values)])
        means: Array = (total[ends] - total[starts]) / np.maximum(ends - starts, 1)
        return means

    own = own - own.mean()
    spread = mean(own_s**2) - mean(own_s) ** 2
    is_line = spread > (half_s / 4) ** 2
    slope = (mean(own_s * own) - mean(own_s) * mean(own))[is_line] / spread[is_line]
    speed[is_line] = slope
    return speed


def _ways(time_s: Array, speed: Array) -> list[_Way]:
    """Return the stretches in which somebody goes one way, the next one the other."""
    with np.errstate(invalid="ignore"):
        signs = np.where(np.abs(speed) >= _SLOWEST, np.sign(speed), 0).astype(int)
    edges = np.flatnonzero(np.diff(signs)) + 1
    ways: list[_Way] = []
    for first, end in pairwise([0, *edges.tolist(), signs.size]):
        last, sign = end - 1, int(signs[first]) if signs.size else 0
        lasts_s = time_s[last] - time_s[first] if signs.size else 0.0
        if sign == 0 or lasts_s < _SHORTEST_S:
            continue
        if lasts_s * abs(speed[first:end].mean()) < _LEAST_WAY:
            continue
        if ways and ways[-1].sign == sign:
            ways[-1] = _Way(ways[-1].first, last, sign)
        else:
            ways.append(_Way(first, last, sign))
    return ways


def _edges(time_s: Array, speed: Array, before: _Way, after: _Way) -> tuple[int, int]:
    """Return the frames between which neither way is at its usual speed."""
    to_s, from_s = time_s[before.last], time_s[after.first]
    fast = []
    for way in (before, after):
        frames = np.arange(way.first, way.last + 1)
        is_near = (time_s[frames] >= to_s - _NEAR_S) & (
            time_s[frames] <= from_s + _NEAR_S
        )
        near = frames[is_near]
        own = np.abs(speed[near])
        fast.append(near[own >= _FULL_SPEED * np.nanmedian(own)])
    return int(fast[0][-1]), int(fast[1][0])


def _faces(paths: Paths, way: _Way) -> float:
    """Return how sure it is that the body faces where it goes; 0 if it does not."""
    span = slice(way.first, way.last + 1)
    facing, agreement = sideways({name: path[span] for name, path in paths.items()})
    return agreement if facing * way.sign >= _LEAST_FACING else 0.0
