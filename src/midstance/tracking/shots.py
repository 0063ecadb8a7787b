"""People of a video that was cut: nobody's track goes on from shot to shot.

Where one shot fades into the next, people of both lie over one another; nobody is
seen there.

What a runner does before a cut and after it was filmed at other times, from other
places and at other sizes. So everybody has a track for each shot, and the tracks of
whom clothes show to be one person share their name: ``person-1`` and
``person-1-shot-2``.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from math import isnan

import numpy as np
from numpy.typing import NDArray

from midstance.kernels.images.appearance import compare_clothes
from midstance.schema.poses import FramePoses, nobody
from midstance.tracking.affinity import clothes_affinity, mean_colours
from midstance.tracking.body import Body
from midstance.video.cuts.repeats import find_repeats
from midstance.video.cuts.shots import find_fades, find_shots

_Frames = Sequence[tuple[float, FramePoses]]

Key = tuple[int, int]
"""Shot and number of somebody."""

_AFTER_S = 1.0
"""Light and place are others after a cut, as for who was away for that long."""


def shots_of(frames: _Frames) -> NDArray[np.intp]:
    """Return which shot each frame belongs to, counted from 0.

    A fade is cut in the middle.
    """
    shots = find_shots(np.array([poses.image_new for _, poses in frames]))
    time_s = np.array([time_s for time_s, _ in frames])
    for start_s, end_s in fades_of(frames):
        first, last = np.searchsorted(time_s, [start_s, end_s]).tolist()
        # What is new within a fade is no cut of its own.
        shots[last:] -= shots[last - 1] - shots[first]
        shots[first:last] = shots[first]
        shots[(first + last) // 2 :] += 1
    return shots


def fades_of(frames: _Frames) -> list[tuple[float, float]]:
    """Return start and end (s) of where shots fade into one another."""
    mixed = np.array([poses.image_mixed for _, poses in frames])
    return find_fades(mixed, np.array([time_s for time_s, _ in frames]))


def without_fades(frames: _Frames) -> _Frames:
    """Return `frames` with nobody in those that show two shots at once."""
    fades = fades_of(frames)
    if not fades:
        return frames
    return [
        (time_s, _emptied(poses) if _is_within(time_s, fades) else poses)
        for time_s, poses in frames
    ]


def _is_within(time_s: float, spans: Sequence[tuple[float, float]]) -> bool:
    return any(start_s <= time_s < end_s for start_s, end_s in spans)


def _emptied(poses: FramePoses) -> FramePoses:
    """Return what is known of a frame without its people."""
    none = nobody(poses.xy_px.shape[1])
    return dataclasses.replace(
        poses,
        xy_px=none.xy_px,
        confidence=none.confidence,
        xyz_m=None,
        box_px=None,
        appearance=None,
    )


def without_repeats(frames: _Frames) -> _Frames:
    """Return `frames` without frames that only show the one before once more.

    The frame rate that is left is the one at which the camera filmed.
    """
    repeated = find_repeats(np.array([poses.image_change for _, poses in frames]))
    if not repeated.any():
        return frames
    return [frame for frame, again in zip(frames, repeated, strict=True) if not again]


def name_everybody(
    found: Mapping[Key, list[Body]], order: Sequence[Key]
) -> dict[str, list[Body]]:
    """Return the people of all shots by name, in the order given.

    Parameters
    ----------
    found
        What was seen of everybody, by shot and number.
    order
        Who is to be named, the most wanted first.

    """
    whose = _known_again(found, order)
    ranks: dict[Key, int] = {}
    first: dict[Key, int] = {}
    for key in order:
        ranks.setdefault(whose[key], len(ranks) + 1)
        first[whose[key]] = min(key[0], first.get(whose[key], key[0]))
    named = {}
    for key in order:
        name = f"person-{ranks[whose[key]]}"
        is_first = key[0] == first[whose[key]]
        named[name if is_first else in_shot(name, key[0])] = found[key]
    return named


def in_shot(name: str, shot: int) -> str:
    """Return how somebody is called in a later shot, counted from 0.

    Examples
    --------
    >>> in_shot("person-1", 1)
    'person-1-shot-2'

    """
    return f"{name}-shot-{shot + 1}"


def person_of(name: str) -> str:
    """Return the name of somebody without the shot.

    Examples
    --------
    >>> person_of("person-1-shot-2"), person_of("anna")
    ('person-1', 'anna')

    """
    return name.partition("-shot-")[0]


def by_person(names: Sequence[str]) -> Mapping[str, list[str]]:
    """Return the names of everybody in all shots, by the name without the shot."""
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(person_of(name), []).append(name)
    return groups


def _known_again(
    found: Mapping[Key, list[Body]], order: Sequence[Key]
) -> dict[Key, Key]:
    """Return for everybody under which key the same person was seen first."""
    whose: dict[Key, Key] = {}
    for shot in sorted({shot for shot, _ in order}):
        people = [key for key in order if key[0] == shot]
        known = list(dict.fromkeys(whose.values()))
        same = _by_clothes([found[k] for k in people], [found[k] for k in known])
        for key, number in zip(people, same, strict=True):
            whose[key] = key if number is None else known[number]
    return whose


def _by_clothes(
    people: Sequence[list[Body]], known: Sequence[list[Body]]
) -> list[int | None]:
    """Return which of the `known` each of the people is; None: a new one.

    The only one of a shot is the only one before when nothing is known of clothes.
    """
    from scipy.optimize import linear_sum_assignment

    same: list[int | None] = [None] * len(people)
    if not people or not known:
        return same
    looks, others = ([mean_colours(p) for p in group] for group in (people, known))
    if len(people) == len(known) == 1 and isnan(compare_clothes(looks[0], others[0])):
        return [0]
    says = np.array(
        [
            [clothes_affinity(own, other, gap_s=_AFTER_S) for other in others]
            for own in looks
        ]
    )
    for row, column in zip(*linear_sum_assignment(-says), strict=True):
        if says[row, column] > 0:
            same[row] = int(column)
    return same
