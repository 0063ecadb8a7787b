"""Whether a clip looks like slow motion that nobody told."""

import pandas as pd
import xarray as xr

from midstance.bouts.locomotion import find_bouts
from midstance.schema.notes import Note
from midstance.schema.tracks import individuals

FACTORS = (4.0, 8.0, 16.0)
"""120, 240 and 480 frames/s played at 30. Half the speed of life still reads as
gait, and its cadence tells; see `midstance.bouts.locomotion`."""

_LEAST_RUNNING, _MOST_GAIT = 0.6, 0.4
"""Share of the time seen that must be running by the other clock, and that may be gait
by the clock of the video. Set by hand."""


def suspected_slow_motion(tracks: xr.Dataset, bouts: pd.DataFrame) -> list[Note]:
    """Return a note for each person who runs only if the clock is too slow.

    Who hardly runs or walks by the clock of the video, but would run most of the
    time if it went 4, 8 or 16 times as fast, was filmed in slow motion.

    Parameters
    ----------
    tracks
        Clean tracks.
    bouts
        What was found in them.

    """
    found = [(name, _factor(tracks, bouts, name)) for name in individuals(tracks)]
    return [
        Note(
            "slow_motion",
            f"{name} moves like somebody who runs, about {factor:.0f} times slower: "
            "is this slow motion?",
            individual=name,
            remedy="slow_motion_factor",
            facts={"factor": factor},
        )
        for name, factor in found
        if factor > 1
    ]


def _factor(tracks: xr.Dataset, bouts: pd.DataFrame, name: str) -> float:
    own = bouts[bouts["individual"] == name]
    seen_s = _length_s(own)
    gait = own[own["activity"].isin(["running", "walking"])]
    if seen_s == 0 or _length_s(gait) > _MOST_GAIT * seen_s:
        return 1.0
    shares = {}
    for factor in FACTORS:
        clock_s = tracks["time"] / factor
        faster = tracks.sel(individual=[name]).assign_coords(time=clock_s)
        table = find_bouts(faster)
        runs = table[table["activity"] == "running"]
        shares[factor] = _length_s(runs) * factor / seen_s
    best = max(shares, key=shares.__getitem__)
    return best if shares[best] > _LEAST_RUNNING else 1.0


def _length_s(bouts: pd.DataFrame) -> float:
    return float((bouts["end_s"] - bouts["start_s"]).sum())
