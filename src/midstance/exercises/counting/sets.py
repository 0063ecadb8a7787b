"""Sets: the motions that one person repeats, each with the exercise it may be."""

from dataclasses import dataclass

import numpy as np
import xarray as xr

from midstance.exercises.counting.hops import find_hops
from midstance.exercises.counting.named_ends import at_the_named_end
from midstance.exercises.counting.named_sides import (
    TOGETHER,
    at_one_end,
    with_named_sides,
)
from midstance.exercises.counting.principal_motion import Stretch, principal_motion
from midstance.exercises.counting.turns import Turns, find_turns, largest_change
from midstance.exercises.naming.names import OTHER, STILL, name_set
from midstance.exercises.poses.pose_tracks import (
    landmarks_of,
    side_angles_deg,
    side_reach_pct,
)
from midstance.kernels.geometry.facing import distance, middle
from midstance.kernels.nan_stats import finite_median
from midstance.schema.repetitions import PLANK
from midstance.schema.tracks import paths_of

_FEWEST = 2
"""A single bend is no repetition unless samples say what it is."""
SURE = 0.7
"""Probability from which an exercise is named."""
_STEEP, _LONG = 2.0, 1.0
"""The trunk of who sits goes down by so many times what it goes aside, and by so many
widths of the shoulders."""
_LEAST_CHANGE = 20.0
"""Degrees of a joint, or percent of the trunk in the reach of a limb, that must change
from rest to turn where nobody knows which exercise it is: keypoints of somebody who
stands wander, too."""
SHORTEST_HOLD_S = 3.0
ROPE = "rope skipping"
_MOST_OF_A_ROPE = 0.75
"""Share of the turns found by the pose that the hops must be, to stand for them."""


@dataclass(frozen=True)
class FoundSet:
    """Turns of one motion, and what exercise it may be.

    Parameters
    ----------
    turns
        What counts.
    name, probability
        The likeliest exercise; see `midstance.exercises.naming.names.name_set`.

    """

    turns: Turns
    name: str
    probability: float


def find_sets(tracks: xr.Dataset) -> list[FoundSet]:
    """Return the motions that one person repeats, one after the other."""
    time_s = tracks["time"].to_numpy()
    angles, reach = side_angles_deg(tracks), side_reach_pct(tracks)
    moving: list[Turns] = []
    resting: list[Turns] = []
    for stretch in principal_motion(time_s, landmarks_of(tracks)):
        turns = find_turns(time_s, angles, reach, stretch)
        (resting if len(turns.at) < _FEWEST else moving).append(turns)
    sets = [*moving, *_with_hops(tracks, [turns.signal for turns in resting])]
    found = []
    for turns in sorted(sets, key=lambda turns: float(turns.signal.time_s[0])):
        part = tracks.sel(time=slice(*_span_s(turns.signal)))
        if not part.sizes["time"]:  # it lies between two images
            continue
        one = _named(part, turns)
        sways = (
            any(turns is own for own in moving)
            and one.probability < SURE
            and largest_change(time_s, angles | reach, turns) < _LEAST_CHANGE
        )
        if not sways:
            found.append(one)
    return _with_whole_holds(_with_whole_ropes(tracks, found))


def _with_whole_holds(sets: list[FoundSet]) -> list[FoundSet]:
    """Return sets in which a plank is one hold.

    Seen from the front the body is small beside what the network errs by, so that
    errors alone cut a hold into stretches.
    """
    whole: list[FoundSet] = []
    for one in sets:
        before = whole[-1] if whole else None
        if before is not None and _is_held(before) and _is_held(one):
            earlier, later = before.turns.signal, one.turns.signal
            if later.time_s[0] - earlier.time_s[-1] <= SHORTEST_HOLD_S / 2:
                joined = Stretch(
                    np.concatenate([earlier.time_s, later.time_s]),
                    np.concatenate([earlier.motion, later.motion]),
                )
                sure = min(before.probability, one.probability)
                whole[-1] = FoundSet(Turns(joined, [], []), PLANK, sure)
                continue
        whole.append(one)
    return whole


def _has_upright_trunk(tracks: xr.Dataset) -> bool:
    """Return whether shoulders are well above the hips: who sits holds no plank."""
    paths = paths_of(tracks)
    across, down = (middle(paths, "hip") - middle(paths, "shoulder")).T
    width = distance(paths, "left_shoulder", "right_shoulder")
    return bool(
        finite_median(down - _STEEP * np.abs(across)) > 0
        and finite_median(down - _LONG * width) > 0
    )


def _is_held(one: FoundSet) -> bool:
    return one.name == PLANK and one.probability >= SURE


def _named(tracks: xr.Dataset, turns: Turns) -> FoundSet:
    """Return the likeliest exercise, with its turns at the end that it has by name.

    Where no name is sure because the sides seem to take turns, one that is sure
    without that is it.
    """
    name, probability = name_set(tracks, turns)
    if name == PLANK and _has_upright_trunk(tracks):
        return FoundSet(turns, STILL, probability)
    is_told = probability >= SURE and name != OTHER
    if not is_told and len(set(turns.sides)) > 1:
        together = at_one_end(tracks, turns)
        other, likelier = name_set(tracks, together)
        if likelier >= SURE and other in TOGETHER:
            return FoundSet(at_the_named_end(tracks, together, other), other, likelier)
    if probability >= SURE:
        turns = with_named_sides(tracks, turns, name)
        turns = at_the_named_end(tracks, turns, name)
    return FoundSet(turns, name, probability)


def _with_whole_ropes(tracks: xr.Dataset, sets: list[FoundSet]) -> list[FoundSet]:
    """Return sets in which hops with a rope are counted as hops.

    By the pose alone they may turn at either end, or in parts only: who hops hardly
    changes it. Their height tells each of them, over all that follows at once.
    """
    found: list[FoundSet] = []
    for numbers in _without_breaks([one.turns.signal for one in sets]):
        group = [sets[k] for k in numbers]
        is_rope = [one.name == ROPE and one.probability >= SURE for one in group]
        may_be = [
            is_own or (one.name != PLANK and not one.turns.at)
            for one, is_own in zip(group, is_rope, strict=True)
        ]
        whole = _as_one_rope(tracks, group) if any(is_rope) and all(may_be) else None
        found += [whole] if whole else group
    return found


def _as_one_rope(tracks: xr.Dataset, group: list[FoundSet]) -> FoundSet | None:
    """Return the hops in sets that follow each other; None: they are no hops."""
    first_s, last_s = (group[k].turns.signal.time_s[k] for k in (0, -1))
    hops = find_hops(tracks, float(first_s), float(last_s))
    n_turns = sum(len(one.turns.at) for one in group)
    if hops is None or len(hops.at) < _MOST_OF_A_ROPE * n_turns:
        return None
    part = tracks.sel(time=slice(float(first_s), float(last_s)))
    name, probability = name_set(part, hops)
    if name != ROPE or probability < SURE:
        return None
    return FoundSet(hops, name, probability)


def _with_hops(tracks: xr.Dataset, rests: list[Stretch]) -> list[Turns]:
    """Return the hops in stretches without turns, and the stretches that have none.

    Who hops keeps the pose, so that errors alone cut what they do into stretches: hops
    are looked for in all that follow each other.
    """
    sets: list[Turns] = []
    for numbers in _without_breaks(rests):
        group = [rests[k] for k in numbers]
        first_s, last_s = group[0].time_s[0], group[-1].time_s[-1]
        hops = find_hops(tracks, float(first_s), float(last_s))
        sets += [hops] if hops else [Turns(one, [], []) for one in group]
    return sets


def _without_breaks(signals: list[Stretch]) -> list[list[int]]:
    """Return the numbers of stretches, by time, in groups that follow at once."""
    groups: list[list[int]] = []
    ended_s = -float("inf")
    for k in sorted(range(len(signals)), key=lambda k: float(signals[k].time_s[0])):
        if groups and signals[k].time_s[0] - ended_s <= SHORTEST_HOLD_S / 2:
            groups[-1].append(k)
        else:
            groups.append([k])
        ended_s = float(signals[k].time_s[-1])
    return groups


def _span_s(signal: Stretch) -> tuple[float, float]:
    return float(signal.time_s[0]), float(signal.time_s[-1])
