"""At which end an exercise turns, once its name is known.

Without a name the joint that works tells it by bending. A trunk or an arm that points
at the camera shows no angle; but who sits up has the shoulders above the hips at the
turn, from wherever one looks.
"""

from itertools import pairwise

import numpy as np
import xarray as xr

from midstance.exercises.counting.principal_motion import Stretch
from midstance.exercises.counting.turns import Turns, both_turns
from midstance.exercises.poses.pose_tracks import usual_trunk_px
from midstance.kernels.geometry.facing import middle
from midstance.kernels.types import Floats
from midstance.schema.tracks import paths_of

ENDS: dict[str, tuple[str, str, float]] = {
    **dict.fromkeys(("squats", "lunges"), ("hip", "ankle", -1.0)),
    "deadlifts": ("shoulder", "ankle", -1.0),
    "sit-ups": ("shoulder", "hip", 1.0),
    **dict.fromkeys(("push-ups", "bench dips"), ("shoulder", "wrist", -1.0)),
    "pull-ups": ("shoulder", "wrist", 1.0),
    **dict.fromkeys(("presses", "jumping jacks"), ("wrist", "shoulder", 1.0)),
    "curls": ("wrist", "elbow", 1.0),
}
"""Which part is above which, more (1) or less (-1) at the turn than before it."""
_CLEARLY = 0.15
"""In trunks."""


def at_the_named_end(tracks: xr.Dataset, turns: Turns, name: str) -> Turns:
    """Return the turns at the end that the exercise has by its name.

    Turns stay where the sides take turns, where the image does not show clearly that
    they lie at the wrong end, and where the other end has fewer of them: a recording
    that begins and ends at the bottom has one less there.

    Parameters
    ----------
    tracks
        Tracks of one person (px).
    turns
        Of one set.
    name
        Of the exercise.

    """
    if name not in ENDS or len(turns.at) < 2 or len(set(turns.sides)) > 1:
        return turns
    part, other, sign = ENDS[name]
    paths, time_s = paths_of(tracks), tracks["time"].to_numpy()
    above = middle(paths, other)[:, 1] - middle(paths, part)[:, 1]
    above = sign * above / usual_trunk_px(tracks)
    motion, at = turns.signal.motion, turns.at
    between = [a + int(np.argmin(motion[a:b])) for a, b in pairwise(at)]
    here, there = (
        _median_at(time_s, above, turns.signal.time_s[rows]) for rows in (at, between)
    )
    if not here < there - _CLEARLY:
        return turns
    signal = Stretch(turns.signal.time_s, -motion)
    ends, _ = both_turns(signal)
    if len(ends) < len(at):
        return turns
    return Turns(signal, ends, turns.sides[:1] * len(ends))


def _median_at(time_s: Floats, values: Floats, at_s: Floats) -> float:
    """Return the median of what is seen near some times; NaN: nothing."""
    nearest = np.abs(time_s[:, None] - at_s).argmin(axis=0)
    seen = values[nearest][np.isfinite(values[nearest])]
    return float(np.median(seen)) if seen.size else float("nan")
