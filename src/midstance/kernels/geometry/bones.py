"""The running skeleton as a tree of bones."""

import numpy as np
from numpy.typing import ArrayLike

from midstance.kernels.types import Array
from midstance.schema.skeletons import RUNNING_18

_LIMB_BONES = (
    ("pelvis", "hip"),
    ("hip", "knee"),
    ("knee", "ankle"),
    ("ankle", "heel"),
    ("ankle", "foot_index"),
    ("neck", "shoulder"),
    ("shoulder", "elbow"),
    ("elbow", "wrist"),
)
_MIDDLE = ("pelvis", "neck")

BONES: tuple[tuple[str, str], ...] = (
    ("pelvis", "neck"),
    ("neck", "head"),
    *(
        (start if start in _MIDDLE else f"{side}_{start}", f"{side}_{end}")
        for start, end in _LIMB_BONES
        for side in ("left", "right")
    ),
)
"""(from, to); parents come first. ``pelvis`` is midway between the hips."""

BONE_OF = {end: index for index, (_, end) in enumerate(BONES)}
"""Index in `BONES` of the bone that ends at a keypoint."""

_PLACE = {name: index for index, name in enumerate(RUNNING_18.keypoints)}
_HIPS = [_PLACE["left_hip"], _PLACE["right_hip"]]


def mid_hip(points: ArrayLike) -> Array:
    """Return the point midway between the hips, shape (..., 1, n_space).

    Parameters
    ----------
    points
        Shape (..., 18, n_space), in the order of `RUNNING_18`.

    """
    by = np.asarray(points, dtype=float)
    return np.asarray(by[..., _HIPS, :].mean(axis=-2, keepdims=True))


def to_bones(points: ArrayLike) -> Array:
    """Return the vector along every bone.

    Parameters
    ----------
    points
        Shape (..., 18, 3), in the order of `RUNNING_18`.

    Returns
    -------
    ndarray
        Shape (..., 18, 3), in the order of `BONES`. NaN where an end is NaN.

    """
    by = np.asarray(points, dtype=float)
    root = mid_hip(by)[..., 0, :]
    ends = {"pelvis": root} | {name: by[..., i, :] for name, i in _PLACE.items()}
    return np.stack([ends[end] - ends[start] for start, end in BONES], axis=-2)


def from_bones(bones: ArrayLike) -> Array:
    """Return the points relative to the mid hip; the inverse of `to_bones`.

    Bones that were changed may no longer put the pelvis midway between the hips;
    then the points are relative to where the hips say it is.
    """
    by = np.asarray(bones, dtype=float)
    ends = {"pelvis": np.zeros_like(by[..., 0, :])}
    for index, (start, end) in enumerate(BONES):
        ends[end] = ends[start] + by[..., index, :]
    points = np.stack([ends[name] for name in RUNNING_18.keypoints], axis=-2)
    return np.asarray(points - mid_hip(points))
