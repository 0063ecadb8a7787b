"""Skeletons that lie on somebody who is followed already.

A network that looks for several people sometimes lays a second skeleton on one body,
the head on the feet. Landmark by landmark the two are far apart; as regions of the
image they are the same, frame after frame. Two people who run close are near one
another now and then, and both the right way up.
"""

from collections.abc import Mapping, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from midstance.kernels.types import Floats
from midstance.tracking.body import Body

Key = TypeVar("Key")

_SHARED = 0.4
"""Part of the area of the smaller of two regions that both must cover in a frame."""

_MOST_FRAMES = 0.8
"""Part of the frames in which somebody is seen that must show the same body."""

_REVERSED = -0.5
"""Cosine of the angle between two trunks that point opposite ways."""

_COINCIDENT = 0.25
"""Median distance of the landmarks (torso lengths) of two skeletons on one body."""


def without_ghosts(
    people: Mapping[Key, list[Body]], trunk: Sequence[int]
) -> dict[Key, list[Body]]:
    """Return `people` without skeletons that lie on another one of them.

    Parameters
    ----------
    people
        What was seen of everybody.
    trunk
        Numbers of the keypoints of the left and right shoulder and hip.

    Returns
    -------
    dict
        In the same order. Of two skeletons on one body the one that is seen longer,
        or else with the greater confidence, is kept. Two are on one body when in most
        of the frames of the shorter their regions cover one another and the trunks
        point opposite ways, or all landmarks coincide.

    """
    order = sorted(people, key=lambda key: _weight(people[key]), reverse=True)
    kept: list[Key] = []
    for key in order:
        if not any(_lies_on(people[key], people[host], trunk) for host in kept):
            kept.append(key)
    return {key: bodies for key, bodies in people.items() if key in kept}


def _weight(bodies: Sequence[Body]) -> tuple[int, float]:
    sure = np.mean([body.weight.mean() for body in bodies]) if bodies else 0.0
    return len(bodies), float(sure)


def _lies_on(own: Sequence[Body], host: Sequence[Body], trunk: Sequence[int]) -> bool:
    """Return whether a skeleton is on the body of `host` in most of its frames."""
    others = {body.frame: body for body in host}
    both = [(body, others[body.frame]) for body in own if body.frame in others]
    needed = _MOST_FRAMES * len(own)
    if not both or len(both) < needed:
        return False
    odd = [pair for pair in both if _is_odd(*pair, trunk)]
    return len(odd) >= needed and sum(_share(*pair) > _SHARED for pair in odd) >= needed


def _is_odd(own: Body, other: Body, trunk: Sequence[int]) -> bool:
    """Return whether two skeletons are too unlike, or too alike, for two people."""
    one, two = _up(own.xy_px, trunk), _up(other.xy_px, trunk)
    length = float(np.hypot(*one) * np.hypot(*two))
    if length > 0 and float(one @ two) / length < _REVERSED:
        return True
    apart = np.hypot(*(own.xy_px - other.xy_px).T)
    known = apart[np.isfinite(apart)]
    return bool(known.size and np.median(known) < _COINCIDENT * max(own.torso_px, 1e-6))


def _up(xy_px: Floats, trunk: Sequence[int]) -> Floats:
    """Return the vector from the hips to the shoulders; NaN when not seen."""
    points = xy_px[list(trunk)]
    return np.asarray(points[:2].mean(axis=0) - points[2:].mean(axis=0))


def _share(own: Body, other: Body) -> float:
    """Return how much of the smaller of two regions is covered by the other."""
    import cv2

    one, two = _region(own), _region(other)
    if one is None or two is None:
        return 0.0
    smaller = min(cv2.contourArea(one), cv2.contourArea(two))
    shared, _ = cv2.intersectConvexConvex(one, two)
    return float(shared) / smaller if smaller > 0 else 0.0


def _region(body: Body) -> NDArray[np.float32] | None:
    """Return the hull around all that is seen of somebody; None: too little is."""
    import cv2

    seen = body.xy_px[np.isfinite(body.xy_px).all(axis=1)].astype(np.float32)
    return np.asarray(cv2.convexHull(seen), np.float32) if len(seen) >= 3 else None
