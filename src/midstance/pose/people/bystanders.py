"""Other people painted out of the image of one person.

A network that expects one person in a square takes the limbs of whoever is most
prominent in it. Where the others are is known from the frame before, closely enough
to put what is around them in their place.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from midstance.schema.skeletons import BLAZEPOSE_33

_Points = NDArray[np.floating]
_Picture = NDArray[np.uint8]


def _joints(*names: str) -> list[int]:
    return [BLAZEPOSE_33.keypoints.index(name) for name in names]


_SHOULDERS = _joints("left_shoulder", "right_shoulder")
_HIPS = _joints("left_hip", "right_hip")
_EARS = _joints("left_ear", "right_ear")
_NOSE = _joints("nose")[0]

_N = len(BLAZEPOSE_33.keypoints)
_MID_SHOULDERS, _MID_HIPS, _MID_EARS = _N, _N + 1, _N + 2

_BONES = (
    *(
        (*_joints(f"{side}_{start}", f"{side}_{end}"), radius)
        for side in ("left", "right")
        for start, end, radius in (
            ("shoulder", "elbow", 0.10),
            ("elbow", "wrist", 0.10),
            ("wrist", "index", 0.10),
            ("hip", "knee", 0.17),
            ("knee", "ankle", 0.13),
            ("ankle", "foot_index", 0.10),
            ("ankle", "heel", 0.10),
        )
    ),
    (_MID_SHOULDERS, _MID_HIPS, 0.24),
    (_MID_EARS, _MID_SHOULDERS, 0.15),
    (_MID_EARS, _NOSE, 0.30),
)
"""From where to where a body is drawn, and how thick it is around its bones (torso
lengths); rather too thick, because a limb moves between frames."""

_OWN = 1.1
"""How much more of the own body is kept than would be painted out of another."""

_AROUND = 0.24
"""From how far the colours come that are put in place (sides of the square)."""


def _upright() -> _Points:
    points = np.full((len(BLAZEPOSE_33.keypoints), 2), 0.5)
    points[_SHOULDERS, 1] -= 0.2
    points[[_NOSE, *_EARS], 1] -= 0.34
    return points


UPRIGHT = _upright()
"""Head and trunk of somebody whose hips are in the middle of a square; the limbs,
which may be anywhere, are at the hips."""


def paint_out(
    picture: _Picture, others: Sequence[_Points], own: _Points | None = None
) -> _Picture:
    """Return a square image with some of its people painted out.

    Parameters
    ----------
    picture
        Shape (n_px, n_px, 3).
    others
        Landmarks of each of them, shape (33, 2), 0 to 1 across the square.
    own
        Landmarks of the person, which are not painted over. `UPRIGHT` when only
        the square is known.

    """
    n_px = len(picture)
    near = [points for points in others if is_inside(points)]
    if not near:
        return picture
    cover = np.zeros((n_px, n_px), np.uint8)
    for points in near:
        _draw_body(cover, points * n_px, 1.0, 255)
    if own is not None:
        _draw_body(cover, own * n_px, _OWN, 0)
    return _filled(picture, cover)


def is_inside(points: _Points) -> bool:
    """Return whether any of the landmarks, 0 to 1 across a square, lie in it."""
    return bool(((points > 0) & (points < 1)).all(axis=1).any())


def _draw_body(
    cover: NDArray[np.uint8], points: _Points, size: float, value: int
) -> None:
    import cv2

    middles = [points[pair].mean(axis=0) for pair in (_SHOULDERS, _HIPS, _EARS)]
    shoulders, hips, _ = middles
    torso = max(float(np.hypot(*(shoulders - hips))), 0.05 * len(cover)) * size
    # What is far away is cut off: OpenCV counts in short numbers.
    every = np.clip(np.vstack([points, middles]), -4e3, 4e3)
    whole = np.rint(every).astype(np.int32)
    places = whole.tolist()
    for start, end, radius in _BONES:
        thickness = max(1, round(2 * radius * torso))
        cv2.line(cover, places[start], places[end], value, thickness)
    cv2.fillConvexPoly(cover, whole[[*_SHOULDERS, *_HIPS[::-1]]], value)


def _filled(picture: _Picture, cover: NDArray[np.uint8]) -> _Picture:
    """Return the image with what is around in the place of what is covered."""
    import cv2

    reach = round(_AROUND * len(picture))
    x, y, width, height = cv2.boundingRect(cover)
    rows = slice(max(0, y - reach // 2), y + height + reach // 2)
    cols = slice(max(0, x - reach // 2), x + width + reach // 2)
    near = cover[rows, cols]
    known = cv2.bitwise_not(near)
    seen = cv2.bitwise_and(picture[rows, cols], picture[rows, cols], mask=known)
    size = (reach, reach)
    total = cv2.boxFilter(seen, cv2.CV_32F, size, normalize=False)
    n_seen = cv2.boxFilter(known, cv2.CV_32F, size, normalize=False) / 255
    covered = near > 0
    colours = total[covered] / np.maximum(n_seen[covered], 1)[:, None]
    filled = picture.copy()
    filled[rows, cols][covered] = colours
    return filled
