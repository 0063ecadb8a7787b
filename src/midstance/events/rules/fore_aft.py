"""Initial contact: the foot is farthest ahead of the pelvis, and a little later."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from midstance.events.base import EventDetector, detectors
from midstance.events.leg import Leg
from midstance.events.motion import Motion, both_legs, each_person
from midstance.events.peaks import first_rise
from midstance.schema.events import Row

WINDOW_STRIDES = (-0.2, 0.25)
STANCE_STRIDES = (0.02, 0.35)


@detectors.register("fore_aft")
@dataclass(frozen=True)
class ForeAft(EventDetector):
    """Find initial contact after the foot is farthest ahead of the pelvis.

    The foot turns back before it lands: it lands about when it has reached half
    of the speed with which it then moves back under the pelvis. On a treadmill
    at 2.5 m/s this is 30 ms after the turn.

    Parameters
    ----------
    share
        Share of the stance foot's backward speed at contact.
    uncertainty_s
        One standard deviation of a single contact.

    References
    ----------
    The turn itself: J. A. Zeni et al., *Gait & Posture* 27 (2008) 710, for
    walking, where it is taken as the contact without a delay.

    """

    share: float = 0.5
    uncertainty_s: float = 0.015

    def detect(self, tracks: xr.Dataset) -> pd.DataFrame:
        """Return the initial contacts of `tracks`."""
        return each_person(tracks, self._find)

    def _find(self, motion: Motion) -> list[Row]:
        if motion.direction == 0:
            return []
        return [
            (
                *(motion.individual, leg.side, "initial_contact"),
                *(float(time), self.uncertainty_s, "fore_aft"),
            )
            for leg in both_legs(motion)
            for time in contacts_after_farthest_ahead(leg, self.share)
            if np.isfinite(time)
        ]


def foot_farthest_ahead(leg: Leg) -> NDArray[np.float64]:
    """Return when the foot is farthest ahead, once a stride; NaN where unseen."""
    return leg.peaks(leg.foot_forward, WINDOW_STRIDES)


def contacts_after_farthest_ahead(leg: Leg, share: float) -> NDArray[np.float64]:
    """Return when the foot has picked up `share` of its backward stance speed."""
    backward = -leg.velocity(leg.foot_forward)
    times = []
    for turn in foot_farthest_ahead(leg):
        start, end = turn + np.array(STANCE_STRIDES) * leg.period_s
        first, last = np.searchsorted(leg.time_s, (start, end))
        if not np.isfinite(turn) or last - first < 3:
            times.append(np.nan)
            continue
        stance_speed = np.percentile(backward[first:last], 75)
        times.append(
            first_rise(leg.time_s, backward, share * stance_speed, turn - 0.01, end)
        )
    return np.array(times)
