"""The table of repetitions: when each was done, by which side, how deep and even."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
import xarray as xr

from midstance.exercises.counting.doubts import Moment
from midstance.exercises.counting.turns import SideCurves
from midstance.exercises.form import (
    JointDepth,
    describe_repetitions,
    unevenness_deg,
    values_at,
)
from midstance.exercises.naming.names import PLANK
from midstance.exercises.poses.pose_tracks import (
    mean_of_sides,
    side_angles_deg,
)
from midstance.kernels.geometry.facing import trunk_lean_deg
from midstance.kernels.types import Floats
from midstance.schema.repetitions import DOUBTFUL, Repetitions, make_table
from midstance.schema.tracks import individuals, paths_of

_SAME_S = 1e-6


@dataclass(frozen=True)
class RepetitionSet:
    """Repetitions of one exercise.

    Parameters
    ----------
    exercise
        Its name; "": not known.
    phases
        Start, bottom and end (s) of each.
    sides
        ``left``, ``right`` or ``both`` for each.
    probabilities
        That each is one; as long as `phases`, or empty: sure.
    moments
        What is doubtful, counted or not.

    """

    exercise: str
    phases: list[tuple[float, float, float]]
    sides: list[str]
    probabilities: list[float] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)

    def probability(self, number: int) -> float:
        """Return the probability of one repetition."""
        return self.probabilities[number] if self.probabilities else 1.0

    def doubt(self, bottom_s: float) -> str:
        """Return what speaks against a repetition that counts."""
        found = (one for one in self.moments if one.is_counted)
        near = [one.doubt for one in found if abs(one.time_s - bottom_s) < _SAME_S]
        return next(iter(near), "")


def collect(tracks: xr.Dataset, sets: Sequence[RepetitionSet]) -> Repetitions:
    """Return the repetitions of one person and their doubtful moments."""
    name = individuals(tracks)[0]
    rows = [
        (name, one.exercise, number, *vars(moment).values())
        for number, one in enumerate(sets, 1)
        for moment in one.moments
    ]
    return Repetitions(make_repetitions(tracks, sets), make_table(rows, DOUBTFUL))


def make_repetitions(tracks: xr.Dataset, sets: Sequence[RepetitionSet]) -> pd.DataFrame:
    """Return the table of repetitions.

    Parameters
    ----------
    tracks
        Tracks of one person: what the joint angles are measured on.
    sets
        Exercises, one after the other.

    Returns
    -------
    pandas.DataFrame
        With the columns of `midstance.schema.repetitions`, numbered from 1 within each
        exercise and person. ``side`` is ``left`` or ``right`` where the sides take
        turns or one works alone, else ``both``.
        ``joint`` is the one whose angle changes most with the motion, ``depth_deg``
        the range it goes through, ``bottom_deg`` its inner angle when it is most
        bent (NaN when it is not seen), ``lean_deg`` how far the trunk leans from
        upright in the image there, ``uneven_deg`` by how much more the joint of the
        right side is bent than that of the left (NaN where the sides take turns or
        one is hidden), ``form`` a sentence.

    """
    time_s = tracks["time"].to_numpy()
    angles = side_angles_deg(tracks)
    lean_deg = trunk_lean_deg(paths_of(tracks))
    name = individuals(tracks)[0]
    n_done: Counter[str] = Counter()
    rows = []
    for number, one in enumerate(sets, 1):
        depths = _depths(time_s, angles, one)
        forms = _forms(one, depths)
        bottoms_s = [bottom_s for _, bottom_s, _ in one.phases]
        leans_deg = values_at(time_s, lean_deg, bottoms_s)
        uneven_deg = unevenness_deg(time_s, angles.get(depths.joint, {}), bottoms_s)
        for k, (start_s, bottom_s, end_s) in enumerate(one.phases):
            n_done[one.exercise] += 1
            takes_turns = one.sides[k] != "both"
            rows.append(
                (
                    *(name, one.exercise, number, n_done[one.exercise]),
                    one.sides[k],
                    *(start_s, bottom_s, end_s),
                    *(end_s - start_s, bottom_s - start_s, end_s - bottom_s),
                    *(depths.joint, depths.depth_deg[k], depths.bottom_deg[k]),
                    *(leans_deg[k], np.nan if takes_turns else uneven_deg[k]),
                    *(one.probability(k), one.doubt(bottom_s), forms[k]),
                )
            )
    return make_table(rows)


def _depths(time_s: Floats, angles: SideCurves, one: RepetitionSet) -> JointDepth:
    """Return how deep the joint of the side that works goes, or of both together."""
    spans_s = [(start_s, end_s) for start_s, _, end_s in one.phases]
    together = mean_of_sides(angles)
    depths = JointDepth.of(time_s, together, spans_s)
    for side in set(one.sides) - {"both"}:
        own = {j: sides[side] for j, sides in angles.items() if side in sides}
        its = JointDepth.of(time_s, own, spans_s, joint=_joint_of(one, time_s, angles))
        rows = [k for k, named in enumerate(one.sides) if named == side]
        depths.depth_deg[rows] = its.depth_deg[rows]
        depths.bottom_deg[rows] = its.bottom_deg[rows]
        depths = replace(depths, joint=its.joint or depths.joint)
    return depths


def _joint_of(one: RepetitionSet, time_s: Floats, angles: SideCurves) -> str:
    """Return the joint that works most on the sides that take turns."""
    ranges: Counter[str] = Counter()
    for side in set(one.sides) - {"both"}:
        own = {j: sides[side] for j, sides in angles.items() if side in sides}
        spans_s = [
            (start_s, end_s)
            for (start_s, _, end_s), named in zip(one.phases, one.sides, strict=True)
            if named == side
        ]
        found = JointDepth.of(time_s, own, spans_s)
        ranges[found.joint] += len(spans_s)
    return max(ranges, key=ranges.__getitem__, default="")


def _forms(one: RepetitionSet, depths: JointDepth) -> list[str]:
    if one.exercise == PLANK:
        return [f"held for {end_s - start_s:.0f} s" for start_s, _, end_s in one.phases]
    return describe_repetitions(depths.depth_deg, one.phases)
