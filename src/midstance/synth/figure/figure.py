"""The body of a runner: skin and clothes around the joints of one moment."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.interpolate import PchipInterpolator

from midstance.kernels.types import Floats
from midstance.synth.figure.head import head_parts, placed
from midstance.synth.figure.limbs import ARM, HAND, LEG, Tube, garment, tube, tube_mesh
from midstance.synth.figure.looks import Look, linear
from midstance.synth.figure.mesh import (
    Mesh,
    Skin,
    blended,
    frames_along,
    joined,
    outline,
    painted,
    ring_mesh,
    ring_points,
    unit,
)
from midstance.synth.figure.shoe import Shoe
from midstance.synth.motion.body.anthropometry import Body
from midstance.synth.rendering.light import Capsules

Pose = Mapping[str, Floats]
"""Joints (3,) and rotations (3, 3) of one moment; see
`midstance.synth.motion.motion`."""

# Columns: place between hips (0) and shoulder line (1), half depth to the front and
# to the back, half width (m, at 1.75 m body height).
_PELVIS = (
    (-0.165, 0.010, 0.012, 0.020),
    (-0.155, 0.036, 0.050, 0.070),
    (-0.115, 0.066, 0.092, 0.116),
    (-0.045, 0.088, 0.116, 0.150),
    (0.035, 0.099, 0.122, 0.164),
    (0.125, 0.101, 0.108, 0.160),
    (0.210, 0.098, 0.092, 0.148),
    (0.300, 0.090, 0.080, 0.130),
)
_TRUNK = (
    (0.155, 0.104, 0.106, 0.158),
    (0.157, 0.115, 0.120, 0.169),
    (0.170, 0.116, 0.120, 0.169),
    (0.230, 0.112, 0.109, 0.161),
    (0.350, 0.107, 0.098, 0.147),
    (0.500, 0.111, 0.101, 0.149),
    (0.650, 0.116, 0.110, 0.158),
    (0.780, 0.113, 0.115, 0.172),
    (0.880, 0.101, 0.110, 0.186),
    (0.960, 0.083, 0.097, 0.198),
    (1.020, 0.070, 0.085, 0.198),
    (1.060, 0.064, 0.077, 0.178),
    (1.095, 0.061, 0.071, 0.132),
    (1.125, 0.061, 0.068, 0.088),
    (1.145, 0.061, 0.067, 0.070),
    (1.150, 0.056, 0.062, 0.063),
    (1.130, 0.046, 0.055, 0.054),
)
_NECK = (
    (0.00, 0.060, 0.066, 0.066),
    (0.35, 0.054, 0.058, 0.058),
    (0.70, 0.050, 0.056, 0.054),
    (1.15, 0.052, 0.054, 0.053),
)
_THUMB = (
    (0.00, 0.012, 0.012, 0.012),
    (0.50, 0.013, 0.013, 0.012),
    (0.85, 0.012, 0.012, 0.011),
    (0.97, 0.007, 0.007, 0.007),
    (1.00, 0.001, 0.001, 0.001),
)
_SIDES = ("left", "right")


class Figure:
    """Skin and clothes of one runner, to be put around any pose.

    Parameters
    ----------
    body
        Sizes; the figure's joints are those of the poses it is given.
    look
        Colours and clothes.

    """

    def __init__(self, body: Body, look: Look) -> None:
        self._scale = body.scale
        girth = self._scale * look.build
        self._shoe = Shoe(body, look)
        self._head = head_parts(look, self._scale)
        skin, shirt, legs = (linear(c) for c in (look.skin, look.shirt, look.legs))
        self._pelvis = _trunk_part(_PELVIS, legs, 40, girth)
        self._trunk = _trunk_part(_TRUNK, shirt, 84, girth, linear(look.trim))
        self._neck = _trunk_part(_NECK, skin, 16, self._scale)
        self._thumb = _trunk_part(_THUMB, skin, 12, self._scale)
        self._legs = _leg_tubes(look, girth)
        self._arms = _arm_tubes(look, girth, self._scale)

    def mesh(self, pose: Pose) -> Mesh:
        """Return the body around `pose` as triangles."""
        parts = [*self._torso(pose)]
        parts.extend(placed(self._head, pose["head"], pose["head_rotation"]))
        for side in _SIDES:
            parts.extend(self._limbs(pose, side))
            parts.extend(
                self._shoe.meshes(
                    pose[f"{side}_sole_ball"],
                    *(
                        pose[f"{side}_{name}_rotation"]
                        for name in ("rearfoot", "foot", "toe")
                    ),
                )
            )
        return joined(parts)

    def capsules(self, pose: Pose) -> Capsules:
        """Return the body as a few round limbs, to cast shadows."""
        hips, shoulders = pose["pelvis"], pose["shoulder_centre"]
        rows: list[tuple[Floats, Floats, float]] = [
            (hips, hips + 0.8 * (shoulders - hips), 0.125),
            (pose["left_shoulder"], pose["right_shoulder"], 0.060),
            (pose["neck"], pose["head"], 0.085),
            (pose["left_hip"], pose["right_hip"], 0.095),
        ]
        for side in _SIDES:
            joint = {
                name: pose[f"{side}_{name}"]
                for name in (
                    *("shoulder", "elbow", "wrist", "hand"),
                    *("hip", "knee", "ankle", "sole_ball", "sole_tip"),
                )
            }
            up = 0.03 * pose[f"{side}_foot_rotation"][:, 2]
            rows += [
                (joint["shoulder"], joint["elbow"], 0.046),
                (joint["elbow"], joint["wrist"], 0.034),
                (joint["wrist"], joint["hand"], 0.036),
                (joint["hip"], joint["knee"], 0.070),
                (joint["knee"], joint["ankle"], 0.045),
                (joint["ankle"] - up, joint["sole_ball"] + up, 0.036),
                (joint["sole_ball"] + up, joint["sole_tip"] + up, 0.028),
            ]
        start, end, radius = zip(*rows, strict=True)
        return Capsules(np.array(start), np.array(end), np.array(radius) * self._scale)

    def _torso(self, pose: Pose) -> list[Mesh]:
        low, high = pose["pelvis"], pose["shoulder_centre"]
        along = unit(high - low)
        bottom, top = (
            frames_along(along[None], pose[f"{name}_rotation"][None, :, 0])[0]
            for name in ("pelvis", "thorax")
        )
        # The pelvis keeps half of its own tilt.
        bottom = blended(bottom, _upright(pose["pelvis_rotation"]), np.array([0.5]))[0]
        meshes = []
        for place, skin in (self._pelvis, self._trunk):
            share = np.clip((place - 0.05) / 0.8, 0.0, 1.0)
            frames = blended(bottom, top, share)
            bow = 0.010 * self._scale * np.sin(np.pi * np.clip(place, 0.0, 1.0))
            centre = low + place[:, None] * (high - low)
            centre = centre + bow[:, None] * frames[..., 0]
            meshes.append(ring_mesh(skin, ring_points(skin.outline, centre, frames)))
        start = high + 0.01 * self._scale * along
        end = pose["head"] - 0.035 * self._scale * pose["head_rotation"][:, 2]
        end = end - 0.016 * self._scale * pose["head_rotation"][:, 0]
        meshes.append(_straight(self._neck, start, end, pose["thorax_rotation"][:, 0]))
        return meshes

    def _limbs(self, pose: Pose, side: str) -> list[Mesh]:
        leg = np.array([pose[f"{side}_{name}"] for name in ("hip", "knee", "ankle")])
        arm = np.array(
            [pose[f"{side}_{name}"] for name in ("shoulder", "elbow", "wrist")]
        )
        hinge = pose["pelvis_rotation"][:, 1]
        meshes = [tube_mesh(part, leg, hinge) for part in self._legs]
        hinge = pose[f"{side}_forearm_rotation"][:, 1]
        # The watch is worn on the left.
        arms = self._arms if side == "left" else self._arms[:-1]
        meshes += [tube_mesh(part, arm, hinge) for part in arms]
        forearm = pose[f"{side}_forearm_rotation"]
        ahead = unit(arm[2] - arm[1])
        start = arm[2] + self._scale * (0.030 * ahead + 0.030 * forearm[:, 0])
        end = arm[2] + self._scale * (0.095 * ahead + 0.046 * forearm[:, 0])
        meshes.append(_straight(self._thumb, start, end, forearm[:, 1]))
        return meshes


def _upright(frame: Floats) -> NDArray[np.float64]:
    """Return a frame (forward, left, up): its columns are already a ring's."""
    return np.asarray(frame, dtype=float)


def _trunk_part(
    table: Sequence[Sequence[float]],
    albedo: Floats,
    n_rings: int,
    scale: float,
    band: Floats | None = None,
) -> tuple[NDArray[np.float64], Skin]:
    rows = np.asarray(table)
    step = np.linspace(0.0, len(rows) - 1.0, n_rings)
    place, *radii = PchipInterpolator(np.arange(len(rows)), rows)(step).T
    rings = outline(np.stack(radii, axis=-1) * scale, n_segments=40, power=2.25)
    colour = np.broadcast_to(albedo, (*rings.shape[:2], 3))
    if band is not None:
        is_band = np.abs(place - 0.60) < 0.045
        colour = np.where(is_band[:, None, None], band, colour)
        # Folded inwards at hem and collar.
        inside = np.arange(n_rings) < 2
        colour = np.where(inside[:, None, None], 0.3 * albedo, colour)
    return place, painted(rings, colour, 0.02)


def _straight(
    part: tuple[NDArray[np.float64], Skin], start: Floats, end: Floats, front: Floats
) -> Mesh:
    place, skin = part
    along = np.broadcast_to(unit(end - start), (len(place), 3))
    centre = start + place[:, None] * (end - start)
    frames = frames_along(along, np.broadcast_to(front, along.shape))
    return ring_mesh(skin, ring_points(skin.outline, centre, frames))


def _leg_tubes(look: Look, girth: float) -> list[Tube]:
    places = np.concatenate(
        [
            np.linspace(-0.16, 0.7, 20),
            np.linspace(0.73, 1.3, 26),
            np.linspace(1.34, 2.08, 18),
        ]
    )
    skin, legs, socks = (linear(c) for c in (look.skin, look.legs, look.socks))
    bare = skin if look.legwear == "shorts" else 0.75 * legs
    is_sock = (places > 1.80)[:, None]
    parts = [tube(LEG, places, np.where(is_sock, socks, bare), scale=girth, gloss=0.04)]
    hem, looser = (
        (0.55, (0.003, 0.013)) if look.legwear == "shorts" else (0.42, (0.002, 0.010))
    )
    parts.append(garment(LEG, -0.13, hem, legs, scale=girth, looser_m=looser))
    return parts


def _arm_tubes(look: Look, girth: float, scale: float) -> list[Tube]:
    places = np.concatenate(
        [
            np.linspace(-0.06, 0.7, 21),
            np.linspace(0.73, 1.3, 24),
            np.linspace(1.34, 2.06, 16),
        ]
    )
    skin, shirt = linear(look.skin), linear(look.shirt)
    hand = np.asarray(HAND)
    hand_places = np.interp(
        np.linspace(0, len(hand) - 1, 22), range(len(hand)), hand[:, 0]
    )
    return [
        tube(ARM, places, skin, scale=girth),
        garment(ARM, -0.12, 0.52, shirt, scale=girth, looser_m=(0.004, 0.014)),
        tube(HAND, hand_places, skin, scale=scale, power=2.4),
        tube(
            ARM,
            np.linspace(1.80, 1.93, 8),
            _watch(),
            scale=girth,
            wider_m=0.0045,
            gloss=0.3,
        ),
    ]


def _watch() -> ArrayLike:
    return np.array([0.012, 0.012, 0.014])
