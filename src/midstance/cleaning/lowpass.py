"""The trembling of the network is smoothed away, without lag."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
import xarray as xr
from pydantic import Field

from midstance.cleaning.base import cleaners
from midstance.cleaning.points import get_points, point_variables, with_points
from midstance.kernels.signals.filters import lowpass_in_time
from midstance.kernels.signals.gaps import same_gaps
from midstance.kernels.signals.phase import fundamental_hz
from midstance.schema.one_person import of_person
from midstance.schema.tracks import individuals, path_of, rate_hz

_USUAL_HZ = 8.0
"""Cut-off for somebody whose legs show no stride."""
_LEAST_HZ, _MOST_HZ = 6.0, 14.0
"""Between these the cut-off follows the stride: from what is usual for walking to six
harmonics of a sprinter's 2.3 strides a second."""
_SLOWEST_STRIDE_HZ, _FASTEST_STRIDE_HZ = 0.6, 2.6
"""Strides per second that are searched: 72 to 312 steps/min."""
_MIN_STRIDES = 1.5
"""Strides in a recording that show their frequency."""
_MAX_SHARE_OF_RATE = 0.4
"""Above this share of the frame rate a low-pass has nothing left to remove."""


@cleaners.register("lowpass")
@dataclass(frozen=True)
class Lowpass:
    """Smooth every track with a zero-lag Butterworth filter, on its true clock.

    Parameters
    ----------
    harmonics
        The cut-off of each person is this many times the frequency of their
        strides, within 6 and 14 Hz: five to six hold the motion of the foot at
        every speed, and more is noise (least error of foot position and velocity
        on synthetic runners from 1.3 to 9 m/s). 8 Hz for someone whose legs show
        no stride.
    cutoff_hz
        A fixed cut-off instead, at which half the power is left; None: by the
        strides. At low frame rates either is lowered to 0.4 of the rate. What
        was used of each person is written to the coordinate ``lowpass_hz`` along
        ``individual``.
    order
        Order of the whole filter, both passes together.

    """

    harmonics: Annotated[float, Field(ge=2, le=20)] = 6.0
    cutoff_hz: Annotated[float, Field(gt=0, le=60)] | None = None
    order: Annotated[int, Field(ge=2, le=8, multiple_of=2)] = 4

    def apply(self, tracks: xr.Dataset) -> xr.Dataset:
        """Return smooth `tracks`; gaps and ``observed`` stay as they are."""
        time_s = tracks["time"].to_numpy()
        if time_s.size < 2 or not tracks.sizes["individual"]:
            return tracks
        names = individuals(tracks)
        cutoffs_hz = [self._cutoff_hz(of_person(tracks, name)) for name in names]
        for name in point_variables(tracks):
            points = get_points(tracks, name)
            for i, cutoff_hz in enumerate(cutoffs_hz):
                own = points[:, i :: len(names)]
                for group in same_gaps(own):
                    together = own[:, group].reshape(time_s.size, -1)
                    smooth = lowpass_in_time(time_s, together, cutoff_hz, self.order)
                    own[:, group] = smooth.reshape(time_s.size, len(group), -1)
            tracks = with_points(tracks, name, points)
        return tracks.assign_coords(lowpass_hz=("individual", cutoffs_hz))

    def _cutoff_hz(self, tracks: xr.Dataset) -> float:
        highest_hz = _MAX_SHARE_OF_RATE * rate_hz(tracks)
        if self.cutoff_hz is not None:
            return min(self.cutoff_hz, highest_hz)
        stride_hz = _stride_hz(tracks)
        if not np.isfinite(stride_hz):
            return min(_USUAL_HZ, highest_hz)
        wanted_hz = float(np.clip(self.harmonics * stride_hz, _LEAST_HZ, _MOST_HZ))
        return min(wanted_hz, highest_hz)


def _stride_hz(tracks: xr.Dataset) -> float:
    """Return the beat of the legs against one another; NaN if it is not seen."""
    time_s = tracks["time"].to_numpy()
    apart = np.concatenate(
        [
            path_of(tracks, f"left_{part}") - path_of(tracks, f"right_{part}")
            for part in ("knee", "ankle")
        ],
        axis=1,
    )
    seen = np.flatnonzero(np.isfinite(apart).all(axis=1))
    if seen.size < _MIN_STRIDES * 4:
        return float("nan")
    span = slice(seen[0], seen[-1] + 1)
    slowest_hz = max(_SLOWEST_STRIDE_HZ, _MIN_STRIDES / np.ptp(time_s[span]))
    return fundamental_hz(
        time_s[span], apart[span], lowest_hz=slowest_hz, highest_hz=_FASTEST_STRIDE_HZ
    )
