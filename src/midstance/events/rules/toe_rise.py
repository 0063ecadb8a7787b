"""Toe-off: the toe has risen from where it stood."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from midstance.events.base import EventDetector, detectors
from midstance.events.leg import Leg
from midstance.events.motion import Motion, both_legs, each_person
from midstance.events.peaks import first_rise
from midstance.schema.events import Row

STANCE_STRIDES = (0.08, 0.22)
SEARCH_STRIDES = (0.15, 0.60)


@detectors.register("toe_rise")
@dataclass(frozen=True)
class ToeRise(EventDetector):
    """Find toe-off where the toe has risen by a little above its stance height.

    Parameters
    ----------
    rise
        In leg lengths; 0.02 is about 1.8 cm of an adult.
    delay_s
        Toe-off minus that moment.
    uncertainty_s
        One standard deviation of a single toe-off.

    """

    keypoints: ClassVar[tuple[str, ...]] = ("ankle", "foot_index")

    rise: float = 0.02
    delay_s: float = -0.005
    uncertainty_s: float = 0.020

    def detect(self, tracks: xr.Dataset) -> pd.DataFrame:
        """Return the toe-offs of `tracks`; none without toes."""
        return each_person(tracks, self._find)

    def _find(self, motion: Motion) -> list[Row]:
        return [
            (
                *(motion.individual, leg.side, "toe_off"),
                *(float(time + self.delay_s), self.uncertainty_s, "toe_rise"),
            )
            for leg in both_legs(motion)
            for time in rises(leg, self.rise)
            if np.isfinite(time)
        ]


def rises(leg: Leg, rise: float) -> NDArray[np.float64]:
    """Return when the toe is `rise` above its stance height; NaN where unseen."""
    if "foot_index" not in leg.up:
        return np.full(len(leg.ahead_s), np.nan)
    height = leg.up["foot_index"]
    stance = np.array(STANCE_STRIDES) * leg.period_s
    search = np.array(SEARCH_STRIDES) * leg.period_s
    times = []
    for ahead in leg.ahead_s:
        first, last = np.searchsorted(leg.time_s, ahead + stance)
        low = height[first:last]
        if low.size == 0 or not np.isfinite(low).all():
            times.append(np.nan)
            continue
        level = float(np.median(low)) + rise
        times.append(first_rise(leg.time_s, height, level, *(ahead + search)))
    return np.array(times)
