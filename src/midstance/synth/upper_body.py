"""Trunk, head and arms of the synthetic runner."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from midstance.kernels.rotations import about_x, about_y, about_z, turned
from midstance.synth.anthropometry import Body
from midstance.synth.gait import Gait
from midstance.synth.pelvis import TrunkMotion

Array = NDArray[np.float64]

_SIGNS = {"left": 1, "right": -1}


def head_and_trunk(
    body: Body, trunk: TrunkMotion, time_s: Array, pelvis: Array, rotation: Array
) -> dict[str, Array]:
    """Return the places and rotations from the spine to the face."""
    turn, side, lean = trunk.thorax_angles(time_s)
    thorax = about_z(turn) @ about_x(side) @ about_y(lean)
    column = about_z(-0.1 * turn) @ about_x(0.5 * side) @ about_y(lean)
    shoulders = pelvis + turned(column, np.array([0.0, 0.0, body.spine_m]))
    face = about_z(0.12 * turn) @ about_y(0.35 * lean)
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
    body: Body, gait: Gait, phase: Array, pose: Mapping[str, Array]
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
        upper = pose["thorax_rotation"] @ about_x(sign * aside) @ about_y(-forward)
        inward = np.full_like(bent, -sign * np.deg2rad(22.0))
        fore = upper @ about_z(inward) @ about_y(-bent)
        elbow = pose[f"{name}_shoulder"] + turned(upper, _along(body.upper_arm_m))
        wrist = elbow + turned(fore, _along(body.forearm_m))
        parts |= {
            f"{name}_elbow": elbow,
            f"{name}_wrist": wrist,
            f"{name}_hand": wrist + turned(fore, _along(body.hand_m)),
            f"{name}_index": wrist + turned(fore, _along(body.hand_m * 1.36)),
            f"{name}_upper_arm_rotation": upper,
            f"{name}_forearm_rotation": fore,
        }
    return parts


def _along(length_m: float) -> Array:
    return np.array([0.0, 0.0, -length_m])
