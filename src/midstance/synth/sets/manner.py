"""How a person does an exercise, and what postures of exercises are made of."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from midstance.errors import ConfigError
from midstance.kernels.types import Array
from midstance.schema.events import SIDES
from midstance.synth.motion.body.anthropometry import Body
from midstance.synth.sets.postures import Arm, Foot, Posture

SIGNS = {"left": 1.0, "right": -1.0}


USUAL = "usual"
HANDS: dict[str, tuple[float, float, float, float]] = {
    "hanging": (0.0, 8.0, 8.0, 10.0),
    "ahead": (85.0, 6.0, 8.0, 10.0),
    "at the chest": (28.0, 14.0, 135.0, 55.0),
    "crossed": (55.0, -4.0, 110.0, 85.0),
    "bar on the back": (-28.0, 38.0, 140.0, -35.0),
    "behind the head": (60.0, 85.0, 140.0, -70.0),
    "above the head": (168.0, 12.0, 8.0, 0.0),
    "on the hips": (-28.0, 38.0, 100.0, 72.0),
}
"""Where hands are kept, as four angles (deg) of an arm: raised forward and aside,
bent, and the forearm turned inward."""


@dataclass(frozen=True, kw_only=True)
class Manner:
    """How one person does an exercise.

    Parameters
    ----------
    depth
        Range of the motion; 1 as usual.
    width
        Distance of the feet, in parts of the usual one.
    arms
        0 to 1: where the arms are, from one usual way to another.
    lean_deg
        Added to the lean of the trunk.
    leads
        The leg in front, or the arm that is higher.
    alternates
        Whether the sides take turns, repetition by repetition, in lunges and curls.
    hands
        What the hands of squats and lunges do: one of `HANDS`; ``usual`` is up to
        the exercise.
    hands_below
        Where hands that are not ``usual`` go to on the way down; ``usual``: they
        stay.
    turned_out_deg
        How far both feet point outward, in what is done on both of them; the knees
        go where the feet point.

    """

    depth: float = 1.0
    width: float = 1.0
    arms: float = 0.0
    lean_deg: float = 0.0
    leads: str = "left"
    alternates: bool = False
    hands: str = "usual"
    hands_below: str = "usual"
    turned_out_deg: float = 8.0

    def __post_init__(self) -> None:
        """Refuse sides that do not exist."""
        if self.leads not in SIDES:
            raise ConfigError(f"leads must be 'left' or 'right', got {self.leads!r}.")
        for name in ("hands", "hands_below"):
            value = getattr(self, name)
            if value != USUAL and value not in HANDS:
                raise ConfigError(
                    f"{name} must be one of {[USUAL, *HANDS]}, got {value!r}."
                )


def draw_manner(rng: np.random.Generator) -> Manner:
    """Return how a random person does an exercise."""
    return Manner(
        depth=float(rng.uniform(0.8, 1.12)),
        width=float(rng.uniform(0.8, 1.3)),
        arms=float(rng.uniform()),
        lean_deg=float(rng.normal(0.0, 4.0)),
        leads=str(rng.choice(SIDES)),
    )


def upright(
    body: Body,
    manner: Manner,
    *,
    height: Array,
    arms: Mapping[str, Arm],
    lean_deg: ArrayLike = 2.0,
    back: ArrayLike = 0.0,
    tilt_deg: ArrayLike | None = None,
    width: ArrayLike = 1.0,
    pitch_deg: ArrayLike = 0.0,
    lift: ArrayLike = 0.0,
    head_share: float = 0.35,
) -> Posture:
    """Return a body on both feet, side by side.

    Parameters
    ----------
    height, back
        Of the hips above the ankles and behind them, in leg lengths.
    lean_deg, tilt_deg
        Lean and tilt of the trunk and of the pelvis; ``None``: half of the trunk's.
    width
        Distance of the feet, in parts of the usual one.
    pitch_deg
        Pitch of the feet.
    lift
        Height of the jump, in leg lengths.

    """
    lean = np.deg2rad(np.asarray(lean_deg) + manner.lean_deg)
    tilt = 0.5 * lean if tilt_deg is None else np.deg2rad(np.asarray(tilt_deg))
    pitch = np.broadcast_to(np.deg2rad(np.asarray(pitch_deg)), height.shape)
    raised = body.leg_m * np.broadcast_to(np.asarray(lift, dtype=float), height.shape)
    pelvis = np.zeros((len(height), 3))
    pelvis[:, 0] = -body.leg_m * np.asarray(back)
    pelvis[:, 2] = body.ankle_z_m + body.leg_m * height + raised
    feet = {}
    for side in SIDES:
        ball = ball_below_hips(body, side, np.asarray(width) * manner.width, height)
        ball[:, 2] = raised
        feet[side] = Foot(ball, pitch, SIGNS[side] * np.deg2rad(manner.turned_out_deg))
    sway = np.zeros_like(height)
    return Posture(pelvis, tilt, lean, feet, arms, sway, head_share)


def ball_below_hips(body: Body, side: str, width: ArrayLike, like: Array) -> Array:
    """Return where the ball of a flat foot is whose ankle is below the hips."""
    place = np.zeros((len(like), 3))
    place[:, 0] = body.ball_x_m - body.ankle_x_m
    place[:, 1] = SIGNS[side] * 1.25 * body.hip_half_width_m * np.asarray(width)
    return place


def both_arms(
    *, forward: Array, aside: Array, bent: Array, inward: ArrayLike = 22.0
) -> dict[str, Arm]:
    """Return both arms alike, angles in degrees."""
    arm = Arm(
        np.deg2rad(forward), np.deg2rad(aside), np.deg2rad(bent), np.deg2rad(inward)
    )
    return dict.fromkeys(SIDES, arm)


def kept_arms(manner: Manner, down: Array, lean_deg: ArrayLike) -> dict[str, Arm]:
    """Return arms that keep their hands where the manner says, or move them there.

    Parameters
    ----------
    manner
        With `hands` other than ``usual``.
    down
        How far down the body is, 0 to 1 as usual, shape (n,).
    lean_deg
        Forward lean of the trunk: arms that hang or reach ahead stay as they are.

    """
    lean = np.broadcast_to(np.asarray(lean_deg, dtype=float), down.shape)
    first = _kept_deg(manner.hands, lean)
    last = first
    if manner.hands_below != USUAL:
        last = _kept_deg(manner.hands_below, lean)
    share = np.sqrt(np.clip(down, 0.0, 1.0))
    forward, aside, bent, inward = first + share * (last - first)
    return both_arms(forward=forward, aside=aside, bent=bent, inward=inward)


def _kept_deg(hands: str, lean_deg: Array) -> Array:
    """Return the four angles of an arm over time, shape (4, n)."""
    angles = np.repeat(np.array(HANDS[hands])[:, None], len(lean_deg), axis=1)
    if hands in ("hanging", "ahead"):
        angles[0] += lean_deg
    return angles


def even(part: Array, value: float) -> Array:
    """Return one value at all phases."""
    return np.full_like(part, value)


def there_and_back(part: Array) -> Array:
    """Return 0 at the start, 1 in the middle, 0 at the end, smoothly."""
    return np.asarray(0.5 - 0.5 * np.cos(2 * np.pi * part))


def bump(part: Array, middle: float, half: float) -> Array:
    """Return a hump of height 1 around `middle`, 0 from `half` on."""
    away = np.clip((part - middle) / half, -1.0, 1.0)
    return np.asarray(0.5 + 0.5 * np.cos(np.pi * away))
