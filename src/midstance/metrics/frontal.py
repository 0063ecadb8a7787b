"""Angles and places seen from behind or in front."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from midstance.kernels.types import Floats
from midstance.metrics import angles
from midstance.metrics.recording import Recording, Signal
from midstance.schema.events import SIDES

FRONTAL_VIEWS = ("rear", "front")


@dataclass(frozen=True)
class FrontalAngle:
    """An angle in the frontal plane, read from a view from behind or in front.

    Parameters
    ----------
    label
        For the report.
    keypoints
        What is needed of both sides.
    function
        The angle of one side.

    """

    label: str
    keypoints: tuple[str, ...]
    function: Callable[[Recording, str], Signal]


def outward(recording: Recording, side: str) -> int:
    """Return +1 when that side of the body is to the right of the image, else -1."""
    is_right = side == SIDES[1]
    return 1 if is_right == (recording.scene.view == FRONTAL_VIEWS[0]) else -1


def pelvic_drop(recording: Recording, side: str) -> Signal:
    """Return how far the hip of the other side hangs below that of `side` (deg)."""
    sign = outward(recording, side)
    return recording.signal(
        lambda stance, swing: angles.drop_deg(stance, swing, sign),
        (f"{side}_hip", f"{_other(side)}_hip"),
    )


def hip_adduction(recording: Recording, side: str) -> Signal:
    """Return the thigh's angle to the pelvis (deg), + knee towards the midline."""
    sign = outward(recording, side)

    def adduction(hip: Floats, swing_hip: Floats, knee: Floats) -> Floats:
        drop = angles.drop_deg(hip, swing_hip, sign)
        return angles.inward_deg(hip, knee, sign) + drop

    return recording.signal(
        adduction, (f"{side}_hip", f"{_other(side)}_hip", f"{side}_knee")
    )


def knee_projection(recording: Recording, side: str) -> Signal:
    """Return how far the knee is off the line hip to ankle (deg), + inward."""
    return _bend(recording, ("hip", "knee", "ankle"), side)


def eversion(recording: Recording, side: str) -> Signal:
    """Return the rearfoot's angle to the shank (deg), + sole turned outward."""
    return _bend(recording, ("knee", "ankle", "heel"), side)


def out_of_midline_px(
    recording: Recording, side: str, point: str, middle: str
) -> Signal:
    """Return how far a point lies outward of the middle of a pair (px)."""
    sign = outward(recording, side)

    def beside(own: Floats, first: Floats, second: Floats) -> Floats:
        return sign * (own[:, 0] - (first[:, 0] + second[:, 0]) / 2)

    pair = tuple(f"{name}_{middle}" for name in SIDES)
    return recording.signal(beside, (f"{side}_{point}", *pair))


def across_px(recording: Recording, *keypoints: str) -> Signal:
    """Return how far to the runner's right the middle of the points is (px)."""
    sign = outward(recording, SIDES[1])

    def to_the_right(*points: Floats) -> Floats:
        total: Floats = np.sum([point[:, 0] for point in points], axis=0)
        return sign * total / len(points)

    return recording.signal(to_the_right, keypoints)


FRONTAL_CURVES: dict[str, FrontalAngle] = {
    "pelvic_drop": FrontalAngle("Pelvic drop", ("hip",), pelvic_drop),
    "hip_adduction": FrontalAngle("Hip adduction", ("hip", "knee"), hip_adduction),
    "knee_projection": FrontalAngle(
        "Knee inward", ("hip", "knee", "ankle"), knee_projection
    ),
}
"""Angles over the stride from behind or in front, by name; the side is the leg's."""


def both_sides(
    recording: Recording, curve: Callable[[Recording, str], Signal]
) -> list[tuple[str, Signal]]:
    """Return side and curve for the left and the right side."""
    return [(side, curve(recording, side)) for side in SIDES]


def _bend(recording: Recording, points: tuple[str, str, str], side: str) -> Signal:
    """Return how far the middle of three points bends to the midline (deg)."""
    sign = outward(recording, side)

    def inward(upper: Floats, middle: Floats, lower: Floats) -> Floats:
        return angles.wrapped_deg(
            angles.inward_deg(upper, middle, sign)
            - angles.inward_deg(middle, lower, sign)
        )

    return recording.signal(inward, [f"{side}_{point}" for point in points])


def _other(side: str) -> str:
    return SIDES[1 - SIDES.index(side)]
