"""Somebody's mirror image, which a network takes for another person.

Glass beside or behind a treadmill shows a second body that does everything at the same
moment, with left and right exchanged. In a mirror beside the runner it faces the other
way, in one behind them the same way. Two people who run in step do so for a moment.
"""

from collections.abc import Mapping, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from midstance.kernels.types import Floats
from midstance.tracking.body import Body

Key = TypeVar("Key")

_SHORTEST_S = {-1: 1.5, 1: 4.0}
"""Of the time that both are seen: two strides of a run; six for those who face the same
way, as people in step do."""
_MOST_FRAMES = 0.7
"""Part of the frames of the one seen for less time in which both are."""
_LEAST_COMMON = {-1: 0.75, 1: 0.9}
"""Share of the motion that must be that of the other one in each part of the time,
facing the other way and the same way: 0.83 to 0.87 of a rendered runner beside the
mirror image, as BlazePose sees both."""
_N_PARTS = 3
"""Parts of the time; two people who run in step are out of it again."""
_LEAST_MOTION = 0.1
"""Scatter of the points around their mean place (torso lengths): who stands still is
like everybody who does."""


def without_mirror_images(
    people: Mapping[Key, list[Body]], trunk: Sequence[int], partners: Sequence[int]
) -> dict[Key, list[Body]]:
    """Return `people` without those who are the mirror image of another one.

    Parameters
    ----------
    people
        What was seen of everybody.
    trunk
        Numbers of the keypoints of the left and right shoulder and hip.
    partners
        For every keypoint the number of the one on the other side; of those in the
        middle their own.

    Returns
    -------
    dict
        In the same order. Of two the larger one is kept, which is nearer to the camera.

    """
    order = sorted(people, key=lambda key: _size_px(people[key]), reverse=True)
    kept: list[Key] = []
    for key in order:
        own = people[key]
        if not any(_mirrors(own, people[one], trunk, partners) for one in kept):
            kept.append(key)
    return {key: bodies for key, bodies in people.items() if key in kept}


def _size_px(bodies: Sequence[Body]) -> tuple[float, float]:
    """Return the size of somebody, coarsely, and for how long they are seen."""
    size = float(np.median([body.torso_px for body in bodies])) if bodies else 0.0
    return round(np.log(max(size, 1.0)) / np.log(1.1)), len(bodies)


def _mirrors(
    own: Sequence[Body],
    other: Sequence[Body],
    trunk: Sequence[int],
    partners: Sequence[int],
) -> bool:
    """Return whether one does what the other one does, left and right exchanged."""
    there = {body.frame: body for body in other}
    both = [(body, there[body.frame]) for body in own if body.frame in there]
    if len(both) < max(2, _MOST_FRAMES * min(len(own), len(other))):
        return False
    lasts_s = both[-1][0].time_s - both[0][0].time_s
    image = _motion([pair[0] for pair in both], trunk)
    original = _motion([pair[1] for pair in both], trunk)[:, list(partners)]
    seen = np.isfinite(image) & np.isfinite(original)
    if not seen.any() or np.sqrt((image[seen] ** 2).mean()) < _LEAST_MOTION:
        return False
    return any(
        lasts_s >= _SHORTEST_S[flip]
        and _least_share(image, original * [flip, 1], seen) > least
        for flip, least in _LEAST_COMMON.items()
    )


def _motion(bodies: Sequence[Body], trunk: Sequence[int]) -> Floats:
    """Return every point around the hips, its mean place taken off (torso lengths)."""
    xy = np.stack([body.xy_px for body in bodies])
    torso_px = float(np.median([body.torso_px for body in bodies]))
    apart = (xy - xy[:, list(trunk)[2:]].mean(axis=1, keepdims=True)) / torso_px
    n_seen = np.maximum(np.isfinite(apart).sum(axis=0), 1)
    return np.asarray(apart - np.nansum(apart, axis=0) / n_seen)


def _least_share(image: Floats, original: Floats, seen: NDArray[np.bool_]) -> float:
    """Return the least `_share` of some parts of the time."""
    parts = np.array_split(np.arange(len(image)), _N_PARTS)
    return min(_share(image[one], original[one], seen[one]) for one in parts)


def _share(image: Floats, original: Floats, seen: NDArray[np.bool_]) -> float:
    """Return which part of the motion of `image` is that of `original`."""
    a, b = np.where(seen, image, 0.0), np.where(seen, original, 0.0)
    size = float((a * b).sum() / max((b * b).sum(), 1e-12))
    return 1.0 - float(((a - size * b) ** 2).sum() / max((a * a).sum(), 1e-12))
