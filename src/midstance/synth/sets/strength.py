"""Exercises with a bar, a bench or a rope, and those that are held.

As in `midstance.synth.sets.exercises`: from body, phase and manner to the posture.
"""

import numpy as np

from midstance.kernels.types import Array
from midstance.schema.events import SIDES
from midstance.synth.motion.body.anthropometry import Body
from midstance.synth.motion.body.foot import standing_shoe
from midstance.synth.sets.manner import (
    SIGNS,
    Manner,
    ball_below_hips,
    both_arms,
    even,
    there_and_back,
    upright,
)
from midstance.synth.sets.postures import Arm, Foot, Posture, Reach

_FIST = 1.5
"""Height of the wrist on a fist, in lengths from wrist to knuckles."""


def curl(body: Body, part: Array, manner: Manner) -> Posture:
    """Stand and bend the elbows; only the leading one if the arms take turns."""
    up = there_and_back(part) * min(manner.depth, 1.05)
    moving = Arm(
        np.deg2rad(2 + 14 * up),
        np.deg2rad(even(part, 8.0)),
        np.deg2rad(12 + 122 * up),
        np.deg2rad(12.0),
    )
    resting = both_arms(
        forward=even(part, 2.0), aside=even(part, 8.0), bent=even(part, 12.0)
    )
    arms = {
        side: resting[side] if manner.alternates and side != manner.leads else moving
        for side in SIDES
    }
    return upright(
        body, manner, height=even(part, 0.99), lean_deg=1 - 4 * up, arms=arms
    )


def deadlift(body: Body, part: Array, manner: Manner) -> Posture:
    """Lower a bar along the shins with a flat back, and stand up with it."""
    down = there_and_back(part) * min(manner.depth, 1.05)
    lean = 72 * down
    knees = 0.10 + 0.16 * manner.arms
    return upright(
        body,
        manner,
        height=0.99 - knees * down,
        back=0.26 * down,
        lean_deg=lean,
        tilt_deg=0.8 * lean,
        width=1.1,
        arms=both_arms(
            forward=lean + manner.lean_deg + 2 + 4 * down,
            aside=even(part, 7.0),
            bent=even(part, 5.0),
            inward=0.0,
        ),
        head_share=0.55,
    )


def pull_up(body: Body, part: Array, manner: Manner) -> Posture:
    """Hang from a bar, legs straight or bent behind, and pull the chin over it."""
    up = there_and_back(part) * min(manner.depth, 1.05)
    arm_m = body.upper_arm_m + body.forearm_m
    bar_m = 1.42 * body.height_m
    shoulder_m = bar_m - arm_m * (0.95 - 0.72 * up)
    pelvis = np.zeros((len(part), 3))
    pelvis[:, 0] = -0.05 - 0.10 * up
    pelvis[:, 2] = shoulder_m - body.spine_m
    behind = manner.arms > 0.5
    feet = {}
    for side in SIDES:
        ball = pelvis.copy()
        ball[:, 0] += body.leg_m * (-0.42 if behind else 0.04)
        ball[:, 1] = SIGNS[side] * body.hip_half_width_m * manner.width
        ball[:, 2] -= body.leg_m * (0.72 if behind else 1.05)
        feet[side] = Foot(ball, np.deg2rad(even(part, -70.0 if behind else -50.0)))
    reach = 1.15 + 0.5 * manner.depth * (manner.width - 0.8)
    arms: dict[str, Arm | Reach] = {}
    for side in SIDES:
        wrist = np.tile(
            [0.0, SIGNS[side] * reach * body.shoulder_half_width_m, bar_m],
            (len(part), 1),
        )
        arms[side] = Reach(wrist, (0.25, SIGNS[side], -0.6))
    lean = np.deg2rad(-4 - 10 * up + manner.lean_deg)
    return Posture(pelvis, 0.6 * lean, lean, feet, arms, np.zeros_like(part))


def bench_dip(body: Body, part: Array, manner: Manner) -> Posture:
    """Lower the hips in front of a bench on straight arms behind the back."""
    down = there_and_back(part) * min(manner.depth, 1.05)
    bench_m = 0.26 * body.height_m
    arm_m = body.upper_arm_m + body.forearm_m
    pelvis = np.zeros((len(part), 3))
    pelvis[:, 2] = bench_m + 0.97 * arm_m - body.spine_m - 0.42 * arm_m * down
    far = body.leg_m * (0.92 if manner.arms > 0.5 else 0.62)
    feet = {}
    for side in SIDES:
        ball = ball_below_hips(body, side, manner.width, part)
        ball[:, 0] += far
        feet[side] = Foot(ball, np.deg2rad(even(part, 35.0 if far > 0.8 else 4.0)))
    arms: dict[str, Arm | Reach] = {}
    for side in SIDES:
        aside = SIGNS[side] * 1.1 * body.shoulder_half_width_m
        wrist = np.tile([-0.14 * body.scale, aside, bench_m], (len(part), 1))
        arms[side] = Reach(wrist, (-1.0, 0.15 * SIGNS[side], 0.1))
    lean = np.deg2rad(2 - 6 * down + manner.lean_deg)
    return Posture(pelvis, -0.2 + 0 * lean, lean, feet, arms, np.zeros_like(part))


def high_knees(body: Body, part: Array, manner: Manner) -> Posture:
    """Lift the leading knee to the height of the hips while standing on the other."""
    up = there_and_back(part) * min(manner.depth, 1.1)
    feet, arms = {}, {}
    for side in SIDES:
        ball = ball_below_hips(body, side, 0.8 * manner.width, part)
        leads = side == manner.leads
        rise = up if leads else np.zeros_like(part)
        ball[:, 0] += 0.36 * body.leg_m * rise
        ball[:, 2] += 0.50 * body.leg_m * rise
        feet[side] = Foot(ball, np.deg2rad(-18 * rise - (0 if leads else 12 * up)))
        swing = -34 * up if leads else 40 * up
        arms[side] = Arm(
            np.deg2rad(swing),
            np.deg2rad(even(part, 10.0)),
            np.deg2rad(even(part, 85.0)),
            np.deg2rad(20.0),
        )
    lean = np.deg2rad(2 + 0 * up + manner.lean_deg)
    pelvis = np.zeros((len(part), 3))
    pelvis[:, 2] = body.ankle_z_m + body.leg_m * (0.985 + 0.02 * up)
    return Posture(pelvis, 0.3 * lean, lean, feet, arms, np.zeros_like(part))


def rope(body: Body, part: Array, manner: Manner) -> Posture:
    """Hop on both feet while the wrists turn a rope beside the hips."""
    hop = there_and_back(part)
    turn = 2 * np.pi * part
    return upright(
        body,
        manner,
        height=0.965 + 0.02 * hop,
        width=0.6,
        lean_deg=even(part, 3.0),
        arms=both_arms(
            forward=-8 + 5 * np.cos(turn),
            aside=28 + 10 * manner.arms + 4 * np.sin(turn),
            bent=62 + 8 * np.cos(turn),
            inward=-45.0,
        ),
        pitch_deg=-20 * hop,
        lift=(0.05 + 0.04 * manner.depth) * hop,
    )


def plank(body: Body, part: Array, manner: Manner) -> Posture:
    """Hold a straight body on toes and forearms, or on straight arms; breathe."""
    breath = 0.004 * np.sin(2 * np.pi * part)
    on_forearms = manner.arms < 0.7
    arm_m = body.upper_arm_m + body.forearm_m
    height_m = body.upper_arm_m + 0.05 if on_forearms else 0.97 * arm_m + 0.07
    pitch = np.full_like(part, -np.deg2rad(72.0))
    feet = {
        side: Foot(ball_below_hips(body, side, 0.9 * manner.width, part), pitch)
        for side in SIDES
    }
    pelvis, lean, shoulder_x = straight_body(body, feet["left"], height_m + breath)
    pelvis[:, 2] += 0.02 * (manner.depth - 1.0) * body.height_m
    arms: dict[str, Arm | Reach] = {}
    for side in SIDES:
        ahead = body.forearm_m if on_forearms else 0.0
        wrist = np.zeros((len(part), 3))
        wrist[:, 0] = shoulder_x + ahead
        wrist[:, 1] = SIGNS[side] * 1.05 * body.shoulder_half_width_m
        wrist[:, 2] = 0.05 if on_forearms else _FIST * body.hand_m
        arms[side] = Reach(wrist, (-0.6, 0.2 * SIGNS[side], -0.5))
    sway = np.zeros_like(part)
    return Posture(pelvis, lean, lean, feet, arms, sway, head_share=0.85)


def straight_body(
    body: Body, foot: Foot, shoulder_m: Array
) -> tuple[Array, Array, Array]:
    """Return pelvis, lean and where along x the shoulders are of a straight body.

    Parameters
    ----------
    body
        Sizes.
    foot
        The toes that it stands on.
    shoulder_m
        Height of the shoulders above the ground, shape (n,).

    """
    ankle = standing_shoe(body, foot.pitch_rad, foot.ball, foot.yaw_rad).ankle
    leg_m = 0.995 * body.leg_m
    rise = np.arcsin((shoulder_m - ankle[:, 2]) / (leg_m + body.spine_m))
    along = np.stack([np.cos(rise), np.zeros_like(rise), np.sin(rise)], axis=-1)
    pelvis = ankle * [1.0, 0.0, 1.0] + leg_m * along
    return pelvis, np.pi / 2 - rise, pelvis[:, 0] + body.spine_m * along[:, 0]
