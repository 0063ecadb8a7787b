"""Exercises on a machine: an ergometer bicycle and a rowing machine.

As in `midstance.synth.sets.exercises`: from body, phase and manner to the posture.
"""

import numpy as np

from midstance.kernels.types import Array
from midstance.schema.events import SIDES
from midstance.synth.motion.body.anthropometry import Body
from midstance.synth.motion.body.foot import standing_shoe
from midstance.synth.sets.manner import SIGNS, Manner, ball_below_hips, there_and_back
from midstance.synth.sets.postures import Arm, Foot, Posture, Reach

_CRANK_M, _AXLE_M = 0.17, 0.29
"""Length of the crank, and height of its axle."""
_SEAT_TUBE_DEG = 73.0
"""From the level; the hips are on it above the axle."""
_LONGEST_LEG = 0.95
"""Of the leg at the lowest pedal, in parts of its length."""
_PEDALLING_DEG = -12.0
"""Pitch of a foot on its pedal: the toes point down."""


def cycle(body: Body, part: Array, manner: Manner) -> Posture:
    """Sit on a saddle, hands on the bar, and turn the pedals once."""
    turn = 2 * np.pi * part
    feet = {}
    for side in SIDES:
        angle = turn + (0.0 if side == "left" else np.pi)
        ball = np.zeros((len(part), 3))
        ball[:, 0] = _CRANK_M * np.sin(angle)
        ball[:, 1] = SIGNS[side] * 1.3 * body.hip_half_width_m
        ball[:, 2] = _AXLE_M + _CRANK_M * np.cos(angle)
        pitch = np.deg2rad(_PEDALLING_DEG + 10 * np.sin(angle))
        feet[side] = Foot(ball, pitch)
    up = np.deg2rad(_SEAT_TUBE_DEG)
    along = np.array([-np.cos(up), 0.0, np.sin(up)])
    pelvis = np.tile(_saddle_m(body, along) * along, (len(part), 1))
    pelvis[:, 2] += _AXLE_M
    lean_deg = 8 + 44 * manner.arms + manner.lean_deg
    lean = np.deg2rad(np.full_like(part, lean_deg))
    reach_rad = np.deg2rad(62 - 22 * manner.arms)
    arm_m = (0.80 + 0.15 * manner.arms) * (body.upper_arm_m + body.forearm_m)
    arms: dict[str, Arm | Reach] = {}
    for side in SIDES:
        wrist = _shoulder(body, side, pelvis, lean)
        wrist += arm_m * np.array([np.cos(reach_rad), 0.0, -np.sin(reach_rad)])
        arms[side] = Reach(wrist, (-0.5, 0.7 * SIGNS[side], -0.6))
    sway = np.deg2rad(2.0 * manner.depth * np.sin(turn))
    return Posture(pelvis, 0.5 * lean, lean, feet, arms, sway, head_share=0.3)


def _saddle_m(body: Body, along: Array) -> float:
    """Return how far the hips are from the axle, so that the lowest pedal is reached.

    Parameters
    ----------
    body
        Whose legs.
    along
        Direction from the axle to the hips, shape (3,).

    """
    pitch, ball = np.deg2rad([_PEDALLING_DEG]), np.zeros((1, 3))
    ankle = standing_shoe(body, pitch, ball, 0.0).ankle[0] * [1.0, 0.0, 1.0]
    beside = float(ankle @ along)
    across = float(ankle @ ankle) - beside**2
    length = np.sqrt((_LONGEST_LEG * body.leg_m) ** 2 - across)
    return beside + float(length) - _CRANK_M


def row(body: Body, part: Array, manner: Manner) -> Posture:
    """Slide from bent legs and straight arms to straight legs and bent arms."""
    pull = there_and_back(part)
    legs, trunk, arms_bent = (
        _within(pull, *ends) for ends in ((0.0, 0.75), (0.25, 0.95), (0.5, 1.0))
    )
    feet = {}
    for side in SIDES:
        ball = ball_below_hips(body, side, 0.9 * manner.width, part)
        ball[:, 2] += 0.12
        feet[side] = Foot(ball, np.deg2rad(45 - 25 * (1 - legs)))
    ankle = standing_shoe(body, feet["left"].pitch_rad, feet["left"].ball, 0.0).ankle
    seat_m = (0.36 + 0.08 * manner.arms) * body.scale
    shortest = 0.52 + 0.25 * (1.0 - min(manner.depth, 1.05))
    length_m = body.leg_m * (shortest + (0.975 - shortest) * legs)
    pelvis = np.zeros((len(part), 3))
    pelvis[:, 2] = seat_m
    pelvis[:, 0] = ankle[:, 0] - np.sqrt(length_m**2 - (seat_m - ankle[:, 2]) ** 2)
    lean = np.deg2rad(24 - 46 * trunk + manner.lean_deg)
    arm_m = body.upper_arm_m + body.forearm_m
    arms: dict[str, Arm | Reach] = {}
    for side in SIDES:
        far = _shoulder(body, side, pelvis, lean)
        far += 0.97 * arm_m * np.array([0.94, 0.0, -0.34])
        near = pelvis.copy()
        near[:, 0] += 0.20 * body.scale
        near[:, 1] += SIGNS[side] * 0.7 * body.shoulder_half_width_m
        near[:, 2] += 0.5 * body.spine_m
        wrist = far + arms_bent[:, None] * (near - far)
        arms[side] = Reach(wrist, (-0.8, 0.5 * SIGNS[side], -0.5))
    sway = np.zeros_like(part)
    return Posture(pelvis, 0.7 * lean, lean, feet, arms, sway, head_share=0.4)


def _within(pull: Array, first: float, last: float) -> Array:
    """Return 0 until `first`, 1 from `last` on, and a smooth way between."""
    x = np.clip((pull - first) / (last - first), 0.0, 1.0)
    return np.asarray(x * x * (3 - 2 * x))


def _shoulder(body: Body, side: str, pelvis: Array, lean: Array) -> Array:
    """Return about where a shoulder is, shape (n, 3)."""
    place = pelvis.copy()
    place[:, 0] += body.spine_m * np.sin(lean)
    place[:, 1] += SIGNS[side] * body.shoulder_half_width_m
    place[:, 2] += body.spine_m * np.cos(lean)
    return place
