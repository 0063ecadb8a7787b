"""Toe-off: the knee, and then the hip, is as straight as it gets behind the body."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from midstance.events.base import EventDetector, detectors
from midstance.events.leg import Leg
from midstance.events.motion import Motion, both_legs, each_person
from midstance.schema.events import Row

WINDOW_STRIDES = (0.15, 0.58)


@detectors.register("knee_extension")
@dataclass(frozen=True)
class KneeExtension(EventDetector):
    """Find toe-off at the second peak of knee extension in a stride.

    Parameters
    ----------
    delay_s
        Toe-off minus peak extension. On a treadmill at 2.5 m/s the knee is
        straightest 9 ms after the plate is left.
    uncertainty_s
        One standard deviation of a single toe-off.

    References
    ----------
    R. E. Fellin et al., *J. Sci. Med. Sport* 13 (2010) 646: the best of the
    kinematic rules there, 5 ms from the plate in overground running.

    """

    delay_s: float = -0.009
    uncertainty_s: float = 0.020

    def detect(self, tracks: xr.Dataset) -> pd.DataFrame:
        """Return the toe-offs of `tracks`."""
        return each_person(tracks, self._find)

    def _find(self, motion: Motion) -> list[Row]:
        if motion.direction == 0:
            return []
        return [
            (
                *(motion.individual, leg.side, "toe_off"),
                *(float(time + self.delay_s), self.uncertainty_s, "knee_extension"),
            )
            for leg in both_legs(motion)
            for time in straightest_knees(leg)
            if np.isfinite(time)
        ]


def straightest_knees(leg: Leg) -> NDArray[np.float64]:
    """Return when the knee is straightest behind the body; NaN where unseen."""
    return leg.peaks(-leg.knee_flexion_rad, WINDOW_STRIDES)


def farthest_back_thighs(leg: Leg) -> NDArray[np.float64]:
    """Return when the thigh points farthest back; NaN where unseen."""
    return leg.peaks(-leg.thigh_rad, WINDOW_STRIDES)
