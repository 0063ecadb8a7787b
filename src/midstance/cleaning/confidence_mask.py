"""What the network itself hardly believes is not seen."""

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
from midstance.schema.tracks import MISSING


@cleaners.register("confidence_mask")
@dataclass(frozen=True)
class ConfidenceMask:
    """Turn points of low confidence into NaN.

    Parameters
    ----------
    min_confidence
        Points below it are treated as not seen. Low by default: the legs of a
        runner that hide one another are seen with little confidence but often in
        the right place, and what is wrong is found by `hampel` and
        `swap_repair`. A point of unknown confidence (NaN) is kept.

    """

    min_confidence: Annotated[float, Field(ge=0, le=1)] = 0.3

    def apply(self, tracks: xr.Dataset) -> xr.Dataset:
        """Return `tracks` without the doubtful points, ``observed`` as missing."""
        doubtful = get_flags(tracks, "confidence") < self.min_confidence
        for name in point_variables(tracks):
            points = get_points(tracks, name)
            points[doubtful] = np.nan
            tracks = with_points(tracks, name, points)
        observed = get_flags(tracks, "observed")
        observed[doubtful] = MISSING
        return with_flags(tracks, "observed", observed)
