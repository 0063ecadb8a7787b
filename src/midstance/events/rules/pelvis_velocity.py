"""Initial contact and toe-off from the pelvis, which falls and rises each step."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from midstance.events.base import EventDetector, detectors
from midstance.events.leg import Leg
from midstance.events.motion import Motion, both_legs, each_person
from midstance.schema.events import Row

FALL_STRIDES = (-0.12, 0.22)
RISE_STRIDES = (0.10, 0.45)


@detectors.register("pelvis_velocity")
@dataclass(frozen=True)
class PelvisVelocity(EventDetector):
    """Find contacts where the pelvis falls fastest and toe-offs where it rises so.

    In flight the pelvis falls faster and faster; soon after contact the leg
    slows it down. The legs only say whose step it is, so this works without
    feet and from every side.

    Parameters
    ----------
    contact_delay_s
        Initial contact minus the fastest fall.
    toe_off_delay_s
        Toe-off minus the fastest rise.
    uncertainty_s
        One standard deviation of a single contact; a toe-off has twice that.

    References
    ----------
    Compare A. R. Milner & M. R. Paquette, *J. Biomech.* 48 (2015) 3502.

    """

    contact_delay_s: float = -0.038
    toe_off_delay_s: float = 0.045
    uncertainty_s: float = 0.020

    def detect(self, tracks: xr.Dataset) -> pd.DataFrame:
        """Return the events of `tracks`."""
        return each_person(tracks, self._find)

    def _find(self, motion: Motion) -> list[Row]:
        rows: list[Row] = []
        for leg in both_legs(motion):
            for event, times, delay_s, widening in (
                ("initial_contact", fastest_falls(leg), self.contact_delay_s, 1),
                ("toe_off", fastest_rises(leg), self.toe_off_delay_s, 2),
            ):
                rows += [
                    (
                        *(motion.individual, leg.side, event, float(time + delay_s)),
                        *(widening * self.uncertainty_s, "pelvis_velocity"),
                    )
                    for time in times
                    if np.isfinite(time)
                ]
        return rows


def fastest_falls(leg: Leg) -> NDArray[np.float64]:
    """Return when the pelvis falls fastest near each contact; NaN where unseen."""
    return leg.peaks(-leg.velocity(leg.up["pelvis"]), FALL_STRIDES)


def fastest_rises(leg: Leg) -> NDArray[np.float64]:
    """Return when the pelvis rises fastest near each toe-off; NaN where unseen."""
    return leg.peaks(leg.velocity(leg.up["pelvis"]), RISE_STRIDES)
