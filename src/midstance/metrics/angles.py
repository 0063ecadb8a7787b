"""Angles of the body in the image plane, from points in pixels.

Points have shape (..., 2): x to the right, y down. `direction` is +1 when
forward is the right edge of the image and -1 when it is the left edge. All
results are degrees, shape (...). A NaN coordinate gives a NaN angle.
"""

import numpy as np

from midstance.kernels.types import Floats


def from_down_deg(upper: Floats, lower: Floats, direction: int) -> Floats:
    """Return by how much the line from `upper` down to `lower` points forward.

    0 is straight down, +90 is forward, in (-180, 180]. Used for the thigh (hip,
    knee), the shank (knee, ankle) and the whole leg (hip, ankle).

    Examples
    --------
    >>> float(from_down_deg(np.array([0.0, 0.0]), np.array([10.0, 10.0]), 1))
    45.0

    """
    forward = direction * (lower[..., 0] - upper[..., 0])
    down = lower[..., 1] - upper[..., 1]
    return np.degrees(np.arctan2(forward, down))


def lean_deg(lower: Floats, upper: Floats, direction: int) -> Floats:
    """Return by how much the line from `lower` up to `upper` leans forward.

    0 is upright. Used for the trunk (hips, shoulders) and the head.
    """
    forward = direction * (upper[..., 0] - lower[..., 0])
    up = lower[..., 1] - upper[..., 1]
    return np.degrees(np.arctan2(forward, up))


def pitch_deg(rear: Floats, front: Floats, direction: int) -> Floats:
    """Return by how much the line from `rear` to `front` points up.

    0 is level, + is front up. Used for the foot (heel, toes).
    """
    forward = direction * (front[..., 0] - rear[..., 0])
    up = rear[..., 1] - front[..., 1]
    return np.degrees(np.arctan2(up, forward))


def slope_deg(slope: float, direction: int) -> float:
    """Return the pitch (deg, + uphill) of a floor line ``y = level + slope * x``."""
    return float(np.degrees(np.arctan(-slope * direction)))


def wrapped_deg(angle: Floats) -> Floats:
    """Return `angle` brought into [-180, 180) by whole turns."""
    return (angle + 180.0) % 360.0 - 180.0


def knee_flexion_deg(
    hip: Floats, knee: Floats, ankle: Floats, direction: int
) -> Floats:
    """Return how far the knee is bent: 0 straight, + heel towards the seat.

    Examples
    --------
    >>> points = np.array([[0.0, 0.0], [0.0, 10.0], [-10.0, 10.0]])
    >>> float(knee_flexion_deg(*points, direction=1))
    90.0

    """
    thigh = from_down_deg(hip, knee, direction)
    return wrapped_deg(thigh - from_down_deg(knee, ankle, direction))


def dorsiflexion_deg(
    knee: Floats, ankle: Floats, heel: Floats, toe: Floats, direction: int
) -> Floats:
    """Return the foot's angle to the shank: 0 at a right angle, + toes up."""
    shank = from_down_deg(knee, ankle, direction)
    return wrapped_deg(pitch_deg(heel, toe, direction) - shank)


def elbow_flexion_deg(
    shoulder: Floats, elbow: Floats, wrist: Floats, direction: int
) -> Floats:
    """Return how far the elbow is bent: 0 straight, + hand forward."""
    forearm = from_down_deg(elbow, wrist, direction)
    return wrapped_deg(forearm - from_down_deg(shoulder, elbow, direction))


def inward_deg(upper: Floats, lower: Floats, outward: int) -> Floats:
    """Return by how much the line down to `lower` points to the body's midline.

    For views from behind or in front. `outward` is +1 when the outer side of
    that leg is towards the right edge of the image, else -1.
    """
    return from_down_deg(upper, lower, -outward)


def drop_deg(stance: Floats, swing: Floats, outward: int) -> Floats:
    """Return by how much the swing side hangs below the stance side.

    0 is level, + is swing side lower. `outward` is that of the stance leg.
    """
    across = outward * (stance[..., 0] - swing[..., 0])
    below = swing[..., 1] - stance[..., 1]
    return np.degrees(np.arctan2(below, across))
