"""Treadmill or open ground: whether the body stays where it is."""

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from midstance.kernels.geometry.facing import distance, leg_length, middle
from midstance.kernels.nan_stats import finite_quantile
from midstance.schema.scene import Surface
from midstance.schema.tracks import camera_of, paths_of

_STAYS_WITHIN, _LEAVES_BEYOND = 1.0, 2.0
"""Way of the hips along the image, in leg lengths."""
_GROWS_BEYOND = 0.2
"""Change of the body's size in the image of someone who comes or goes."""
_NOT_FOLLOWED = "camera_not_followed"
"""Attribute of tracks whose camera moved."""
_SHORTEST_S = 2.0
"""Recording from which staying in place means a treadmill."""


def not_followed(tracks: xr.Dataset) -> xr.Dataset:
    """Return `tracks` marked as those of a moving camera that was not followed."""
    return tracks.assign_attrs({_NOT_FOLLOWED: 1})


def camera_moves(tracks: xr.Dataset) -> bool:
    """Return whether the camera of `tracks` moved, whether it was followed or not."""
    path = camera_of(tracks)
    is_followed = path is not None and bool((path != np.eye(3)).any())
    return is_followed or bool(tracks.attrs.get(_NOT_FOLLOWED))


def find_surface(tracks: xr.Dataset) -> Surface:
    """Return on what one person moves, as far as a still camera can show it.

    ``treadmill``: for two seconds or longer the hips stay within one leg length
    and the body keeps its size. ``overground``: they leave two leg lengths, or
    the body grows or shrinks by a fifth. ``unknown``: anything between, too
    short, or by a camera that moves and was not followed (`not_followed`): one
    that goes along with the runner makes open ground look like a treadmill.
    """
    if tracks.attrs.get(_NOT_FOLLOWED):
        return "unknown"
    paths = paths_of(tracks)
    leg_px = leg_length(paths)
    hip = middle(paths, "hip")
    seen = np.isfinite(hip).all(axis=1)
    if not np.isfinite(leg_px) or not seen.any():
        return "unknown"
    way = _span(hip[:, 0]) / leg_px
    trunk = distance(
        {"hip": hip, "shoulder": middle(paths, "shoulder")}, "hip", "shoulder"
    )
    grows = growth(trunk)
    if way > _LEAVES_BEYOND or grows > _GROWS_BEYOND:
        return "overground"
    time_s = tracks["time"].to_numpy()[seen]
    lasts_s = float(time_s[-1] - time_s[0])
    if way < _STAYS_WITHIN and lasts_s >= _SHORTEST_S:
        return "treadmill"
    return "unknown"


def _span(values: NDArray[np.float64]) -> float:
    return finite_quantile(values, 0.98) - finite_quantile(values, 0.02)


def growth(size: NDArray[np.float64]) -> float:
    """Return the change of `size` from the first to the last third, as a share."""
    seen = size[np.isfinite(size)]
    third = seen.size // 3
    if third == 0:
        return 0.0
    first, last = np.median(seen[:third]), np.median(seen[-third:])
    return float(abs(np.log(last / first)))
