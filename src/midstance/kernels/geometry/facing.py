"""Which way a person faces in the image, from the shape of the body."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from midstance.kernels.nan_stats import finite_mean, finite_median, finite_quantile

Paths = Mapping[str, NDArray[np.float64]]
"""Paths (n_times, 2) in px by keypoint; what is absent was never seen."""

SIDES = ("left", "right")

_FOOT, _FACE, _KNEE = 0.18, 0.10, 0.06
"""Length of the foot, of the face before the ear or the shoulder, and usual
reach of the knee before the line from hip to ankle, in leg lengths, seen
from the side."""
_SHOULDERS, _HIPS = 0.62, 0.36
"""Width between the shoulders and between the hips, in trunk lengths, seen from
the front."""


def leg_length(paths: Paths) -> float:
    """Return thigh plus shank (px) as long as they are seen; NaN if they are not.

    NaN, too, when all points are in one place.

    Of each segment the 80th percentile over time: a limb that points out of the
    image looks shorter than it is, never longer.
    """
    sums = [
        finite_quantile(distance(paths, f"{side}_hip", f"{side}_knee"), 0.8)
        + finite_quantile(distance(paths, f"{side}_knee", f"{side}_ankle"), 0.8)
        for side in SIDES
    ]
    return finite_median(np.array(sums)) or np.nan


def distance(paths: Paths, start: str, end: str) -> NDArray[np.float64]:
    """Return the distance (px) between two keypoints, frame by frame."""
    if start not in paths or end not in paths:
        return np.array([np.nan])
    length: NDArray[np.float64] = np.linalg.norm(paths[end] - paths[start], axis=1)
    return length


def middle(paths: Paths, part: str) -> NDArray[np.float64]:
    """Return the path of the middle between left and right of `part`.

    Where one side alone is seen, that side; NaN where none is.
    """
    sides = [paths[f"{side}_{part}"] for side in SIDES if f"{side}_{part}" in paths]
    if sides:
        return finite_mean(sides)
    n_times = next((len(path) for path in paths.values()), 1)
    return np.full((n_times, 2), np.nan)


def trunk_lean_deg(paths: Paths) -> NDArray[np.float64]:
    """Return how far the trunk is from upright in the image, shape (n_times,).

    0 upright, 90 level, 180 on its head; which way does not matter. NaN where the
    middle of the shoulders or of the hips is not seen.
    """
    trunk = middle(paths, "shoulder") - middle(paths, "hip")
    return np.asarray(np.degrees(np.arctan2(np.abs(trunk[:, 0]), -trunk[:, 1])))


def sideways(paths: Paths) -> tuple[float, float]:
    """Return how far someone faces the right edge, and how far the votes agree.

    Returns
    -------
    facing
        +1: the right edge, -1: the left edge, 0: the camera or away from it, or
        not known.
    agreement
        0 to 1: share of the votes (feet, face, knees), weighted by how clear
        they are, that point the same way.

    """
    leg_px = leg_length(paths)
    votes = np.array(
        [
            _toes_before_heels(paths) / (_FOOT * leg_px),
            _nose_before_head(paths) / (_FACE * leg_px),
            _knees_before_legs(paths) / (_KNEE * leg_px),
        ]
    )
    votes = np.clip(votes[np.isfinite(votes)], -1.0, 1.0)
    if votes.size == 0:
        return 0.0, 0.0
    facing = float(votes.mean())
    clear = float(np.abs(votes).sum())
    return facing, abs(float(votes.sum())) / clear if clear > 0 else 0.0


def towards_camera(paths: Paths) -> float:
    """Return how far someone faces the camera.

    +1: seen from the front, the left side of the body at the right of the
    image; -1: seen from behind; 0: from the side; NaN: not known.
    """
    trunk_px = (
        finite_median(
            np.linalg.norm(middle(paths, "shoulder") - middle(paths, "hip"), axis=1)
        )
        or np.nan
    )
    votes = np.array(
        [
            _width(paths, "shoulder") / (_SHOULDERS * trunk_px),
            _width(paths, "hip") / (_HIPS * trunk_px),
        ]
    )
    votes = votes[np.isfinite(votes)]
    return float(np.clip(votes, -1.0, 1.0).mean()) if votes.size else float("nan")


def breadth(paths: Paths) -> NDArray[np.float64]:
    """Return how broad someone looks, frame by frame: 1 from the front, -1 from behind.

    About 0 from the side; NaN where neither shoulders nor hips are seen, or no trunk.
    """
    trunk_px = finite_median(
        np.linalg.norm(middle(paths, "shoulder") - middle(paths, "hip"), axis=1)
    )
    n_times = middle(paths, "hip").shape[0]
    widths = [
        np.broadcast_to(_apart(paths, part) / (share * trunk_px or np.nan), (n_times,))
        for part, share in (("shoulder", _SHOULDERS), ("hip", _HIPS))
    ]
    return finite_mean([width[:, None] for width in widths])[:, 0]


def _toes_before_heels(paths: Paths) -> float:
    parts = [
        finite_median(paths[f"{side}_foot_index"][:, 0] - paths[f"{side}_heel"][:, 0])
        for side in SIDES
        if f"{side}_foot_index" in paths and f"{side}_heel" in paths
    ]
    return finite_median(np.array(parts))


def _nose_before_head(paths: Paths) -> float:
    if "nose" not in paths:
        return float("nan")
    behind = middle(paths, "ear")
    if not np.isfinite(behind).any():
        behind = middle(paths, "shoulder")
    return finite_median(paths["nose"][:, 0] - behind[:, 0])


def _knees_before_legs(paths: Paths) -> float:
    reach = []
    for side in SIDES:
        joints = [paths.get(f"{side}_{part}") for part in ("hip", "knee", "ankle")]
        if any(joint is None for joint in joints):
            continue
        hip, knee, ankle = (np.asarray(joint) for joint in joints)
        leg, thigh = ankle - hip, knee - hip
        across = leg[:, 1] * thigh[:, 0] - leg[:, 0] * thigh[:, 1]
        length = np.linalg.norm(leg, axis=1)
        reach.append(finite_median(across / np.where(length > 0, length, np.nan)))
    return finite_median(np.array(reach))


def _width(paths: Paths, part: str) -> float:
    return finite_median(_apart(paths, part))


def _apart(paths: Paths, part: str) -> NDArray[np.float64]:
    left, right = paths.get(f"left_{part}"), paths.get(f"right_{part}")
    if left is None or right is None:
        return np.array([np.nan])
    return np.asarray(left[:, 0] - right[:, 0])
