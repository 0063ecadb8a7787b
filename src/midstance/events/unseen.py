"""Events of a foot that was not seen, or by a camera that moves, are less sure."""

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from midstance.kernels.signals.matching import away_from
from midstance.schema.events import PARTS
from midstance.schema.tracks import SEEN, SWAPPED

_FOOT = ("ankle", "heel", "foot_index")
_NEAR_S = 0.05
"""A foot that was seen so near tells the event; the events of a foot are at least
five times as far apart."""
_UNSEEN_S, _UNSEEN_PER_S = 0.010, 0.020
"""What the average stride, which then tells the event alone, errs besides: at once,
and with each second since or until the foot is seen. Measured on synthetic runners
whose feet were hidden for 0.3 s to 3 s: 10 ms more at 0.15 s, 20 ms at 0.5 s."""


_MOVING_S = 0.006
"""By a camera that moves: the readers learned from cameras that stand still. Of a
rendered runner followed on a road contacts were 27 ms too long, where 13 are usual
before a still camera."""


def widen_unseen(
    events: pd.DataFrame, tracks: xr.Dataset, *, camera_moves: bool = False
) -> pd.DataFrame:
    """Return `events` with more uncertainty where their foot was not seen.

    Parameters
    ----------
    events
        Events of the people of `tracks`.
    tracks
        Clean tracks; ``observed`` says which points were seen.
    camera_moves
        Whether the camera moved, which makes every event a little less sure.

    Returns
    -------
    pandas.DataFrame
        As `events`; ``uncertainty_s`` grows where ankle, heel and toes of the foot
        were all unseen for 0.05 s before and after.

    """
    widened = events["uncertainty_s"].to_numpy(dtype=float, copy=True)
    shared = {}
    if camera_moves:
        widened = np.hypot(widened, _MOVING_S)
        if PARTS[0] in events:
            person_s = events[PARTS[0]].to_numpy(dtype=float)
            shared = {PARTS[0]: np.hypot(person_s, _MOVING_S)}
    for (name, side), own in events.groupby(["individual", "side"]):
        seen_s = _seen_s(tracks.sel(individual=name), str(side))
        if not seen_s.size:
            continue
        rows = events.index.get_indexer(own.index)
        away_s = away_from(own["time_s"].to_numpy(), seen_s)
        more_s = np.where(away_s > _NEAR_S, _UNSEEN_S + _UNSEEN_PER_S * away_s, 0.0)
        widened[rows] = np.hypot(widened[rows], more_s)
    return events.assign(uncertainty_s=widened, **shared)


def _seen_s(own: xr.Dataset, side: str) -> NDArray[np.float64]:
    """Return the times (s) of the frames in which a foot was seen."""
    names = [f"{side}_{part}" for part in _FOOT]
    known = [name for name in names if name in own["keypoint"].to_numpy()]
    flags = own["observed"].sel(keypoint=known).isin([SEEN, SWAPPED])
    is_seen = flags.any("keypoint").to_numpy()
    return np.asarray(own["time"].to_numpy()[is_seen], dtype=float)
