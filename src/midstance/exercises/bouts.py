"""Exercises among what somebody does: sets of repetitions, named where they can be."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr

from midstance.bouts.view import find_view
from midstance.exercises.counting.repetitions import find_repetitions
from midstance.exercises.poses.pose_tracks import joint_angles_deg
from midstance.schema.bouts import NO_GAIT, Row, make_bouts
from midstance.schema.repetitions import (
    PLANK,
    Repetitions,
    join_repetitions,
    renumbered,
)

_SHORTEST_S = 3.0
_FEWEST = 3
_LEAST_DEPTH_DEG = 25.0
_LONGEST_BREAK = 1.5
"""Of a set: in usual durations of its repetitions."""
_EVENLY = 0.5
"""Correlation of the left and the right joint from which both move together; the
legs of somebody who walks or runs move against each other."""
_TRUNK = ("left_shoulder", "right_shoulder", "left_hip", "right_hip")
_LEFT_OVER_S = 1.0


@dataclass(frozen=True)
class SetSpan:
    """When somebody does a set.

    Parameters
    ----------
    start_s, end_s
        On the clock of the tracks.
    name
        Of `midstance.schema.bouts.EXERCISES`.
    n
        Repetitions.

    """

    start_s: float
    end_s: float
    name: str
    n: int


def with_exercises(
    tracks: xr.Dataset, bouts: pd.DataFrame
) -> tuple[pd.DataFrame, Repetitions]:
    """Return bouts with the exercises that are among those without gait.

    Parameters
    ----------
    tracks
        Clean tracks (px).
    bouts
        See `midstance.bouts.locomotion.find_bouts`. Running and walking stay as
        they are; what is standing or something else gives room to the sets in it.

    Returns
    -------
    bouts
        With the number of repetitions of each set. A set is three repetitions or
        more of a motion that has a name (`midstance.exercises.naming.names`) or bends a
        joint of both sides together by 25 degrees, which is an ``exercise``; a plank
        is a set as well. A set is as probable as the bout that it was in.
    repetitions
        Each repetition of these sets.

    """
    known = set(tracks["keypoint"].to_numpy().tolist())
    if not known.issuperset(_TRUNK):
        return bouts, Repetitions()
    rows: list[Row] = []
    repetitions, n_sets = [], 0
    for bout in bouts.itertuples(index=False, name=None):
        name, start_s, end_s, activity = bout[:4]
        own = tracks.sel(individual=[name], time=slice(start_s, end_s))
        may_hold = activity in NO_GAIT and end_s - start_s >= _SHORTEST_S
        sets: list[SetSpan] = []
        if may_hold:
            sets, found = _sets(own)
            repetitions.append(_numbered_from(found, n_sets))
            n_sets += len(sets)
        rows += divided(own, bout, sets)
    return make_bouts(rows), renumbered(join_repetitions(repetitions))


def _numbered_from(found: Repetitions, n_before: int) -> Repetitions:
    """Return repetitions whose sets are numbered on from those before."""
    table, doubtful = (
        part.assign(set=part["set"] + n_before)
        for part in (found.table, found.doubtful)
    )
    return Repetitions(table, doubtful)


def _sets(tracks: xr.Dataset) -> tuple[list[SetSpan], Repetitions]:
    """Return the sets of one person, and the repetitions in them alone."""
    whole = find_repetitions(tracks)
    if whole.table.empty:
        return [], Repetitions()
    found = whole.table.sort_values("start_s", ignore_index=True)
    usual_s = float(found["duration_s"].median())
    breaks_s = found["start_s"].to_numpy()[1:] - found["end_s"].to_numpy()[:-1]
    same = [found[column].to_numpy() for column in ("joint", "exercise")]
    is_new = breaks_s > _LONGEST_BREAK * usual_s
    for values in same:
        is_new |= values[1:] != values[:-1]
    number = np.concatenate([[0], np.cumsum(is_new)])
    sets, tables, doubts = [], [], []
    for _, own in found.groupby(number):
        start_s, end_s = float(own["start_s"].min()), float(own["end_s"].max())
        part = tracks.sel(time=slice(start_s, end_s))
        joint, name = (str(own[column].iloc[0]) for column in ("joint", "exercise"))
        is_deep = float(own["depth_deg"].median()) >= _LEAST_DEPTH_DEG
        moves_evenly = is_deep and _is_even(part, joint)
        is_set = len(own) >= _FEWEST and (name or moves_evenly)
        if is_set or (name == PLANK and end_s - start_s >= _SHORTEST_S):
            sets.append(SetSpan(start_s, end_s, name or "exercise", len(own)))
            tables.append(own.assign(set=len(sets)))
            at_s = whole.doubtful["time_s"]
            near = at_s.between(start_s - usual_s, end_s + usual_s)
            doubts.append(whole.doubtful[near].assign(set=len(sets)))
    return sets, join_repetitions(map(Repetitions, tables, doubts))


def divided(tracks: xr.Dataset, bout: Row, sets: list[SetSpan]) -> list[Row]:
    """Return a bout cut where sets are; what is left for less than a second goes."""
    name, start_s, end_s, activity, _, probability = bout[:6]
    if not sets:
        return [bout]
    rows: list[Row] = []
    now_s = start_s
    for one in sets:
        view, _ = find_view(tracks.sel(time=slice(one.start_s, one.end_s)))
        first_s = one.start_s if one.start_s - now_s >= _LEFT_OVER_S else now_s
        if first_s > now_s:
            seen, _ = find_view(tracks.sel(time=slice(now_s, first_s)))
            rows.append((name, now_s, first_s, activity, seen, probability))
        last_s = one.end_s if end_s - one.end_s >= _LEFT_OVER_S else end_s
        rows.append((name, first_s, last_s, one.name, view, probability, one.n))
        now_s = last_s
    if end_s > now_s:
        seen, _ = find_view(tracks.sel(time=slice(now_s, end_s)))
        rows.append((name, now_s, end_s, activity, seen, probability))
    return rows


def _is_even(tracks: xr.Dataset, joint: str) -> bool:
    """Return whether the joint of the left and of the right side move together.

    With one side hidden throughout nobody knows.
    """
    sides = []
    for side in ("left", "right"):
        names = [str(n) for n in tracks["keypoint"].to_numpy() if side in str(n)]
        angle = joint_angles_deg(tracks.sel(keypoint=names)).get(joint)
        if angle is None:
            return False
        sides.append(angle)
    seen = np.isfinite(sides).all(axis=0)
    if seen.sum() < _FEWEST:
        return False
    left, right = (angle[seen] for angle in sides)
    if min(np.ptp(left), np.ptp(right)) <= 0:
        return False
    return bool(np.corrcoef(left, right)[0, 1] >= _EVENLY)
