"""The head: skull, jaw, face and hair, seen from its centre as a radius."""

import numpy as np
from numpy.typing import NDArray

from midstance.kernels.types import Floats
from midstance.synth.figure.looks import Look, linear
from midstance.synth.figure.mesh import Mesh, Skin, outline, painted, ring_mesh

_N_RINGS, _N_SEGMENTS = 56, 72
_HAIR_M = 0.013
# How far forward hair grows, from the nape up to the temples.
_HAIR_REACH_M = (-0.052, -0.042, -0.030, 0.016, 0.036)
# Centre and half-axes (m, at 1.75 m body height): skull, jaw.
_SKULL = ((-0.006, 0.0, 0.016), (0.098, 0.078, 0.103))
_JAW = ((0.026, 0.0, -0.058), (0.066, 0.052, 0.062))
# Gaussian bumps on the face: place (m), spread to the side and up (m), height (m).
_BUMPS = (
    ((0.100, 0.000, -0.004), (0.010, 0.016), 0.008),
    ((0.100, 0.000, -0.022), (0.012, 0.011), 0.020),
    ((0.092, 0.000, 0.034), (0.040, 0.010), 0.005),
    ((0.090, 0.032, 0.012), (0.014, 0.011), -0.007),
    ((0.090, -0.032, 0.012), (0.014, 0.011), -0.007),
    ((0.080, 0.034, -0.022), (0.018, 0.018), 0.003),
    ((0.080, -0.034, -0.022), (0.018, 0.018), 0.003),
    ((0.092, 0.000, -0.054), (0.018, 0.007), 0.005),
    ((0.082, 0.000, -0.094), (0.020, 0.014), 0.007),
)
# Ears: rings outwards (m): half height, half depth.
_EAR = (
    (0.000, 0.024, 0.014),
    (0.006, 0.033, 0.021),
    (0.012, 0.034, 0.021),
    (0.016, 0.026, 0.015),
    (0.013, 0.016, 0.009),
    (0.012, 0.002, 0.002),
)


def head_parts(look: Look, scale: float) -> list[tuple[Skin, NDArray[np.float64]]]:
    """Return skins and points of head and ears in the frame of the head.

    x points forward, y left, z up; the origin is the centre of the head.
    """
    direction = _directions()
    radius = _radius(direction)
    face = direction * radius[..., None]
    hair = _hairiness(face)
    points = direction * (radius + _HAIR_M * hair)[..., None]
    albedo = _face_colours(face, linear(look.skin))
    share = np.clip((hair - 0.1) / 0.6, 0.0, 1.0)
    albedo = _mixed(albedo, linear(look.hair) * _strands(face), share)
    rings = np.zeros((_N_RINGS, _N_SEGMENTS, 2))
    gloss = np.full(hair.shape, 0.05)
    parts = [(Skin(rings, albedo, gloss), points * scale)]
    parts.extend(_ear(side, linear(look.skin), scale) for side in (1.0, -1.0))
    return parts


def placed(
    parts: list[tuple[Skin, NDArray[np.float64]]], centre: Floats, frame: Floats
) -> list[Mesh]:
    """Return `parts` where the head is."""
    return [ring_mesh(skin, points @ frame.T + centre) for skin, points in parts]


def _directions() -> NDArray[np.float64]:
    """Return unit vectors from chin to crown, closer together over the face."""
    polar = np.linspace(0.02, np.pi - 0.02, _N_RINGS)[:, None]
    turn = np.linspace(0.0, 2.0 * np.pi, _N_SEGMENTS, endpoint=False)
    turn = (turn - 0.5 * np.sin(turn))[None]
    flat = np.sin(polar)
    return np.stack(
        [flat * np.cos(turn), flat * np.sin(turn), -np.cos(polar) + 0.0 * turn], axis=-1
    )


def _radius(direction: NDArray[np.float64]) -> NDArray[np.float64]:
    skull, jaw = (_exit_m(direction, *shape) for shape in (_SKULL, _JAW))
    softness = 0.012
    gap = np.clip(0.5 + (skull - jaw) / (2.0 * softness), 0.0, 1.0)
    radius = jaw + (skull - jaw) * gap + softness * gap * (1.0 - gap)
    for place, (spread_y, spread_z), height in _BUMPS:
        centre = np.asarray(place)
        reach = np.linalg.norm(centre)
        away = direction * reach - centre
        bump = np.exp(
            -0.5 * ((away[..., 1] / spread_y) ** 2 + (away[..., 2] / spread_z) ** 2)
        )
        radius = radius + height * bump * (direction[..., 0] > 0.0)
    return np.asarray(radius)


def _exit_m(
    direction: NDArray[np.float64],
    centre: tuple[float, float, float],
    half_axes: tuple[float, float, float],
) -> NDArray[np.float64]:
    """Return where rays from the origin leave an ellipsoid, 0 where they miss it."""
    ray = direction / np.asarray(half_axes)
    start = np.asarray(centre) / np.asarray(half_axes)
    square = (ray * ray).sum(-1)
    along = ray @ start
    under_root = along * along - square * (start @ start - 1.0)
    far = (along + np.sqrt(np.maximum(under_root, 0.0))) / square
    return np.where(under_root > 0.0, np.maximum(far, 0.0), 0.0)


def _hairiness(face: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return 1 under hair, 0 on bare skin, with a short slope at the hairline."""
    x, y, z = face[..., 0], np.abs(face[..., 1]), face[..., 2]
    # The line runs over the forehead, before and behind the ears, to the neck.
    forehead = z - 0.062 - 0.10 * y
    reach = np.interp(z, (-0.07, -0.04, -0.02, 0.018, 0.05), _HAIR_REACH_M)
    behind = np.minimum(reach - x, z + 0.066)
    line = np.maximum(forehead, behind)
    return np.asarray(np.clip(line / 0.010, 0.0, 1.0))


def _strands(face: NDArray[np.float64]) -> NDArray[np.float64]:
    x, y, z = face[..., 0], face[..., 1], face[..., 2]
    wave = np.sin(220.0 * y + 60.0 * np.sin(9.0 * x)) * np.sin(37.0 * z + 90.0 * x)
    return np.asarray((1.0 + 0.16 * wave)[..., None])


def _face_colours(
    face: NDArray[np.float64], skin: NDArray[np.float64]
) -> NDArray[np.float64]:
    x, y, z = face[..., 0], face[..., 1], face[..., 2]
    side = np.abs(y)
    ahead = x > 0.03
    albedo = np.broadcast_to(skin, face.shape) * np.array([1.02, 1.0, 0.98])
    blush = np.exp(-(((side - 0.042) / 0.018) ** 2 + ((z + 0.026) / 0.018) ** 2))
    albedo = albedo * (1.0 - (blush * ahead)[..., None] * np.array([0.0, 0.12, 0.12]))
    eye = 1.0 - ((side - 0.032) / 0.0145) ** 2 - ((z - 0.012) / 0.0075) ** 2
    albedo = _mixed(albedo, np.array([0.50, 0.47, 0.45]), ahead * _edge(eye))
    iris = 1.0 - ((side - 0.031) / 0.0065) ** 2 - ((z - 0.012) / 0.0075) ** 2
    albedo = _mixed(albedo, np.array([0.03, 0.022, 0.02]), ahead * _edge(iris))
    arch = 0.034 - 6.0 * (side - 0.032) ** 2
    brow = 1.0 - (np.abs(z - arch) / 0.005) ** 2 - ((side - 0.033) / 0.021) ** 4
    albedo = _mixed(albedo, 0.18 * skin + 0.01, ahead * _edge(brow))
    lips = 1.0 - (np.abs(z + 0.054) / 0.008) ** 2 - (side / 0.024) ** 2
    return _mixed(albedo, skin * np.array([0.80, 0.52, 0.52]), ahead * _edge(lips))


def _edge(depth: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return 1 inside a shape, 0 outside, with a soft rim."""
    return np.asarray(np.clip(1.6 * depth + 0.4, 0.0, 1.0))


def _mixed(
    below: NDArray[np.float64], above: NDArray[np.float64], share: NDArray[np.float64]
) -> NDArray[np.float64]:
    return np.asarray(below + share[..., None] * (above - below))


def _ear(
    side: float, skin: NDArray[np.float64], scale: float
) -> tuple[Skin, NDArray[np.float64]]:
    rows = np.asarray(_EAR)
    rings = outline(rows[:, [1, 1, 2]], n_segments=20)
    out = rows[:, :1] * np.ones(rings.shape[1])
    points = np.stack(
        [
            -0.008 - rings[..., 1] * side - 0.25 * rings[..., 0],
            side * (0.071 + 1.1 * out),
            -0.006 + rings[..., 0],
        ],
        axis=-1,
    )
    shade = np.array([1.0, 1.0, 1.0, 0.95, 0.7, 0.6])[:, None]
    return painted(
        rings, shade * skin * np.array([1.0, 0.9, 0.88]), 0.04
    ), points * scale
