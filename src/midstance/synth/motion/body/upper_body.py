"""Trunk, head and arms of the synthetic runner."""

from collections.abc import Mapping

import numpy as np

from midstance.kernels.geometry.rotations import about_x, about_y, about_z, turned
from midstance.kernels.types import Array
from midstance.synth.motion.body.anthropometry import Body
from midstance.synth.motion.gait import GaitParameters

_SIGNS = {"left": 1, "right": -1}
_INWARD_RAD = float(np.deg2rad(22.0))


def head_and_trunk(
    body: Body,
    thorax_angles: tuple[Array, Array, Array],
    pelvis: Array,
    rotation: Array,
    *,
    head_share: float = 0.35,
) -> dict[str, Array]:
    """Return the places and rotations from the spine to the face.

    Parameters
    ----------
    body
        Sizes.
    thorax_angles
        Turn to the left, rise of the left side and forward lean (rad), (n_times,).
    pelvis, rotation
        Middle of the hip joints, (n_times, 3), and the pelvis, (n_times, 3, 3).
    head_share
        How much of the lean the head follows; a runner looks ahead.

    """
    turn, side, lean = thorax_angles
    thorax = about_z(turn) @ about_x(side) @ about_y(lean)
    column = about_z(-0.1 * turn) @ about_x(0.5 * side) @ about_y(lean)
    shoulders = pelvis + turned(column, np.array([0.0, 0.0, body.spine_m]))
    face = about_z(0.12 * turn) @ about_y(head_share * lean)
    height = body.height_m
    neck = shoulders + turned(thorax, np.array([0.005, 0.0, 0.035 * height]))
    head = neck + turned(face, np.array([0.022, 0.0, 0.085 * height]))
    size = body.scale

    def on_face(x: float, y: float, z: float) -> Array:
        return np.asarray(head + turned(face, size * np.array([x, y, z])))

    parts = {
        "spine": pelvis + turned(rotation, np.array([-0.01, 0.0, 0.06 * height])),
        "chest": pelvis + 0.68 * (shoulders - pelvis),
        "shoulder_centre": shoulders,
        "neck": neck,
        "head": head,
        "nose": on_face(0.118, 0.0, -0.02),
        "thorax_rotation": thorax,
        "head_rotation": face,
    }
    for name, sign in _SIGNS.items():
        parts[f"{name}_ear"] = on_face(-0.012, sign * 0.078, -0.012)
        parts[f"{name}_eye"] = on_face(0.088, sign * 0.032, 0.012)
        parts[f"{name}_shoulder"] = shoulders + turned(
            thorax, np.array([0.0, sign * body.shoulder_half_width_m, -0.01 * height])
        )
    return parts


def arms(
    body: Body, gait: GaitParameters, phase: Array, pose: Mapping[str, Array]
) -> dict[str, Array]:
    """Return the arms, swinging with the opposite leg.

    Parameters
    ----------
    body, gait
        Who runs, and how.
    phase
        Stride count, whole at left contacts, shape (n_times,).
    pose
        With ``thorax_rotation`` and the shoulders.

    """
    running = gait.is_running
    swing_deg = np.interp(
        gait.speed_m_s, (1.0, 2.5, 4.5, 9.0), (18.0, 26.0, 34.0, 48.0)
    )
    elbow_deg = 88.0 if running else 25.0
    mean_deg = -14.0 if running else -4.0
    parts: dict[str, Array] = {}
    for name, sign in _SIGNS.items():
        own = phase if sign > 0 else phase - 0.5
        forward = np.deg2rad(mean_deg - swing_deg * np.cos(2 * np.pi * (own - 0.02)))
        aside = np.deg2rad(14.0 + 3.0 * np.cos(2 * np.pi * own))
        bent = np.deg2rad(elbow_deg - 9.0 * np.cos(2 * np.pi * (own - 0.05)))
        parts |= hanging_arm(body, name, pose, forward=forward, aside=aside, bent=bent)
    return parts


def hanging_arm(
    body: Body,
    side: str,
    pose: Mapping[str, Array],
    *,
    forward: Array,
    aside: Array,
    bent: Array,
    inward_rad: float | Array = _INWARD_RAD,
) -> dict[str, Array]:
    """Return one arm from the angles of shoulder and elbow.

    Parameters
    ----------
    body
        Sizes.
    side
        ``left`` or ``right``.
    pose
        With ``thorax_rotation`` and the shoulder.
    forward, aside
        How far the upper arm is raised forward and to its side (rad); 0 hangs.
    bent
        Flexion of the elbow (rad).
    inward_rad
        How far the forearm is turned towards the other arm (rad).

    """
    sign = _SIGNS[side]
    upper = pose["thorax_rotation"] @ about_x(sign * aside) @ about_y(-forward)
    turn = np.zeros_like(bent) - sign * inward_rad
    fore = upper @ about_z(turn) @ about_y(-bent)
    return arm_parts(body, side, pose[f"{side}_shoulder"], upper, fore)


def arm_parts(
    body: Body, side: str, shoulder: Array, upper: Array, fore: Array
) -> dict[str, Array]:
    """Return one arm from its shoulder and the rotations of its segments."""
    elbow = shoulder + turned(upper, _along(body.upper_arm_m))
    wrist = elbow + turned(fore, _along(body.forearm_m))
    return {
        f"{side}_elbow": elbow,
        f"{side}_wrist": wrist,
        f"{side}_hand": wrist + turned(fore, _along(body.hand_m)),
        f"{side}_index": wrist + turned(fore, _along(body.hand_m * 1.36)),
        f"{side}_upper_arm_rotation": upper,
        f"{side}_forearm_rotation": fore,
    }


def _along(length_m: float) -> Array:
    return np.array([0.0, 0.0, -length_m])
