"""Somebody who sits: on a couch, a chair or a bar stool, hands anywhere.

As in `midstance.synth.sets.exercises`: from body, phase and manner to the posture.
"""

import numpy as np

from midstance.kernels.types import Array
from midstance.synth.motion.body.anthropometry import Body
from midstance.synth.sets.manner import (
    HANDS,
    SIGNS,
    Manner,
    ball_below_hips,
    kept_arms,
)
from midstance.synth.sets.postures import Arm, Foot, Posture, Reach

_OVER_THE_SEAT_M = 0.09
"""Of the hip joints of somebody of the usual height."""
_FREE = ("above the head", "bar on the back")
"""Where nobody who sits keeps the hands: they lie on the knees."""


def sit(body: Body, part: Array, manner: Manner) -> Posture:
    """Sit still, feet on the floor; a breath is a repetition.

    The usual depth is a chair's, less of it is higher; the further the usual way of the
    arms, the more the legs are stretched out; the lean is twice the manner's.
    """
    breath = np.sin(2 * np.pi * part)
    knee_m = body.ankle_z_m + body.shank_m
    pelvis = np.zeros((len(part), 3))
    pelvis[:, 2] = knee_m * (1.9 - 0.95 * manner.depth) + _OVER_THE_SEAT_M * body.scale
    pelvis[:, 0] = -body.thigh_m * (0.72 + 0.5 * manner.arms)
    feet = {}
    for side in SIGNS:
        ball = ball_below_hips(body, side, 0.5 + manner.width, part)
        yaw = SIGNS[side] * np.deg2rad(manner.turned_out_deg)
        feet[side] = Foot(ball, np.zeros_like(part), yaw)
    lean_deg = 4 + 2 * manner.lean_deg + 0.5 * breath
    lean = np.deg2rad(lean_deg)
    arms: dict[str, Arm | Reach] = {}
    for side in SIGNS:
        arms[side] = _on_the_knee(body, side, pelvis, knee_m)
    if manner.hands in HANDS and manner.hands not in _FREE:
        arms |= kept_arms(manner, np.zeros_like(part), lean_deg)
    return Posture(pelvis, 0.3 * lean, lean, feet, arms, np.zeros_like(part))


def _on_the_knee(body: Body, side: str, pelvis: Array, knee_m: float) -> Reach:
    """Return an arm whose hand lies on the thigh, before the knee."""
    wrist = pelvis.copy()
    wrist[:, 0] += 0.7 * body.thigh_m
    wrist[:, 1] += SIGNS[side] * 1.4 * body.hip_half_width_m
    wrist[:, 2] = 0.5 * (pelvis[:, 2] + knee_m) + 0.06 * body.scale
    return Reach(wrist, (-0.8, 0.6 * SIGNS[side], -0.5))
