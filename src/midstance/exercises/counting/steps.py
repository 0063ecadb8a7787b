"""Steps of somebody who walks or runs, which are no repetitions of an exercise."""

from dataclasses import replace

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from midstance.bouts.locomotion import find_bouts
from midstance.exercises.counting.turns import Turns
from midstance.exercises.poses.pose_tracks import side_angles_deg, side_reach_pct
from midstance.kernels.geometry.facing import trunk_lean_deg
from midstance.kernels.nan_stats import finite_quantile
from midstance.schema.bouts import NO_GAIT
from midstance.schema.events import SIDES
from midstance.schema.tracks import paths_of

_FEWEST = 2
_MOSTLY = 0.5
"""A motion of which more than this share is gait is gait to its ends: the edges of a
bout are known within half a second only."""
_SLOWEST_STEP_S, _SLOWEST_STRIDE_S = 0.8, 1.2
"""Between turns: 75 steps a minute, or the strides of one leg where few images show
the other one less."""
_UPRIGHT_DEG = 45.0
_LEAST_BEND_DEG, _LEAST_REACH_PCT = 30.0, 25.0
"""Of either leg that works: at its knee, or from hip to ankle in percent of the
trunk; who boxes keeps both still."""


def without_steps(tracks: xr.Dataset, turns: Turns) -> Turns:
    """Return the turns of a motion that fall in no gait.

    Walking and running bend the knees again and again; who does not say which
    exercise to count wants none of that counted. High knees on the spot and jumping
    jacks move the legs as gait does, too: ask only where the motion has no name.
    Bouts of gait need a few seconds and many images; before, and live, legs tell it
    that take turns as fast as steps do, under an upright trunk.

    Parameters
    ----------
    tracks
        Tracks of one person (px).
    turns
        Of one motion.

    Returns
    -------
    Turns
        Without those while the person walks, runs or turns round on the way; without
        any where less than half of them, or only one, is left, or where they look
        like steps.

    """
    if _look_like_steps(tracks, turns):
        return replace(turns, at=[], sides=[])
    is_step = _in_gait(tracks, turns)
    n_left = int((~is_step).sum())
    if n_left == len(turns.at):
        return turns
    if n_left < _FEWEST or is_step.mean() > _MOSTLY:
        return replace(turns, at=[], sides=[])
    left = np.flatnonzero(~is_step).tolist()
    return replace(
        turns, at=[turns.at[k] for k in left], sides=[turns.sides[k] for k in left]
    )


def _in_gait(tracks: xr.Dataset, turns: Turns) -> NDArray[np.bool_]:
    """Return for each turn whether it lies in a bout of gait."""
    at_s = turns.signal.time_s[turns.at]
    is_step = np.zeros(len(at_s), dtype=bool)
    bouts = find_bouts(tracks)
    gaits = bouts[~bouts["activity"].isin(NO_GAIT)]
    for start_s, end_s in gaits[["start_s", "end_s"]].to_numpy(float):
        is_step |= (at_s >= start_s) & (at_s <= end_s)
    return is_step


def _look_like_steps(tracks: xr.Dataset, turns: Turns) -> bool:
    """Return whether both legs work, one after the other, as fast as in gait."""
    at_s = turns.signal.time_s[turns.at]
    if len(at_s) < _FEWEST or "both" in turns.sides:
        return False
    takes_turns = len(set(turns.sides)) > 1
    slowest_s = _SLOWEST_STEP_S if takes_turns else _SLOWEST_STRIDE_S
    if np.median(np.diff(at_s)) > slowest_s:
        return False
    first_s, last_s = (float(turns.signal.time_s[at]) for at in (0, -1))
    part = tracks.sel(time=slice(first_s, last_s))
    if not finite_quantile(trunk_lean_deg(paths_of(part)), 0.5) <= _UPRIGHT_DEG:
        return False
    knees, legs = (
        side_angles_deg(part).get("knee", {}),
        side_reach_pct(part).get("leg", {}),
    )
    return all(
        _range(knees.get(side)) >= _LEAST_BEND_DEG
        or _range(legs.get(side)) >= _LEAST_REACH_PCT
        for side in SIDES
    )


def _range(values: NDArray[np.float64] | None) -> float:
    """Return the range of a course without its extremes; 0: not seen."""
    if values is None or not np.isfinite(values).any():
        return 0.0
    return float(np.ptp(np.nanpercentile(values, [10, 90])))
