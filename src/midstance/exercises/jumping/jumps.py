"""How high somebody jumps, from how long both feet are off the ground.

A body in flight rises for half of the time and falls for the other half, so that it
rises by g t² / 8 (Bosco, Luhtanen & Komi 1983). What lands with bent legs flies longer
than it rises; and a clock that runs slow shows a flight that g does not allow.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from midstance.exercises.form import Phases
from midstance.exercises.jumping.mass_centre import centre_of_mass
from midstance.exercises.poses.pose_tracks import usual_trunk_px
from midstance.kernels.geometry.facing import middle
from midstance.kernels.nan_stats import finite_mean, finite_quantile
from midstance.kernels.types import Floats
from midstance.schema.events import SIDES
from midstance.schema.tracks import paths_of

G_M_S2 = 9.81
TRUNK_M = 0.288 * 1.70
"""Hips to shoulders of somebody of usual height (Drillis & Contini 1966); people
differ by 7 %."""
_OFF_GROUND = 0.07
"""Height of the toes over their usual place, in trunks, from which a foot is off."""
_TOE_ERROR = 0.01
"""Error of the height of a toe from frame to frame, in trunks."""
_FEWEST = 5
"""Frames in flight from which there is a parabola."""
_SEEN = 0.7
"""Share of the frames in flight in which the body must be seen."""
_LONGEST_S = 1.1
_SHORTEST_S = 0.08


@dataclass(frozen=True)
class Flight:
    """One jump.

    Parameters
    ----------
    takeoff_s, landing_s
        When the last toe leaves, and the first one is back; between frames.
    duration_uncertainty_s
        One standard deviation of the time between: a third of a frame at each end,
        and what the errors of the toes make of their speed.
    fall
        How fast the body is slowed down and falls in flight, in trunks / s²: its
        centre of mass, or its hips where too little is seen for that; NaN: too few
        frames.

    """

    takeoff_s: float
    landing_s: float
    duration_uncertainty_s: float
    fall: float

    @property
    def duration_s(self) -> float:
        """Return how long both feet are off the ground."""
        return self.landing_s - self.takeoff_s

    @property
    def height_m(self) -> float:
        """Return how far the body rises in that time."""
        return G_M_S2 * self.duration_s**2 / 8

    @property
    def height_uncertainty_m(self) -> float:
        """Return one standard deviation of the height."""
        return G_M_S2 * self.duration_s / 4 * self.duration_uncertainty_s

    @property
    def gravity_ratio(self) -> float:
        """Return how fast the body falls against g; about 1.

        By the trunk of somebody of usual height, whose parabola in flight is seen.
        Much below 1 the clock runs slow, much above it fast.
        """
        return self.fall * TRUNK_M / G_M_S2


def find_flights(tracks: xr.Dataset, phases: Phases) -> list[Flight | None]:
    """Return the longest flight within each repetition; None: no foot is off.

    Parameters
    ----------
    tracks
        Tracks of one person (px).
    phases
        Start, turn and end (s) of each.

    """
    time_s = tracks["time"].to_numpy()
    paths = paths_of(tracks)
    trunk_px = usual_trunk_px(tracks)
    toes = [paths.get(f"{side}_foot_index") for side in SIDES]
    known = [toe for toe in toes if toe is not None]
    if not known or not np.isfinite(trunk_px) or not len(phases):
        return [None] * len(phases)
    heights = []
    for toe in known:
        up = -toe[:, 1] / trunk_px
        heights.append(up - finite_quantile(up, 0.3))
    both = np.array(heights)
    lowest = np.where(np.isfinite(both).all(axis=0), both.min(axis=0), np.nan)
    if not np.isfinite(lowest).any():
        lowest = finite_mean(list(heights))
    bodies = [
        -path[:, 1] / trunk_px for path in (centre_of_mass(paths), middle(paths, "hip"))
    ]
    edges_s = _edges_s(phases)
    return [
        _flight(time_s, lowest, bodies, edges_s[k], edges_s[k + 1])
        for k in range(len(phases))
    ]


def _edges_s(phases: Phases) -> list[float]:
    """Return where one repetition ends and the next begins: between their turns."""
    turns_s = [turn_s for _, turn_s, _ in phases]
    gaps_s = np.diff(turns_s)
    usual_s = float(np.median(gaps_s)) if len(gaps_s) else phases[0][2] - phases[0][0]
    between = [(a + b) / 2 for a, b in pairwise(turns_s)]
    return [turns_s[0] - usual_s / 2, *between, turns_s[-1] + usual_s / 2]


def _flight(
    time_s: Floats,
    lowest: NDArray[np.float64],
    bodies: list[NDArray[np.float64]],
    first_s: float,
    last_s: float,
) -> Flight | None:
    inside = np.flatnonzero(
        (time_s >= first_s) & (time_s <= last_s) & np.isfinite(lowest)
    )
    best: tuple[float, int, int] = (0.0, 0, 0)
    is_off = lowest[inside] > _OFF_GROUND
    changes = np.flatnonzero(np.diff(is_off.astype(int))) + 1
    for run in np.split(np.arange(len(inside)), changes):
        if len(run) and is_off[run[0]] and run[0] > 0 and run[-1] + 1 < len(inside):
            lasts_s = float(time_s[inside[run[-1]]] - time_s[inside[run[0]]])
            if lasts_s >= best[0]:
                best = lasts_s, int(run[0]), int(run[-1])
    if best[1:] == (0, 0):
        return None
    up, down = best[1:]
    takeoff_s, rise_s = _crossing(time_s, lowest, inside[up - 1], inside[up])
    landing_s, fall_s = _crossing(time_s, lowest, inside[down], inside[down + 1])
    # The way up to the height from which the toes are off, and down again from it.
    above_s = landing_s - takeoff_s
    lasts_s = float(np.sqrt(above_s**2 + 8 * _OFF_GROUND * TRUNK_M / G_M_S2))
    takeoff_s -= (lasts_s - above_s) / 2
    landing_s += (lasts_s - above_s) / 2
    if not _SHORTEST_S <= lasts_s <= _LONGEST_S:
        return None
    is_between = (time_s >= takeoff_s) & (time_s <= landing_s)
    falls = [_fall(time_s[is_between], body[is_between]) for body in bodies]
    fall = next((one for one in falls if np.isfinite(one)), np.nan)
    frame_s = float(np.median(np.diff(time_s[inside])))
    doubt_s = float(np.hypot(frame_s / 3 * np.sqrt(2), np.hypot(rise_s, fall_s)))
    doubt_s *= above_s / lasts_s
    return Flight(takeoff_s, landing_s, doubt_s, fall)


def _fall(time_s: Floats, height: NDArray[np.float64]) -> float:
    """Return how fast what flies is slowed down and falls; NaN: it is hardly seen."""
    seen = np.isfinite(height)
    if seen.sum() < max(_FEWEST, _SEEN * len(seen)):
        return float("nan")
    return -2 * float(np.polyfit(time_s[seen] - time_s[0], height[seen], 2)[0])


def _crossing(
    time_s: Floats, height: NDArray[np.float64], before: int, after: int
) -> tuple[float, float]:
    """Return when a height passes `_OFF_GROUND` between two frames, and how sure."""
    low, high = float(height[before]), float(height[after])
    step_s = float(time_s[after] - time_s[before])
    slope = (high - low) / step_s if step_s else 0.0
    if slope == 0:
        return float(time_s[after]), abs(step_s)
    at_s = float(time_s[before]) + (_OFF_GROUND - low) / slope
    return at_s, _TOE_ERROR / abs(slope)
