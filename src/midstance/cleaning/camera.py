"""Tracks of a moving camera as a still one would have seen them."""

import numpy as np
import xarray as xr

from midstance.cleaning.points import get_flags, get_points, with_flags, with_points
from midstance.kernels.images.camera_motion import moved
from midstance.schema.tracks import MISSING, camera_of


def remove_camera_motion(tracks: xr.Dataset) -> xr.Dataset:
    """Return `tracks` in the pixels of the first image.

    Parameters
    ----------
    tracks
        Raw tracks in px, with the path of the camera (`with_camera`) when it moved.
        Where that is NaN the tracks become NaN, and ``observed`` says missing.

    """
    path = camera_of(tracks)
    if path is None:
        return tracks
    points = moved(get_points(tracks, "position"), path)
    observed = get_flags(tracks, "observed")
    observed[np.isnan(points).any(axis=2)] = MISSING
    return with_flags(with_points(tracks, "position", points), "observed", observed)
