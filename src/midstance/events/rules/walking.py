"""Walking: heel farthest ahead is contact, toe farthest behind is toe-off."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from midstance.events.base import EventDetector, detectors
from midstance.events.leg import Leg
from midstance.events.motion import Motion, both_legs, each_person
from midstance.schema.events import Row

AHEAD_STRIDES = (-0.25, 0.25)
BEHIND_STRIDES = (0.35, 0.85)


@detectors.register("walking")
@dataclass(frozen=True)
class Walking(EventDetector):
    """Find contacts and toe-offs of walking from the feet's turns.

    Wrong in running, where the foot turns forward 0.1 s after it has left the
    ground.

    Parameters
    ----------
    contact_delay_s, toe_off_delay_s
        Event minus the turn; the published rule has none.
    uncertainty_s
        One standard deviation of a single event.

    References
    ----------
    J. A. Zeni, J. G. Richards, J. S. Higginson, *Gait & Posture* 27 (2008) 710,
    who use the heel and the toe; without feet, the ankle stands for both.

    """

    gaits: ClassVar[tuple[str, ...]] = ("walking",)

    contact_delay_s: float = 0.0
    toe_off_delay_s: float = 0.0
    uncertainty_s: float = 0.025

    def detect(self, tracks: xr.Dataset) -> pd.DataFrame:
        """Return the events of `tracks`."""
        return each_person(tracks, self._find)

    def _find(self, motion: Motion) -> list[Row]:
        if motion.direction == 0:
            return []
        rows: list[Row] = []
        for leg in both_legs(motion):
            for event, times, delay_s in (
                ("initial_contact", heel_farthest_ahead(leg), self.contact_delay_s),
                ("toe_off", toe_farthest_behind(leg), self.toe_off_delay_s),
            ):
                rows += [
                    (
                        *(motion.individual, leg.side, event, float(time + delay_s)),
                        *(self.uncertainty_s, "walking"),
                    )
                    for time in times
                    if np.isfinite(time)
                ]
        return rows


def heel_farthest_ahead(leg: Leg) -> NDArray[np.float64]:
    """Return when the heel is farthest ahead of the pelvis; NaN where unseen."""
    heel = leg.forward.get("heel", leg.forward["ankle"])
    return leg.peaks(heel, AHEAD_STRIDES)


def toe_farthest_behind(leg: Leg) -> NDArray[np.float64]:
    """Return when the toe is farthest behind the pelvis; NaN where unseen."""
    toe = leg.forward.get("foot_index", leg.forward["ankle"])
    return leg.peaks(-toe, BEHIND_STRIDES)
