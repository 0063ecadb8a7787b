"""The line in the image on which the feet stand."""

from math import nan

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from midstance.config import FloorLine
from midstance.kernels.geometry.facing import Paths, distance, leg_length
from midstance.kernels.nan_stats import finite_median
from midstance.scene.robust_line import fit_line
from midstance.schema.scene import Floor
from midstance.schema.tracks import paths_of, rate_hz

_SOLE = ("heel", "foot_index")
_ANKLE_HEIGHT = 0.16
"""Height of the ankle above the floor in lengths of the shank (0.039 and 0.246
body heights, Winter)."""
_STEP_S = 0.2
"""Half the window in which a foot must be at its lowest: shorter than the time
from one contact of a foot to the next at any speed of running."""
_SLOPE_SD = 0.03
"""A camera held by hand is level within about 2 degrees."""
_FEWEST_STEPS = 2
"""Steps that a line is laid through."""
_INDEPENDENT_STEPS = 6.0
"""So many steps at most count as independent: a network errs alike in every stride."""
_MAX_SCATTER = 0.12
"""Scatter of the lowest points beyond which there is no common floor, in leg
lengths: someone who comes towards the camera, or does not stand on the feet."""


def find_floor(tracks: xr.Dataset) -> Floor | None:
    """Return the floor line of one person, or None when the feet show none.

    Parameters
    ----------
    tracks
        Clean tracks of one person.

    Returns
    -------
    Floor or None
        Through the lowest points of each foot in each step (heel or toes; the
        ankle, less its height, for skeletons without feet). The slope is trusted
        as far as the steps of the same part of the same foot spread along the
        image: on a treadmill it stays near 0, across the image it is
        measured. ``sd_px`` includes how much higher the far foot stands in the
        image than the near one.

    """
    paths = paths_of(tracks)
    leg_px = leg_length(paths)
    if not np.isfinite(leg_px):
        return None
    half = max(1, round(_STEP_S * rate_hz(tracks)))
    points, group = _steps(paths, half)
    if len(points) < _FEWEST_STEPS:
        return None
    # Steps in which the foot was lifted higher than others are no floor.
    depth = points[:, 1]
    down = depth > np.median(depth) - 0.25 * leg_px
    points, group = points[down], np.unique(group[down], return_inverse=True)[1]
    line = fit_line(
        points[:, 0],
        points[:, 1],
        slope_sd=_SLOPE_SD,
        n_independent=_INDEPENDENT_STEPS,
        group=group,
    )
    if line.sd > _MAX_SCATTER * leg_px:
        return None
    return Floor(slope=line.slope, level_px=line.level, sd_px=line.sd)


def floor_through(line: FloorLine, by_feet: Floor | None) -> Floor:
    """Return the floor on a given line, with the scatter of the feet that were seen.

    Parameters
    ----------
    line
        Two points on the floor.
    by_feet
        The floor that the feet show, see `find_floor`.

    """
    (x1, y1), (x2, y2) = line.start_px, line.end_px
    slope = (y2 - y1) / (x2 - x1)
    sd_px = nan if by_feet is None else by_feet.sd_px
    return Floor(slope=slope, level_px=y1 - slope * x1, sd_px=sd_px)


def _steps(paths: Paths, half: int) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Return the lowest point of each step, and which part of which foot it is."""
    points, group = [np.empty((0, 2))], [np.empty(0, dtype=np.intp)]
    for side, sign in (("left", 0), ("right", len(_SOLE))):
        sole, part = _sole(paths, side)
        frames = _lowest(sole, half)
        points.append(sole[frames])
        group.append(part[frames] + sign)
    return np.concatenate(points), np.concatenate(group)


def _sole(paths: Paths, side: str) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Return the path of what is lowest of a foot, and which of its parts it is."""
    own = [paths[f"{side}_{part}"] for part in _SOLE if f"{side}_{part}" in paths]
    if own:
        both = np.stack(own)
        deep = np.where(np.isfinite(both[:, :, 1]), both[:, :, 1], -np.inf)
        part = np.argmax(deep, axis=0)
        return both[part, np.arange(both.shape[1])], part
    if f"{side}_ankle" not in paths:
        return np.empty((0, 2)), np.empty(0, dtype=np.intp)
    shank_px = finite_median(distance(paths, f"{side}_knee", f"{side}_ankle"))
    ankle = paths[f"{side}_ankle"] + [0.0, _ANKLE_HEIGHT * shank_px]
    return ankle, np.zeros(len(ankle), dtype=np.intp)


def _lowest(sole: NDArray[np.float64], half: int) -> NDArray[np.intp]:
    """Return the frames in which a foot is lower than in all around."""
    depth = np.where(np.isfinite(sole).all(axis=1), sole[:, 1], -np.inf)
    if depth.size == 0:
        return np.empty(0, dtype=np.intp)
    padded = np.pad(depth, half, constant_values=-np.inf)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * half + 1)
    is_lowest = (depth >= windows.max(axis=1)) & np.isfinite(depth)
    is_lowest[:1] = is_lowest[-1:] = False
    return np.flatnonzero(is_lowest)
