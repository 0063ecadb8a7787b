"""Tracks of a moving camera as a still one would have seen them."""

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from midstance.cleaning.points import get_flags, get_points, with_flags, with_points
from midstance.errors import SchemaError
from midstance.kernels.camera_motion import moved
from midstance.schema.tracks import MISSING


def steady(tracks: xr.Dataset, path: NDArray[np.floating]) -> xr.Dataset:
    """Return `tracks` in the pixels of the first picture.

    Parameters
    ----------
    tracks
        Tracks in px.
    path
        Shape (n_times, 3, 3), see `midstance.kernels.camera_motion.camera_path`.
        Where it is NaN, so are the tracks, and ``observed`` says missing.

    Raises
    ------
    SchemaError
        If there is not one place of the camera for each time of the tracks.

    """
    if len(path) != tracks.sizes["time"]:
        raise SchemaError(
            f"The path of the camera must have a place for each of the "
            f"{tracks.sizes['time']} frames of the tracks, got {len(path)}."
        )
    points = moved(get_points(tracks, "position"), path)
    observed = get_flags(tracks, "observed")
    observed[np.isnan(points).any(axis=2)] = MISSING
    return with_flags(with_points(tracks, "position", points), "observed", observed)
