"""Which sides work in a set, once the name of the exercise is known.

Without a name the limbs tell whether the sides take turns. From some views they do
not: who lunges with one leg again and again may show a rear leg that seems to go the
other way, and of who lunges with one leg after the other a camera at the side hardly
shows the far one. But the hips sink in every lunge, from wherever one looks, and the
thigh in front is raised.
"""

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from midstance.exercises.counting.principal_motion import STEP_S, Stretch
from midstance.exercises.counting.turns import Turns, both_turns, turns_at_one_end
from midstance.exercises.poses.pose_tracks import (
    THIGH,
    side_angles_deg,
    side_reach_pct,
    usual_trunk_px,
)
from midstance.kernels.geometry.facing import middle
from midstance.kernels.types import Floats
from midstance.schema.events import SIDES
from midstance.schema.tracks import paths_of

TOGETHER = (
    *("squats", "push-ups", "sit-ups", "pull-ups", "deadlifts"),
    *("jumping jacks", "bench dips", "jumps", "rope skipping"),
)
"""Exercises in which no side waits for the other."""
LUNGES = "lunges"
_SMOOTH_S, _NEAR_S = 0.1, 0.15
_AS_MOST = 0.8
"""From this share on all are as most: on one side, or taking turns."""


def with_named_sides(tracks: xr.Dataset, turns: Turns, name: str) -> Turns:
    """Return the turns of a set whose name says how its sides work.

    Parameters
    ----------
    tracks
        Tracks of one person (px).
    turns
        Of one set.
    name
        Of the exercise.

    Returns
    -------
    Turns
        Of an exercise in which both sides go together: at one end of the motion. Of
        lunges: where the hips are lowest, each with the side whose thigh is raised.
        As they were of all others, and where the hips are not seen.

    """
    if name in TOGETHER and len(set(turns.sides)) > 1:
        return at_one_end(tracks, turns)
    if name == LUNGES and turns.at:
        found = _lunges(tracks, turns.signal.time_s)
        return found if 2 * len(found.at) >= len(turns.at) else turns
    return turns


def at_one_end(tracks: xr.Dataset, turns: Turns) -> Turns:
    """Return the turns of a motion as if its sides went together, if there are any."""
    angles, reach = side_angles_deg(tracks), side_reach_pct(tracks)
    time_s = tracks["time"].to_numpy()
    found = turns_at_one_end(time_s, angles, reach, turns.motion)
    return found if found.at else turns


def _lunges(tracks: xr.Dataset, grid_s: NDArray[np.float64]) -> Turns:
    """Return where the hips are lowest above the ankles, and the leg in front."""
    from scipy.ndimage import gaussian_filter1d

    paths, time_s = paths_of(tracks), tracks["time"].to_numpy()
    height = middle(paths, "ankle")[:, 1] - middle(paths, "hip")[:, 1]
    seen = np.isfinite(height)
    if not seen.any():
        return Turns(Stretch(grid_s, np.zeros(len(grid_s))), [], [])
    even = np.interp(grid_s, time_s[seen], height[seen]) / usual_trunk_px(tracks)
    sunk = -np.asarray(gaussian_filter1d(even, _SMOOTH_S / STEP_S), dtype=float)
    signal = Stretch(grid_s, sunk)
    lowest, _ = both_turns(signal)
    return Turns(signal, lowest, _raised(tracks, grid_s[lowest]))


def _raised(tracks: xr.Dataset, at_s: Floats) -> list[str]:
    """Return the side whose thigh is raised more at some times; ``both``: not seen."""
    time_s, thighs = tracks["time"].to_numpy(), side_reach_pct(tracks).get(THIGH, {})
    if set(thighs) < set(SIDES):
        return ["both"] * len(at_s)
    more = thighs["right"] - thighs["left"]
    told = np.array([_seen_near(time_s, more, moment_s) for moment_s in at_s.tolist()])
    if not np.isfinite(told).any():
        return ["both"] * len(at_s)
    is_left = _as_most(told)
    return [SIDES[0] if left else SIDES[1] for left in is_left.tolist()]


def _seen_near(time_s: Floats, values: Floats, at_s: float) -> float:
    near = values[np.abs(time_s - at_s) <= _NEAR_S]
    seen = near[np.isfinite(near)]
    return float(np.median(seen)) if seen.size else float("nan")


def _as_most(told: Floats) -> NDArray[np.bool_]:
    """Return which turns are of the left: as told, without single ones that differ."""
    is_left = np.nan_to_num(told) > 0
    for pattern in (np.ones(len(told), bool), np.arange(len(told)) % 2 == 0):
        alike = float((is_left == pattern).mean())
        if max(alike, 1 - alike) >= _AS_MOST:
            return pattern if alike >= _AS_MOST else ~pattern
    return is_left
