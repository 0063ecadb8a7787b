"""Single frames in which a keypoint jumps away are thrown out."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from pydantic import Field

from midstance.cleaning.base import cleaners
from midstance.cleaning.outliers import jumps
from midstance.cleaning.points import (
    get_flags,
    get_points,
    point_variables,
    with_flags,
    with_points,
)
from midstance.schema.tracks import MISSING


@cleaners.register("hampel")
@dataclass(frozen=True)
class Hampel:
    """Turn frames in which a point leaves its own path into NaN.

    Parameters
    ----------
    window_s
        Width of the window in which the path of a point is a parabola.
    n_sigmas
        How many robust standard deviations off its path a point must lie.
    smallest_jump
        Jumps below this share of the person's size in the image are left to
        the low-pass, however quiet the track is: so the sudden stop of a foot on
        the floor in a track without noise is no outlier.

    """

    window_s: Annotated[float, Field(gt=0, le=2)] = 0.2
    n_sigmas: Annotated[float, Field(gt=0)] = 4.0
    smallest_jump: Annotated[float, Field(ge=0, le=1)] = 0.02

    def apply(self, tracks: xr.Dataset) -> xr.Dataset:
        """Return `tracks` without the jumps, ``observed`` as missing there."""
        time_s = tracks["time"].to_numpy()
        position = get_points(tracks, "position")
        n_people = tracks.sizes["individual"]
        off = np.zeros(position.shape[:2], dtype=bool)
        for i in range(n_people):
            person = position[:, i::n_people]
            off[:, i::n_people] = jumps(
                time_s,
                person,
                window_s=self.window_s,
                n_sigmas=self.n_sigmas,
                smallest_sigma=self.smallest_jump * _size(person) / self.n_sigmas,
            )
        for name in point_variables(tracks):
            points = get_points(tracks, name)
            points[off] = np.nan
            tracks = with_points(tracks, name, points)
        observed = get_flags(tracks, "observed")
        observed[off] = MISSING
        return with_flags(tracks, "observed", observed)


def _size(person: NDArray[np.floating]) -> float:
    """Return the median length of the box around the keypoints; 0: never seen."""
    seen = person[np.isfinite(person).all(axis=2).any(axis=1)]
    if seen.shape[0] == 0:
        return 0.0
    spans = np.nanmax(seen, axis=1) - np.nanmin(seen, axis=1)
    return float(np.median(spans.max(axis=1)))
