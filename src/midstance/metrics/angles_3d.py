"""Joint angles in space, from points of the running skeleton.

Definitions follow the joint coordinate systems of the International Society of
Biomechanics (Wu et al. 2002, J Biomech 35:543; Wu et al. 2005, 38:981; Grood &
Suntay 1983) as far as joint centres allow: a plane through hip, knee and ankle
stands in for the axis of the knee, and what turns about the long axis of a segment
cannot be told. World: x forward, y left, z up. Degrees; a NaN point gives NaN.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from midstance.kernels.types import Array

_STEEP_DEG = 60.0
_SIDES = (("left", 1.0), ("right", -1.0))


def joint_angles_3d(points: Mapping[str, Array]) -> pd.DataFrame:
    """Return the angles over time.

    Parameters
    ----------
    points
        Paths, shape (n_times, 3), by the names of `RUNNING_18`.

    Returns
    -------
    pandas.DataFrame
        Columns ``trunk_lean`` (forward +) and ``trunk_side_lean`` (left +) of the
        line from mid hip to neck; ``pelvis_obliquity`` (left side up +) and
        ``pelvis_rotation`` (left side forward +); and for ``left`` and ``right``:

        ``hip_flexion``
            Thigh to trunk in the plane of forward and up of the pelvis, thigh
            forward +.
        ``hip_adduction``
            Thigh to the plane that stands upright on the hip line, inwards +.
        ``knee_flexion``
            Between thigh and shank, 0 straight; never negative: an overstretched
            knee cannot be told from a bent one.
        ``ankle_dorsiflexion``
            Foot (heel to toes) to shank, 0 at a right angle, toes up +.
        ``foot_pitch``
            Foot to the ground, toes up +.
        ``foot_progression``
            Foot to x, toes out +; NaN while the foot is steeper than 60 degrees.
        ``shoulder_flexion``
            Upper arm to trunk in its plane of forward and up, arm forward +.
        ``elbow_flexion``
            Between upper arm and forearm, 0 straight.

    """
    across = points["left_hip"] - points["right_hip"]
    mid_hip = 0.5 * (points["left_hip"] + points["right_hip"])
    trunk = points["neck"] - mid_hip
    columns = {
        "trunk_lean": _degrees(trunk[:, 0], trunk[:, 2]),
        "trunk_side_lean": _degrees(trunk[:, 1], trunk[:, 2]),
        "pelvis_obliquity": _degrees(
            across[:, 2], np.hypot(across[:, 0], across[:, 1])
        ),
        "pelvis_rotation": _degrees(across[:, 0], across[:, 1]),
    }
    # Left, up and forward of the pelvis, and of the shoulders.
    pelvis = _frame(across, trunk)
    chest = _frame(points["left_shoulder"] - points["right_shoulder"], trunk)
    for side, outward in _SIDES:
        own = {
            name.removeprefix(f"{side}_"): path
            for name, path in points.items()
            if name.startswith(side)
        }
        thigh, shank = own["knee"] - own["hip"], own["ankle"] - own["knee"]
        foot = own["foot_index"] - own["heel"]
        arm, forearm = own["elbow"] - own["shoulder"], own["wrist"] - own["elbow"]
        columns |= {
            f"hip_flexion_{side}": _swing(thigh, pelvis),
            f"hip_adduction_{side}": -outward * _aside(thigh, pelvis),
            f"knee_flexion_{side}": _between(thigh, shank),
            f"ankle_dorsiflexion_{side}": _between(foot, shank) - 90.0,
            f"foot_pitch_{side}": _degrees(
                foot[:, 2], np.hypot(foot[:, 0], foot[:, 1])
            ),
            f"foot_progression_{side}": outward * _course(foot),
            f"shoulder_flexion_{side}": _swing(arm, chest),
            f"elbow_flexion_{side}": _between(arm, forearm),
        }
    return pd.DataFrame(columns)


def _frame(left: Array, upwards: Array) -> tuple[Array, Array, Array]:
    """Return unit vectors left, up and forward; up is at right angles to left."""
    left = left / _length(left)
    up = upwards - _dot(upwards, left)[:, None] * left
    up = up / _length(up)
    return left, up, np.cross(left, up)


def _swing(limb: Array, frame: tuple[Array, Array, Array]) -> Array:
    _, up, forward = frame
    return _degrees(_dot(limb, forward), -_dot(limb, up))


def _aside(limb: Array, frame: tuple[Array, Array, Array]) -> Array:
    left, up, forward = frame
    return _degrees(_dot(limb, left), np.hypot(_dot(limb, up), _dot(limb, forward)))


def _course(foot: Array) -> Array:
    level = np.hypot(foot[:, 0], foot[:, 1])
    steep = np.abs(_degrees(foot[:, 2], level)) > _STEEP_DEG
    return np.where(steep, np.nan, _degrees(foot[:, 1], foot[:, 0]))


def _between(one: Array, other: Array) -> Array:
    return _degrees(_length(np.cross(one, other))[:, 0], _dot(one, other))


def _degrees(sine: Array, cosine: Array) -> Array:
    return np.asarray(np.rad2deg(np.arctan2(sine, cosine)))


def _dot(one: Array, other: Array) -> Array:
    return np.asarray((one * other).sum(axis=-1))


def _length(vectors: Array) -> Array:
    return np.asarray(np.linalg.norm(vectors, axis=-1, keepdims=True))
