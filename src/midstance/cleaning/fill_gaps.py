"""Short holes are filled and marked; long ones stay holes."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
import xarray as xr
from pydantic import Field

from midstance.cleaning.base import cleaners
from midstance.cleaning.points import (
    get_flags,
    get_points,
    point_variables,
    with_flags,
    with_points,
)
from midstance.kernels.signals.gaps import interpolate, short_gaps
from midstance.schema.tracks import FILLED


@cleaners.register("fill_gaps")
@dataclass(frozen=True)
class FillGaps:
    """Fill short gaps inside a track with a smooth curve.

    Parameters
    ----------
    max_gap_s
        Longest time from the last frame seen before a gap to the first one after
        it. A longer gap stays NaN whole; nothing is added before the first or
        after the last frame seen. The default is a fifth of a runner's stride:
        longer ones hide a contact.

    """

    max_gap_s: Annotated[float, Field(ge=0, le=2)] = 0.15

    def apply(self, tracks: xr.Dataset) -> xr.Dataset:
        """Return `tracks` with filled points, ``observed`` as filled."""
        time_s = tracks["time"].to_numpy()
        observed = get_flags(tracks, "observed")
        for name in point_variables(tracks):
            points = get_points(tracks, name)
            valid = np.asarray(np.isfinite(points).all(axis=2))
            for point in np.flatnonzero(~valid.all(axis=0)):
                gaps = short_gaps(time_s, valid[:, point], self.max_gap_s)
                points[:, point] = interpolate(time_s, points[:, point], gaps)
                if name == "position":
                    observed[gaps, point] = FILLED
            tracks = with_points(tracks, name, points)
        return with_flags(tracks, "observed", observed)
