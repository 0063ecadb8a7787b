"""What lies outside of the image is a guess of the network, not seen."""

import numpy as np
import xarray as xr

from midstance.cleaning.points import (
    get_flags,
    get_points,
    point_variables,
    with_flags,
    with_points,
)
from midstance.schema.poses import only_inside
from midstance.schema.tracks import OUTSIDE


def without_outside(raw: xr.Dataset) -> xr.Dataset:
    """Return `raw` with NaN for points on or past the border of the image.

    Parameters
    ----------
    raw
        Tracks in px of each frame, with the size of the image
        (``image_width_px``, ``image_height_px``); without it they come back as they
        are. ``observed`` says outside where a point was taken away, and its confidence
        is NaN.

    """
    if not {"image_width_px", "image_height_px"} <= raw.attrs.keys():
        return raw
    points = get_points(raw, "position")
    size_px = int(raw.attrs["image_width_px"]), int(raw.attrs["image_height_px"])
    inside = np.isfinite(only_inside(points, *size_px)).all(axis=2)
    outside = np.isfinite(points).all(axis=2) & ~inside
    if not outside.any():
        return raw
    for name in point_variables(raw):
        points = get_points(raw, name)
        points[outside] = np.nan
        raw = with_points(raw, name, points)
    confidence, observed = get_flags(raw, "confidence"), get_flags(raw, "observed")
    confidence[outside], observed[outside] = np.nan, OUTSIDE
    return with_flags(with_flags(raw, "confidence", confidence), "observed", observed)
