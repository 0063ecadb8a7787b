"""Both events: the foot meets and leaves a line fitted to where feet stand."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from midstance.events.base import EventDetector, detectors
from midstance.events.leg import Leg, Signal
from midstance.events.motion import Motion, both_legs, each_person
from midstance.events.peaks import first_rise
from midstance.schema.events import Row

LANDING_STRIDES = (-0.12, 0.25)
LEAVING_STRIDES = (0.15, 0.60)
LOW_SHARE = 0.25
"""Share of the time that a foot surely stands: duty factors begin here."""
ROUNDS = 20


@detectors.register("floor_line")
@dataclass(frozen=True)
class FloorLine(EventDetector):
    """Find where the lowest point of the foot comes within reach of the floor.

    The floor is a line for each foot: the two are at different distances from
    the camera. It is fitted through the lower quarter of the foot's lowest
    points, so that a tilted camera does not matter.

    Parameters
    ----------
    reach
        Height over the floor line at which the foot counts as standing, in leg
        lengths.
    contact_delay_s, toe_off_delay_s
        Event minus the passing of that height.
    uncertainty_s
        One standard deviation of a single event.

    """

    reach: float = 0.03
    contact_delay_s: float = 0.010
    toe_off_delay_s: float = -0.010
    uncertainty_s: float = 0.030

    def detect(self, tracks: xr.Dataset) -> pd.DataFrame:
        """Return the events of `tracks`."""
        return each_person(tracks, self._find)

    def _find(self, motion: Motion) -> list[Row]:
        rows: list[Row] = []
        for leg in both_legs(motion):
            height = height_over_floor(leg)
            for event, values, level, window, delay_s in (
                (
                    *("initial_contact", -height, -self.reach, LANDING_STRIDES),
                    self.contact_delay_s,
                ),
                (
                    *("toe_off", height, self.reach, LEAVING_STRIDES),
                    self.toe_off_delay_s,
                ),
            ):
                for ahead in leg.ahead_s:
                    start, end = ahead + np.array(window) * leg.period_s
                    time = first_rise(leg.time_s, values, level, start, end)
                    if np.isfinite(time):
                        rows.append(
                            (
                                *(motion.individual, leg.side, event, time + delay_s),
                                *(self.uncertainty_s, "floor_line"),
                            )
                        )
        return rows


def height_over_floor(leg: Leg) -> Signal:
    """Return how high the lowest point of the foot is over its floor line.

    In leg lengths; the ankle stands for the foot where there is none.
    """
    feet = [name for name in ("heel", "foot_index") if name in leg.up] or ["ankle"]
    heights = np.stack([leg.up[name] for name in feet])
    places = np.stack([leg.forward[name] + leg.forward["pelvis"] for name in feet])
    seen = np.isfinite(heights).all(axis=0) & np.isfinite(places).all(axis=0)
    over = np.full(len(leg.time_s), np.nan)
    if seen.sum() < 3:
        return over
    lowest = np.argmin(heights[:, seen], axis=0)[None]
    height = np.take_along_axis(heights[:, seen], lowest, axis=0)[0]
    place = np.take_along_axis(places[:, seen], lowest, axis=0)[0]
    over[seen] = height - _low_line(place, height)
    return over


def _low_line(
    place: NDArray[np.float64], height: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return, at each place, a line that half of the standing points lie under.

    Quantile regression by reweighted least squares: `LOW_SHARE` / 2 of all
    points lie under the line.
    """
    design = np.column_stack([np.ones(len(place)), place - place.mean()])
    line = np.full(len(place), np.quantile(height, LOW_SHARE / 2))
    smallest = 1e-3 * max(float(np.ptp(height)), 1e-9)
    for _ in range(ROUNDS):
        off = height - line
        weight = np.where(off > 0, LOW_SHARE / 2, 1 - LOW_SHARE / 2)
        weight = weight / np.maximum(np.abs(off), smallest)
        normal = design.T @ (design * weight[:, None]) + 1e-6 * np.eye(2)
        line = design @ np.linalg.solve(normal, design.T @ (weight * height))
    return line
