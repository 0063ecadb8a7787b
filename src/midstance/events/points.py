"""The points of two legs as event detectors look at them."""

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from midstance.kernels.geometry.apparent_size import with_one_size
from midstance.schema.events import SIDES

NEEDED = ("hip", "knee", "ankle")
FOOT = ("heel", "foot_index")

Points = dict[tuple[str, str], NDArray[np.float64]]
"""Shape (n_times, 2) by side and keypoint."""


def leg_points(own: xr.DataArray, time_s: NDArray[np.float64]) -> Points:
    """Return each keypoint of both legs, along the image and upwards.

    Parameters
    ----------
    own
        Position of one person on (time, space, keypoint), px or m; NaN: not seen.
    time_s
        Shape (n_times,).

    Returns
    -------
    dict
        Without keypoints that the skeleton does not have. Somebody who comes nearer
        to a camera or goes away from it has one size all the time.

    """
    have = set(own["keypoint"].to_numpy().tolist())
    axes = ["x", "z"] if "z" in own["space"] else ["x", "y"]
    sign = -1.0 if is_image(own) else 1.0
    names = {
        f"{side}_{name}": (side, name) for side in SIDES for name in (*NEEDED, *FOOT)
    }
    paths = {}
    for keypoint in names.keys() & have:
        path = own.sel(keypoint=keypoint, space=axes).to_numpy()
        seen = np.isfinite(path).all(axis=1, keepdims=True)
        paths[keypoint] = np.where(seen, path, np.nan) * [1.0, sign]
    sized = with_one_size(time_s, paths) if is_image(own) else paths
    return {key: sized[name] for name, key in names.items() if name in sized}


def is_image(own: xr.DataArray) -> bool:
    """Return whether positions are those in the images of a camera."""
    return "z" not in own["space"] and own.attrs.get("space_unit", "px") == "px"
