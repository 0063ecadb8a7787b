"""The line in the picture on which the feet stand."""

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from midstance.kernels.facing import Paths, distance, leg_length
from midstance.kernels.nan_stats import seen_median
from midstance.kernels.robust_line import fit_line
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
        as far as the steps spread along the picture: on a treadmill it stays
        near 0, across the picture it is measured. ``sd_px`` includes how much
        higher the far foot stands in the picture than the near one.

    """
    paths = paths_of(tracks)
    leg_px = leg_length(paths)
    if not np.isfinite(leg_px):
        return None
    half = max(1, round(_STEP_S * rate_hz(tracks)))
    lowest = [_lowest(sole, half) for sole in _soles(paths)]
    points = np.concatenate([np.empty((0, 2)), *lowest])
    if len(points) < _FEWEST_STEPS:
        return None
    # Steps in which the foot was lifted higher than others are no floor.
    depth = points[:, 1]
    points = points[depth > np.median(depth) - 0.25 * leg_px]
    line = fit_line(points[:, 0], points[:, 1], slope_sd=_SLOPE_SD)
    if line.sd > _MAX_SCATTER * leg_px:
        return None
    return Floor(slope=line.slope, level_px=line.level, sd_px=line.sd)


def _soles(paths: Paths) -> list[NDArray[np.float64]]:
    """Return the paths of points that touch the floor."""
    soles = []
    for side in ("left", "right"):
        own = [paths[f"{side}_{k}"] for k in _SOLE if f"{side}_{k}" in paths]
        if own:
            both = np.stack(own)
            deep = np.where(np.isfinite(both[:, :, 1]), both[:, :, 1], -np.inf)
            which = np.argmax(deep, axis=0)
            soles.append(both[which, np.arange(both.shape[1])])
        elif f"{side}_ankle" in paths:
            shank_px = seen_median(distance(paths, f"{side}_knee", f"{side}_ankle"))
            soles.append(paths[f"{side}_ankle"] + [0.0, _ANKLE_HEIGHT * shank_px])
    return soles


def _lowest(sole: NDArray[np.float64], half: int) -> NDArray[np.float64]:
    """Return the points at which a foot is lower than in all frames around."""
    depth = np.where(np.isfinite(sole).all(axis=1), sole[:, 1], -np.inf)
    padded = np.pad(depth, half, constant_values=-np.inf)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * half + 1)
    is_lowest = (depth >= windows.max(axis=1)) & np.isfinite(depth)
    is_lowest[:1] = is_lowest[-1:] = False
    return np.asarray(sole[is_lowest])
