"""From where trunk, feet and hands are to the whole body, for any exercise."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from midstance.kernels.geometry.rotations import about_x, about_y, turned
from midstance.kernels.types import Array
from midstance.schema.events import SIDES
from midstance.synth.figure.mesh import unit
from midstance.synth.motion.body.anthropometry import Body
from midstance.synth.motion.body.foot import shoe_parts, standing_shoe
from midstance.synth.motion.body.inverse_kinematics import place_middle_joint
from midstance.synth.motion.body.upper_body import (
    arm_parts,
    hanging_arm,
    head_and_trunk,
)

_SIGNS = {"left": 1.0, "right": -1.0}
_STRAIGHTEST = 0.998
"""A leg never gets longer than this part of its length."""


@dataclass(frozen=True)
class Foot:
    """Where a foot is.

    Parameters
    ----------
    ball
        Sole under the ball of the foot while it lies flat, shape (n, 3), m.
    pitch_rad
        Toes up positive, shape (n,); below 0 the foot stands on its toes.
    yaw_rad
        Direction, to the left positive.

    """

    ball: Array
    pitch_rad: Array
    yaw_rad: float = 0.0


@dataclass(frozen=True)
class Arm:
    """How an arm is held, as `midstance.synth.motion.body.upper_body` says it."""

    forward: Array
    aside: Array
    bent: Array
    inward_rad: float | Array = 0.38


@dataclass(frozen=True)
class Reach:
    """An arm whose wrist is at a place.

    Parameters
    ----------
    wrist
        Shape (n, 3), m.
    pole
        Direction that the elbow points to, shape (3,).

    """

    wrist: Array
    pole: tuple[float, float, float]


@dataclass(frozen=True)
class Posture:
    """What an exercise says about the body; the rest follows.

    Parameters
    ----------
    pelvis
        Middle of the hip joints, shape (n, 3), m; lowered where the legs do not
        reach their feet.
    tilt_rad, lean_rad
        Forward lean of the pelvis and of the trunk, shape (n,).
    feet, arms
        By side.
    sway_rad
        Rise of the left side of the trunk, shape (n,).
    head_share
        How much of the lean the head follows.

    """

    pelvis: Array
    tilt_rad: Array
    lean_rad: Array
    feet: Mapping[str, Foot]
    arms: Mapping[str, Arm | Reach]
    sway_rad: Array
    head_share: float = 0.35


def assemble(body: Body, posture: Posture) -> dict[str, Array]:
    """Return places and rotations with the names of `midstance.synth.motion.motion`.

    Parameters
    ----------
    body
        Sizes.
    posture
        n moments of one person.

    """
    tilt = about_x(posture.sway_rad) @ about_y(posture.tilt_rad)
    shoes = {
        side: standing_shoe(body, foot.pitch_rad, foot.ball, foot.yaw_rad)
        for side, foot in posture.feet.items()
    }
    offsets = {
        side: turned(tilt, np.array([0.0, _SIGNS[side] * body.hip_half_width_m, 0.0]))
        for side in SIDES
    }
    pelvis = posture.pelvis.copy()
    for side in SIDES:
        pelvis[:, 2] -= _excess(body, pelvis + offsets[side], shoes[side].ankle)
    pose = {"pelvis": pelvis, "pelvis_rotation": tilt}
    angles = np.zeros(len(pelvis)), posture.sway_rad, posture.lean_rad
    pose |= head_and_trunk(body, angles, pelvis, tilt, head_share=posture.head_share)
    for side, shoe in shoes.items():
        hip = pelvis + offsets[side]
        parts = {
            "hip": hip,
            "knee": _knee(body, side, hip, shoe.ankle, shoe.rotation),
            "ankle": shoe.ankle,
            **shoe_parts(body, shoe, shoe.ankle),
            "rearfoot_rotation": shoe.rotation,
            "foot_pitch": posture.feet[side].pitch_rad,
            "is_stance": (shoe.ball[:, 2] < 0.01).astype(float),
        }
        pose |= {f"{side}_{name}": value for name, value in parts.items()}
        pose |= _arm(body, side, pose, posture.arms[side])
    return pose


def _excess(body: Body, hip: Array, ankle: Array) -> Array:
    """Return how far the hip is too high for the leg to reach the ankle (m)."""
    span = hip - ankle
    aside = np.hypot(span[:, 0], span[:, 1])
    room = np.maximum((_STRAIGHTEST * body.leg_m) ** 2 - aside**2, 0.0)
    return np.asarray(np.maximum(span[:, 2] - np.sqrt(room), 0.0))


def _knee(body: Body, side: str, hip: Array, ankle: Array, foot: Array) -> Array:
    """Return the knee, bent towards where the foot points."""
    span = unit(ankle - hip)
    ahead = foot[..., 0] + 0.6 * foot[..., 2]
    ahead[:, 1] += 0.12 * _SIGNS[side]
    pole = ahead - (ahead * span).sum(axis=-1, keepdims=True) * span
    return place_middle_joint(hip, ankle, pole, body.thigh_m, body.shank_m)


def _arm(
    body: Body, side: str, pose: Mapping[str, Array], arm: Arm | Reach
) -> dict[str, Array]:
    if isinstance(arm, Arm):
        return hanging_arm(
            body,
            side,
            pose,
            forward=arm.forward,
            aside=arm.aside,
            bent=arm.bent,
            inward_rad=arm.inward_rad,
        )
    shoulder = pose[f"{side}_shoulder"]
    pole = np.broadcast_to(np.asarray(arm.pole), shoulder.shape)
    elbow = place_middle_joint(
        shoulder, arm.wrist, pole, body.upper_arm_m, body.forearm_m
    )
    upper, fore = unit(elbow - shoulder), unit(arm.wrist - elbow)
    hinge = unit(np.cross(fore, upper) + 1e-9 * np.cross(pole, upper))
    return arm_parts(body, side, shoulder, _hinged(upper, hinge), _hinged(fore, hinge))


def _hinged(along: Array, hinge: Array) -> Array:
    """Return the rotation of a segment that hangs along -z and bends about y."""
    return np.stack([np.cross(hinge, -along), hinge, -along], axis=-1)
