"""The shoe of the synthetic runner: how it stands, rolls and lifts off."""

from dataclasses import dataclass

import numpy as np

from midstance.kernels.geometry.rotations import about_y, about_z, turned
from midstance.kernels.types import Array
from midstance.synth.motion.body.anthropometry import Body

_HEEL_MARK = (0.02, 0.0, 0.035)
_TOE_MARK_PART, _TOE_MARK_HEIGHT_M = 0.75, 0.022

_TOES_FOLLOW_RAD = np.deg2rad(22.0)
"""Pitch up to which the toes stay flat while the heel rises ..."""
_TOES_BLEND_RAD = np.deg2rad(30.0)
"""... and the further pitch over which they come to turn with the foot."""


@dataclass(frozen=True)
class Shoe:
    """Places and orientations of one foot, shape (n, 3) and (n, 3, 3).

    ``rotation`` is the hind foot and ``toe_rotation`` the toes; ``heel``,
    ``ball`` and ``tip`` lie on the sole.
    """

    ankle: Array
    heel: Array
    ball: Array
    tip: Array
    rotation: Array
    toe_rotation: Array


def toe_roll(pitch_rad: Array) -> Array:
    """Return how far the toes have tipped over their end (rad, >= 0) in stance.

    0 while the heel rises about the ball, then more and more of the pitch.

    Parameters
    ----------
    pitch_rad
        Pitch of the hind foot, toes up positive.

    """
    past = np.maximum(-np.asarray(pitch_rad) - _TOES_FOLLOW_RAD, 0.0)
    blend = np.minimum(past, _TOES_BLEND_RAD)
    return np.asarray(
        blend**2 / (2 * _TOES_BLEND_RAD) + np.maximum(past - _TOES_BLEND_RAD, 0.0)
    )


def toe_bend(pitch_rad: Array) -> Array:
    """Return the bend of the toe joint (rad, toes up positive) in stance."""
    return np.asarray(np.maximum(-np.asarray(pitch_rad), 0.0) - toe_roll(pitch_rad))


def standing_shoe(
    body: Body, pitch_rad: Array, ball_flat: Array, yaw_rad: float
) -> Shoe:
    """Return the shoe that stands on the ground with a given pitch.

    With the toes up it stands on the heel, with the heel up on the ball, then
    on the tip of the toes; the point it stands on does not move.

    Parameters
    ----------
    body
        Sizes.
    pitch_rad
        Shape (n,), toes up positive.
    ball_flat
        Where the ball is while the sole lies flat, shape (n, 3).
    yaw_rad
        Direction of the foot, to the left positive.

    """
    heading = np.array([np.cos(yaw_rad), np.sin(yaw_rad), 0.0])
    up = np.array([0.0, 0.0, 1.0])
    yaw = about_z(yaw_rad)
    rotation = yaw @ about_y(-pitch_rad)
    roll = toe_roll(pitch_rad)
    tip_flat = ball_flat + body.toe_m * heading
    ball_rolled = (
        tip_flat
        - body.toe_m * np.cos(roll)[:, None] * heading
        + body.toe_m * np.sin(roll)[:, None] * up
    )
    heel_flat = ball_flat - (body.ball_x_m - body.heel_x_m) * heading
    to_ball = np.array([body.ball_x_m - body.heel_x_m, 0.0, 0.0])
    on_heel = heel_flat + turned(rotation, to_ball)
    ball = np.where((pitch_rad > 0)[:, None], on_heel, ball_rolled)
    return _around_ball(body, ball, rotation, toe_bend(pitch_rad))


def swinging_shoe(
    body: Body, ankle: Array, pitch_rad: Array, bend_rad: Array, yaw_rad: float
) -> Shoe:
    """Return the shoe that hangs from the ankle, shape (n, 3)."""
    rotation = about_z(yaw_rad) @ about_y(-pitch_rad)
    from_ankle = np.array([body.ball_x_m - body.ankle_x_m, 0.0, -body.ankle_z_m])
    return _around_ball(body, ankle + turned(rotation, from_ankle), rotation, bend_rad)


def lowest_point(shoe: Shoe) -> Array:
    """Return the height of the lowest of heel, ball and tip of the sole (m)."""
    return np.minimum(np.minimum(shoe.heel[:, 2], shoe.ball[:, 2]), shoe.tip[:, 2])


def shoe_parts(body: Body, shoe: Shoe, ankle: Array) -> dict[str, Array]:
    """Return the points of one foot and its rotations by name, without a side.

    Parameters
    ----------
    body
        Sizes.
    shoe
        The foot.
    ankle
        Where the ankle is, shape (n, 3), when it gives a little above the shoe.

    """
    from_ankle = np.array([body.ankle_x_m, 0.0, body.ankle_z_m])
    heel_mark = np.multiply(_HEEL_MARK, body.scale) - from_ankle
    toe_mark = np.array(
        [_TOE_MARK_PART * body.toe_m, 0.0, _TOE_MARK_HEIGHT_M * body.scale]
    )
    ball = shoe.ball + ankle - shoe.ankle
    return {
        "heel": ankle + turned(shoe.rotation, heel_mark),
        "foot_index": ball + turned(shoe.toe_rotation, toe_mark),
        "sole_heel": shoe.heel,
        "sole_ball": shoe.ball,
        "sole_tip": shoe.tip,
        "foot_rotation": shoe.rotation,
        "toe_rotation": shoe.toe_rotation,
    }


def _around_ball(body: Body, ball: Array, rotation: Array, bend_rad: Array) -> Shoe:
    to_ankle = np.array([body.ankle_x_m - body.ball_x_m, 0.0, body.ankle_z_m])
    to_heel = np.array([body.heel_x_m - body.ball_x_m, 0.0, 0.0])
    toe_rotation = rotation @ about_y(-bend_rad)
    return Shoe(
        ankle=ball + turned(rotation, to_ankle),
        heel=ball + turned(rotation, to_heel),
        ball=ball,
        tip=ball + turned(toe_rotation, np.array([body.toe_m, 0.0, 0.0])),
        rotation=rotation,
        toe_rotation=toe_rotation,
    )
