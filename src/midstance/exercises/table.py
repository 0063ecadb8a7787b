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
)
from midstance.exercises.jumping.crouches import push_times_s
from midstance.exercises.jumping.jumps import find_flights
from midstance.exercises.measures import measure_bottoms
from midstance.exercises.poses.pose_tracks import (
    mean_of_sides,
    side_angles_deg,
)
from midstance.kernels.types import Floats
from midstance.schema.repetitions import DOUBTFUL, PLANK, Repetitions, make_table
from midstance.schema.tracks import individuals

_SAME_S = 1e-6
JUMPS = "jumps"
FLYING = (JUMPS, "rope skipping")
"""Exercises in which both feet leave the ground."""


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
        the range it goes through from rest to rest, ``bottom_deg`` its inner angle
        when it is most bent (NaN when it is not seen), ``lean_deg`` how far the trunk
        leans from upright in the image there, ``uneven_deg`` by how much more the
        joint of the right side is bent than that of the left (NaN where the sides
        take turns or one is hidden), ``form`` a sentence. ``reach_pct``,
        ``knee_over_toe_pct``, ``knee_separation_pct`` and ``hold_s``: see
        `midstance.exercises.measures.BottomMeasures`; ``flight_s`` to
        ``gravity_ratio``, of jumps and hops:
        `midstance.exercises.jumping.jumps.Flight`. In jumps ``rising_s`` ends at
        take-off.

    """
    time_s = tracks["time"].to_numpy()
    angles = side_angles_deg(tracks)
    name = individuals(tracks)[0]
    n_done: Counter[str] = Counter()
    rows: list[dict[str, object]] = []
    for number, one in enumerate(sets, 1):
        depths = _depths(time_s, angles, one)
        forms = _forms(one, depths)
        measured = _measured(tracks, angles, one, depths)
        for k, (start_s, bottom_s, end_s) in enumerate(one.phases):
            n_done[one.exercise] += 1
            rows.append(
                {
                    "individual": name,
                    "exercise": one.exercise,
                    "set": number,
                    "number": n_done[one.exercise],
                    "side": one.sides[k],
                    "start_s": start_s,
                    "bottom_s": bottom_s,
                    "end_s": end_s,
                    "bottom_frame": int(np.abs(time_s - bottom_s).argmin()),
                    "duration_s": end_s - start_s,
                    **{column: values[k] for column, values in measured.items()},
                    "probability": one.probability(k),
                    "doubt": one.doubt(bottom_s),
                    "form": forms[k],
                }
            )
    return make_table(rows)


def _measured(
    tracks: xr.Dataset, angles: SideCurves, one: RepetitionSet, depths: JointDepth
) -> dict[str, Sequence[object]]:
    """Return the numbers of the repetitions of one set, by column."""
    n = len(one.phases)
    bottoms_s = [bottom_s for _, bottom_s, _ in one.phases]
    seen = measure_bottoms(tracks, one.phases, one.sides, depths.joint)
    takes_turns = np.array([side != "both" for side in one.sides], dtype=bool)
    time_s = tracks["time"].to_numpy()
    uneven_deg = unevenness_deg(time_s, angles.get(depths.joint, {}), bottoms_s)
    uneven_deg = np.where(takes_turns, np.nan, uneven_deg)
    starts_s, ends_s = (np.array([phase[at] for phase in one.phases]) for at in (0, 2))
    hold_s = seen.hold_s if one.exercise not in (PLANK, *FLYING) else np.full(n, np.nan)
    half_s = np.nan_to_num(hold_s) / 2
    rising_s = np.maximum(ends_s - bottoms_s - half_s, 0.0)
    flights = find_flights(tracks, one.phases) if one.exercise in FLYING else [None] * n
    if one.exercise == JUMPS:
        push_s = push_times_s(bottoms_s, flights)
        rising_s = np.where(np.isfinite(push_s), push_s, rising_s)
    columns: dict[str, Sequence[object]] = {
        "lowering_s": np.maximum(np.array(bottoms_s) - starts_s - half_s, 0.0).tolist(),
        "hold_s": hold_s.tolist(),
        "rising_s": rising_s.tolist(),
        "joint": [depths.joint] * n,
        "bottom_deg": depths.bottom_deg.tolist(),
    }
    for column, values in (
        ("depth_deg", depths.depth_deg),
        ("reach_pct", seen.reach_pct),
        ("lean_deg", seen.lean_deg),
        ("uneven_deg", uneven_deg),
        ("knee_over_toe_pct", seen.knee_over_toe_pct),
        ("knee_separation_pct", seen.knee_separation_pct),
    ):
        what, _, unit = column.rpartition("_")
        doubt = np.where(
            np.isfinite(values), seen.uncertainty(column, one.exercise), np.nan
        )
        columns[column] = values.tolist()
        columns[f"{what}_uncertainty_{unit}"] = doubt.tolist()
    columns |= {
        "flight_s": [one.duration_s if one else np.nan for one in flights],
        "height_m": [one.height_m if one else np.nan for one in flights],
        "height_uncertainty_m": [
            one.height_uncertainty_m if one else np.nan for one in flights
        ],
        "gravity_ratio": [one.gravity_ratio if one else np.nan for one in flights],
    }
    return columns


def _depths(time_s: Floats, angles: SideCurves, one: RepetitionSet) -> JointDepth:
    """Return how deep the joint of the side that works goes, or of both together."""
    together = mean_of_sides(angles)
    depths = JointDepth.of(time_s, together, one.phases)
    for side in set(one.sides) - {"both"}:
        own = {j: sides[side] for j, sides in angles.items() if side in sides}
        its = JointDepth.of(
            time_s, own, one.phases, joint=_joint_of(one, time_s, angles)
        )
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
        phases = [
            phase
            for phase, named in zip(one.phases, one.sides, strict=True)
            if named == side
        ]
        found = JointDepth.of(time_s, own, phases)
        ranges[found.joint] += len(phases)
    return max(ranges, key=ranges.__getitem__, default="")


def _forms(one: RepetitionSet, depths: JointDepth) -> list[str]:
    if one.exercise == PLANK:
        return [f"held for {end_s - start_s:.0f} s" for start_s, _, end_s in one.phases]
    return describe_repetitions(depths.depth_deg, one.phases)
