"""Steps of somebody who walks or runs, which are no repetitions of an exercise."""

from dataclasses import replace

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from midstance.bouts.locomotion import find_bouts
from midstance.exercises.counting.turns import Turns
from midstance.schema.bouts import NO_GAIT

_FEWEST = 2
_MOSTLY = 0.5
"""A motion of which more than this share is gait is gait to its ends: the edges of a
bout are known within half a second only."""


def without_steps(tracks: xr.Dataset, turns: Turns) -> Turns:
    """Return the turns of a motion that fall in no gait.

    Walking and running bend the knees again and again; who does not say which
    exercise to count wants none of that counted. High knees on the spot and jumping
    jacks move the legs as gait does, too: ask only where the motion has no name.

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
        any where less than half of them, or only one, is left.

    """
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
