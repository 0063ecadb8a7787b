"""When someone runs, walks, stands or does something else."""

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from midstance.bouts.gait_windows import (
    LegMotion,
    activity_probabilities,
    describe_window,
    leg_motion,
)
from midstance.bouts.passing import SHORTEST_S, passing_chances
from midstance.bouts.turning import Turn, find_turns
from midstance.bouts.view import find_view
from midstance.schema.bouts import ACTIVITIES, TURNING, Row, make_bouts
from midstance.schema.one_person import of_person
from midstance.schema.tracks import individuals, paths_of

WINDOW_S, HOP_S = 2.4, 0.3
"""Length of a window, two strides of a walk and three of a run, and the time from one
to the next."""
_SHORTEST_S = 1.0
"""Shortest bout: less than a stride and a half tells no activity."""
_LONGEST_UNSEEN_S = 0.5
"""Longest gap within a bout."""


def find_bouts(tracks: xr.Dataset) -> pd.DataFrame:
    """Return when each person ran, walked, stood or did something else.

    Parameters
    ----------
    tracks
        Clean tracks.

    Returns
    -------
    pandas.DataFrame
        See `midstance.schema.bouts`. Bouts last at least a second, but for those of
        who runs or walks past the camera in less; there is none where a person is
        unseen for more than half a second. `probability` is that of the activity and
        the view together. Who turns round on the way has a bout for each direction and
        one of turning between them, which may be shorter and has no view.

    Notes
    -----
    Windows of 2.4 s are read one by one (`midstance.bouts.gait_windows`) and
    averaged where they overlap, so that the edge of a bout is known within about
    half a second.

    """
    rows: list[Row] = []
    for name in individuals(tracks):
        rows += _bouts_of(of_person(tracks, name), name)
    return make_bouts(rows)


def _bouts_of(tracks: xr.Dataset, name: str) -> list[Row]:
    motion = leg_motion(paths_of(tracks))
    time_s = tracks["time"].to_numpy()
    if motion is None:
        return []
    turns = find_turns(tracks)
    rows: list[Row] = [
        (name, turn.start_s, turn.end_s, TURNING, "unknown", turn.sure)
        for turn in turns
    ]
    parts = _seen_parts(time_s, motion)
    for part in _between(time_s, parts, turns):
        chances = _chances_of(tracks.isel(time=part), _cut(motion, part))
        if chances is None:
            continue
        labels = _without_short(time_s[part], chances.argmax(axis=1), chances)
        for first, last in _stretches(labels):
            start_s, end_s = time_s[part][first], time_s[part][last]
            own = tracks.sel(time=slice(start_s, end_s))
            view, sure = find_view(own)
            chance = float(chances[first : last + 1, labels[first]].mean())
            activity = ACTIVITIES[labels[first]]
            row = (name, float(start_s), float(end_s), activity, view, chance * sure)
            rows.append(row)
    return rows


def _chances_of(own: xr.Dataset, motion: LegMotion) -> NDArray[np.float64] | None:
    """Return the chance of each activity in each frame; None if not readable."""
    time_s = own["time"].to_numpy()
    if time_s[-1] - time_s[0] >= _SHORTEST_S:
        return _chances(time_s, motion)
    chances = passing_chances(time_s, paths_of(own))
    return None if chances is None else np.tile(chances, (time_s.size, 1))


def _seen_parts(time_s: NDArray[np.float64], motion: LegMotion) -> list[slice]:
    """Return the stretches in which the person is never unseen for long."""
    seen = np.flatnonzero(np.isfinite(motion.hip))
    if seen.size == 0:
        return []
    breaks = np.flatnonzero(np.diff(time_s[seen]) > _LONGEST_UNSEEN_S)
    firsts = seen[np.concatenate([[0], breaks + 1])]
    lasts = seen[np.concatenate([breaks, [seen.size - 1]])]
    parts = zip(firsts.tolist(), lasts.tolist(), strict=True)
    return [slice(a, b + 1) for a, b in parts if time_s[b] - time_s[a] >= SHORTEST_S]


def _between(
    time_s: NDArray[np.float64], parts: list[slice], turns: list[Turn]
) -> list[slice]:
    """Return what is left of `parts` beside the turns."""
    for turn in turns:
        first, last = np.searchsorted(time_s, [turn.start_s, turn.end_s]).tolist()
        parts = [
            piece
            for part in parts
            for piece in (
                slice(part.start, min(part.stop, first)),
                slice(max(part.start, last + 1), part.stop),
            )
        ]
        parts = [
            part
            for part in parts
            if part.stop > part.start
            and time_s[part.stop - 1] - time_s[part.start] >= _SHORTEST_S
        ]
    return parts


def _cut(motion: LegMotion, part: slice) -> LegMotion:
    return LegMotion(
        motion.fore_aft[part],
        motion.height[part],
        motion.hip[part],
        motion.lean_deg[part],
        tuple(way[part] for way in motion.spread),
        motion.breadth[part],
    )


def _chances(
    time_s: NDArray[np.float64], motion: LegMotion
) -> NDArray[np.float64] | None:
    """Return the chance of each activity in each frame; None if never readable."""
    total = np.zeros((time_s.size, len(ACTIVITIES)))
    weight = np.zeros(time_s.size)
    last_start = max(time_s[0], time_s[-1] - WINDOW_S)
    starts = np.arange(time_s[0], last_start, HOP_S)
    for start in (*starts, last_start):
        a, b = np.searchsorted(time_s, [start - 1e-9, start + WINDOW_S + 1e-9])
        window = describe_window(time_s, motion, slice(int(a), int(b)))
        if window is None:
            continue
        # Frames in the middle of a window belong to it more than those at its
        # ends, which an activity that follows may share.
        near = 1.05 - np.abs(np.linspace(-1, 1, int(b - a)))
        total[a:b] += near[:, None] * activity_probabilities(window)
        weight[a:b] += near
    if not weight.any():
        return None
    unread = weight == 0
    total[unread, ACTIVITIES.index("other")] = 1.0
    weight[unread] = 1.0
    return total / weight[:, None]


def _stretches(labels: NDArray[np.intp]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(labels)) + 1
    firsts = [0, *edges.tolist()]
    lasts = [*(edges - 1).tolist(), labels.size - 1]
    return list(zip(firsts, lasts, strict=True))


def _without_short(
    time_s: NDArray[np.float64],
    labels: NDArray[np.intp],
    chances: NDArray[np.float64],
) -> NDArray[np.intp]:
    """Give stretches that are too short to the neighbours that fit them better."""
    labels = labels.copy()
    while True:
        parts = _stretches(labels)
        spare = [_spare_s(time_s, labels, parts, k) for k in range(len(parts))]
        shortest = int(np.argmin(spare))
        if len(parts) == 1 or spare[shortest] >= 0:
            return labels
        first, last = parts[shortest]
        beside = [
            labels[parts[k][0]]
            for k in (shortest - 1, shortest + 1)
            if 0 <= k < len(parts)
        ]
        inside = slice(first, last + 1)
        # One border, where the chances of the two neighbours balance.
        gain = np.cumsum(chances[inside, beside[0]] - chances[inside, beside[-1]])
        border = first + (int(np.argmax(gain)) + 1 if gain.max() > 0 else 0)
        labels[first:border], labels[border : last + 1] = beside[0], beside[-1]


def _spare_s(
    time_s: NDArray[np.float64],
    labels: NDArray[np.intp],
    parts: list[tuple[int, int]],
    k: int,
) -> float:
    """Return by how much a stretch is longer than it must be to count (s).

    Between two activities a window holds some of both and reads like neither, so
    that something else must last longer than that there.
    """
    first, last = parts[k]
    between = 0 < k < len(parts) - 1
    doubtful = between and ACTIVITIES[labels[first]] == "other"
    shortest_s = WINDOW_S if doubtful else _SHORTEST_S
    return float(time_s[last] - time_s[first]) - shortest_s
