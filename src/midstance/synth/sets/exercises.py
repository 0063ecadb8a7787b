"""Exercises as motions of the synthetic body: name and phase give the pose.

`exercise_pose` is periodic in the phase: 0 is the start, a whole number the end of a
repetition, half a repetition the deepest (or farthest) point. Walking and running
are in `midstance.synth.motion.build`.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from midstance.errors import ConfigError
from midstance.kernels.types import Array
from midstance.schema.events import SIDES
from midstance.synth.motion.body.anthropometry import Body
from midstance.synth.sets.machines import cycle, row
from midstance.synth.sets.manner import (
    SIGNS,
    USUAL,
    Manner,
    ball_below_hips,
    both_arms,
    bump,
    even,
    kept_arms,
    there_and_back,
    upright,
)
from midstance.synth.sets.postures import Arm, Foot, Posture, Reach, assemble
from midstance.synth.sets.seats import sit
from midstance.synth.sets.strength import (
    bench_dip,
    curl,
    deadlift,
    high_knees,
    plank,
    pull_up,
    rope,
    straight_body,
)

_FIST = 1.5
"""Height of the wrist on a fist, in lengths from wrist to knuckles."""


def exercise_pose(
    name: str, body: Body, phase: ArrayLike, *, manner: Manner | None = None
) -> dict[str, Array]:
    """Return the pose at some phases of an exercise.

    Parameters
    ----------
    name
        One of `EXERCISES`.
    body
        Whose body.
    phase
        Repetitions done, shape (n,); any number, the motion repeats.
    manner
        How it is done; None: as usual.

    Returns
    -------
    dict
        Names and arrays of `midstance.synth.motion.motion`, at the origin, looking
        along x.

    Raises
    ------
    ConfigError
        If there is no such exercise; the message lists the known names.

    """
    if name not in EXERCISES:
        raise ConfigError(f"Unknown exercise {name!r}; choose from {list(EXERCISES)}.")
    count = np.atleast_1d(np.asarray(phase, dtype=float))
    part, manner = np.mod(count, 1.0), manner or Manner()
    own = assemble(body, EXERCISES[name](body, part, manner))
    if not (manner.alternates or name in ALWAYS_ALTERNATE):
        return own
    other = replace(manner, leads="right" if manner.leads == "left" else "left")
    turn = assemble(body, EXERCISES[name](body, part, other))
    is_odd = np.mod(np.floor(count), 2.0) == 1.0
    return {
        part_name: np.where(_like(is_odd, value), turn[part_name], value)
        for part_name, value in own.items()
    }


def _like(is_odd: NDArray[np.bool_], value: Array) -> NDArray[np.bool_]:
    return is_odd.reshape(-1, *[1] * (value.ndim - 1))


def _stand(body: Body, part: Array, manner: Manner) -> Posture:
    breath = np.sin(2 * np.pi * part)
    akimbo = 1.0 if manner.arms > 0.7 else 0.0
    return upright(
        body,
        manner,
        height=even(part, 0.995),
        lean_deg=0.4 * breath,
        arms=both_arms(
            forward=even(part, -2 - 26 * akimbo),
            aside=even(part, 8 + 30 * akimbo),
            bent=even(part, 12 + 88 * akimbo),
            inward=22 + 50 * akimbo,
        ),
    )


def _squat(body: Body, part: Array, manner: Manner) -> Posture:
    """Sit down between the feet; the farther out they point, the more upright."""
    down = there_and_back(part) * manner.depth
    opened = min(max(manner.turned_out_deg - 8.0, 0.0) / 50.0, 1.0)
    lean_deg = (42 - 17 * opened) * down
    raised = manner.arms > 0.35
    arms = both_arms(
        forward=(88 if raised else 42) * np.sqrt(down) + 3,
        aside=even(part, 8.0),
        bent=even(part, 12.0) if raised else 20 + 95 * np.sqrt(down),
    )
    if manner.hands != USUAL:
        arms = kept_arms(manner, down, lean_deg)
    return upright(
        body,
        manner,
        height=0.99 - 0.50 * down,
        back=(0.24 - 0.11 * opened) * down,
        lean_deg=lean_deg,
        width=1.35,
        arms=arms,
    )


def _jump(body: Body, part: Array, manner: Manner) -> Posture:
    """Crouch, fly from 0.40 to 0.60 of the repetition, and land."""
    crouch = bump(part, 0.22, 0.20) + 0.8 * bump(part, 0.74, 0.14)
    flight = np.clip((part - 0.40) / 0.20, 0.0, 1.0)
    rise = 4 * flight * (1 - flight)
    up = np.clip((part - 0.26) / 0.16, 0.0, 1.0) * np.clip((0.80 - part) / 0.16, 0, 1)
    up = up * up * (3 - 2 * up)
    reach = 95 + 75 * manner.arms
    tucked = 0.10 * rise * manner.depth
    return upright(
        body,
        manner,
        height=0.99 - 0.33 * crouch * manner.depth - tucked,
        back=0.12 * crouch,
        lean_deg=32 * crouch - 4 * rise,
        arms=both_arms(
            forward=-38 * bump(part, 0.22, 0.20) * (1 - up) + reach * up,
            aside=10 + 10 * up,
            bent=15 + 10 * crouch,
        ),
        pitch_deg=-42 * rise,
        lift=0.36 * manner.depth * rise,
    )


def _jumping_jack(body: Body, part: Array, manner: Manner) -> Posture:
    out = there_and_back(part)
    hop = np.sin(2 * np.pi * part) ** 2
    return upright(
        body,
        manner,
        height=0.985 - 0.02 * hop,
        width=0.7 + (3.0 + 0.8 * manner.arms) * out * manner.depth,
        arms=both_arms(
            forward=even(part, 2.0),
            aside=10 + 150 * out * manner.depth,
            bent=14 + 12 * hop,
            inward=10.0,
        ),
        pitch_deg=-16 * hop,
        lift=0.07 * hop,
    )


def _lunge(body: Body, part: Array, manner: Manner) -> Posture:
    down = there_and_back(part) * manner.depth
    apart = 0.0 if manner.alternates else 0.16
    reach = body.leg_m * (apart + (0.46 - apart) * np.sqrt(down))
    feet = {}
    for side in SIDES:
        in_front = side == manner.leads
        ball = ball_below_hips(body, side, 0.9 * manner.width, part)
        ball[:, 0] += reach if in_front else -1.25 * reach
        pitch = np.zeros_like(part) if in_front else -np.deg2rad(20 + 38 * down)
        feet[side] = Foot(ball, pitch)
    on_hips = manner.arms > 0.5
    arms = both_arms(
        forward=even(part, -28.0) if on_hips else 4 + 6 * down,
        aside=even(part, 38.0 if on_hips else 8.0),
        bent=even(part, 100.0) if on_hips else 18 + 14 * down,
        inward=72.0 if on_hips else 22.0,
    )
    if manner.hands != USUAL:
        arms = kept_arms(manner, down, 5 * down)
    lean = np.deg2rad(4 + 5 * down + manner.lean_deg)
    pelvis = np.zeros((len(part), 3))
    pelvis[:, 2] = body.ankle_z_m + body.leg_m * (0.96 - 0.42 * down)
    return Posture(pelvis, 0.5 * lean, lean, feet, arms, np.zeros_like(part))


def _toe_touch(body: Body, part: Array, manner: Manner) -> Posture:
    down = there_and_back(part) * manner.depth
    lean = 104 * down
    return upright(
        body,
        manner,
        height=0.99 - 0.02 * down,
        back=0.16 * down,
        lean_deg=lean,
        tilt_deg=0.72 * lean,
        arms=both_arms(
            forward=0.86 * lean + 60 * (1 - down) * down,
            aside=even(part, 6.0),
            bent=even(part, 10.0),
        ),
        head_share=0.8,
    )


def _push_up(body: Body, part: Array, manner: Manner) -> Posture:
    """Lower and lift a body straight from ankle to shoulder, on toes and fists."""
    down = np.minimum(there_and_back(part) * manner.depth, 1.1)
    pitch = np.full_like(part, -np.deg2rad(72.0))
    feet = {
        side: Foot(ball_below_hips(body, side, 0.9 * manner.width, part), pitch)
        for side in SIDES
    }
    pelvis, lean, _ = straight_body(body, feet["left"], _shoulder_m(body, down))
    at_the_top = _shoulder_m(body, np.zeros_like(part))
    _, _, at_the_top_m = straight_body(body, feet["left"], at_the_top)
    reach = 1.25 + 0.35 * manner.arms
    arms: dict[str, Arm | Reach] = {}
    for side in SIDES:
        y = SIGNS[side] * reach * body.shoulder_half_width_m
        wrist = np.tile([0.0, y, _FIST * body.hand_m], (len(part), 1))
        wrist[:, 0] = at_the_top_m
        arms[side] = Reach(wrist, (-0.8, 0.75 * SIGNS[side], 0.35))
    sway = np.zeros_like(part)
    return Posture(pelvis, lean, lean, feet, arms, sway, head_share=0.85)


def _shoulder_m(body: Body, down: Array) -> Array:
    """Return how high the shoulders are in a push-up."""
    arm_m = body.upper_arm_m + body.forearm_m
    return np.asarray(_FIST * body.hand_m + arm_m * (0.97 - 0.55 * down))


def _sit_up(body: Body, part: Array, manner: Manner) -> Posture:
    """Lie on the back with the knees bent, and sit up."""
    up = there_and_back(part) * min(manner.depth, 1.05)
    lean = -86 + 100 * up
    pelvis = np.zeros((len(part), 3))
    pelvis[:, 2] = 0.105 * body.scale
    feet = {}
    for side in SIDES:
        ball = ball_below_hips(body, side, 1.1 * manner.width, part)
        ball[:, 0] += 0.62 * body.leg_m
        feet[side] = Foot(ball, np.zeros_like(part))
    behind = manner.arms > 0.5
    arms = both_arms(
        forward=even(part, 132.0) if behind else 30 + 50 * up,
        aside=even(part, 42.0 if behind else 8.0),
        bent=even(part, 138.0) if behind else 118 - 70 * up,
        inward=-20.0 if behind else 50.0,
    )
    tilt = np.deg2rad(-80 + 62 * up)
    sway = np.zeros_like(part)
    return Posture(pelvis, tilt, np.deg2rad(lean), feet, arms, sway, head_share=0.8)


def _press(body: Body, part: Array, manner: Manner) -> Posture:
    """Press both arms from the shoulders to above the head."""
    up = there_and_back(part) * min(manner.depth, 1.05)
    return upright(
        body,
        manner,
        height=even(part, 0.99),
        lean_deg=-2 - 3 * up,
        width=1.2,
        arms=both_arms(
            forward=8 + 12 * up,
            aside=28 + 132 * up,
            bent=142 - 130 * up,
            inward=-60 + 60 * manner.arms,
        ),
    )


EXERCISES: dict[str, Callable[[Body, Array, Manner], Posture]] = {
    "stand": _stand,
    "squat": _squat,
    "lunge": _lunge,
    "jump": _jump,
    "jumping_jack": _jumping_jack,
    "press": _press,
    "toe_touch": _toe_touch,
    "push_up": _push_up,
    "sit_up": _sit_up,
    "curl": curl,
    "deadlift": deadlift,
    "pull_up": pull_up,
    "bench_dip": bench_dip,
    "high_knees": high_knees,
    "rope": rope,
    "plank": plank,
    "cycle": cycle,
    "row": row,
    "sit": sit,
}
"""From body, phase (n,) and manner to the posture, by name."""

ALWAYS_ALTERNATE = ("high_knees",)
"""Exercises in which the sides take turns whatever the manner: a repetition each."""
