"""The trembling of the network is smoothed away, without lag."""

from dataclasses import dataclass
from typing import Annotated

import xarray as xr
from pydantic import Field

from midstance.cleaning.base import cleaners
from midstance.cleaning.points import get_points, point_variables, with_points
from midstance.kernels.gaps import same_gaps
from midstance.kernels.resample import lowpass_in_time
from midstance.schema.tracks import rate_hz

_MAX_SHARE_OF_RATE = 0.4
"""Above this share of the frame rate a low-pass has nothing left to remove."""


@cleaners.register("lowpass")
@dataclass(frozen=True)
class Lowpass:
    """Smooth every track with a zero-lag Butterworth filter, on its true clock.

    Parameters
    ----------
    cutoff_hz
        Half the power is left here. The default keeps the first six harmonics of
        a stride at 160 to 180 steps/min, which hold the motion of the foot. At
        low frame rates it is lowered to 0.4 of the rate; what was used is
        written to the attr ``lowpass_hz`` of the tracks.
    order
        Of the whole filter, both passes together.

    """

    cutoff_hz: Annotated[float, Field(gt=0, le=60)] = 8.0
    order: Annotated[int, Field(ge=2, le=8, multiple_of=2)] = 4

    def apply(self, tracks: xr.Dataset) -> xr.Dataset:
        """Return smooth `tracks`; gaps and ``observed`` stay as they are."""
        time_s = tracks["time"].to_numpy()
        if time_s.size < 2:
            return tracks
        cutoff_hz = min(self.cutoff_hz, _MAX_SHARE_OF_RATE * rate_hz(tracks))
        for name in point_variables(tracks):
            points = get_points(tracks, name)
            for group in same_gaps(points):
                together = points[:, group].reshape(time_s.size, -1)
                smooth = lowpass_in_time(time_s, together, cutoff_hz, self.order)
                points[:, group] = smooth.reshape(time_s.size, len(group), -1)
            tracks = with_points(tracks, name, points)
        return tracks.assign_attrs(lowpass_hz=cutoff_hz)
