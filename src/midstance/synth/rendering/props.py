"""Things that stand along the walls of the gym: plants and balls."""

import numpy as np

from midstance.kernels.types import Floats
from midstance.synth.figure.mesh import (
    Mesh,
    frames_along,
    joined,
    outline,
    painted,
    ring_mesh,
    ring_points,
    unit,
)

_PLANTS_M = (
    (-2.3, -4.1),
    (3.4, -4.1),
    (-2.9, 4.1),
    (2.6, 4.1),
    (6.0, -2.9),
    (-6.9, 2.6),
)
_BALLS = (
    ((1.35, -4.0), 0.33, (0.10, 0.34, 0.42)),
    ((2.05, -4.15), 0.27, (0.72, 0.30, 0.08)),
    ((-1.3, 4.0), 0.33, (0.62, 0.20, 0.16)),
    ((6.0, 2.4), 0.33, (0.10, 0.34, 0.42)),
    ((-6.9, -1.9), 0.33, (0.72, 0.30, 0.08)),
)
_LEAF = (0.085, 0.20, 0.06)
_POT = (0.50, 0.47, 0.43)


def props_shade(x_m: Floats, y_m: Floats) -> Floats:
    """Return how much light the floor around plants and balls gets, 0.4 to 1."""
    light = np.ones(np.shape(x_m))
    for place, radius in [
        *((place, 0.55 * radius) for place, radius, _ in _BALLS),
        *((place, 0.16) for place in _PLANTS_M),
    ]:
        away = np.hypot(x_m - place[0], y_m - place[1])
        light *= 1.0 - 0.6 * np.exp(-np.maximum(away - radius, 0.0) / 0.12)
    return np.maximum(light, 0.4)


def gym_props(floor_m: float) -> list[Mesh]:
    """Return plants and exercise balls, well away from the runners."""
    meshes = [_ball(place, radius, albedo, floor_m) for place, radius, albedo in _BALLS]
    for number, place in enumerate(_PLANTS_M):
        meshes.append(_plant(np.array([*place, floor_m]), number))
    return meshes


def _ball(
    place: tuple[float, float],
    radius: float,
    albedo: tuple[float, float, float],
    floor_m: float,
) -> Mesh:
    polar = np.linspace(0.02, np.pi - 0.02, 36)
    rings = outline(
        np.repeat(radius * np.sin(polar)[:, None], 3, axis=1), n_segments=56
    )
    centre = np.zeros((len(polar), 3))
    centre[:, :2] = place
    centre[:, 2] = floor_m + radius - radius * np.cos(polar)
    return _upright(rings, centre, np.asarray(albedo), 0.16)


def _plant(foot: Floats, number: int) -> Mesh:
    """Return a pot with long hanging leaves."""
    height = np.array([0.0, 0.005, 0.02, 0.40, 0.42, 0.42, 0.36])
    radius = np.array([0.001, 0.13, 0.14, 0.19, 0.19, 0.175, 0.001])
    rings = outline(np.repeat(radius[:, None], 3, axis=1), n_segments=40)
    up = np.array([0.0, 0.0, 1.0])
    pot = _upright(rings, foot + height[:, None] * up, np.array(_POT), 0.05)
    rng = np.random.default_rng(number)
    leaves = [
        _leaf(foot + 0.38 * up, turn, rng) for turn in np.linspace(0.0, 6.0 * np.pi, 26)
    ]
    return joined([pot, *leaves])


def _leaf(start: Floats, turn_rad: float, rng: np.random.Generator) -> Mesh:
    length, lean = rng.uniform(0.55, 1.0), rng.uniform(0.12, 0.62)
    outwards = np.array([np.cos(turn_rad), np.sin(turn_rad), 0.0])
    along = np.linspace(0.0, 1.0, 14)
    away = lean * along**1.6 * length
    up = length * (along - 0.45 * lean * along**3)
    centre = start + away[:, None] * outwards + up[:, None] * np.array([0.0, 0.0, 1.0])
    width = (
        0.045 * np.sin(np.pi * np.clip(0.08 + 0.92 * along, 0.0, 1.0)) ** 0.8 + 0.002
    )
    thin = 0.12 * width + 0.001
    rings = outline(np.stack([thin, thin, width], axis=-1), n_segments=12)
    tone = rng.uniform(0.7, 1.35) * (0.75 + 0.5 * along)
    directions = unit(np.gradient(centre, axis=0))
    frames = frames_along(directions, np.broadcast_to(-outwards, centre.shape))
    skin = painted(rings, tone[:, None] * np.array(_LEAF), 0.08)
    return ring_mesh(skin, ring_points(rings, centre, frames))


def _upright(rings: Floats, centre: Floats, albedo: Floats, gloss: float) -> Mesh:
    frames = np.tile(np.eye(3), (len(centre), 1, 1))
    return ring_mesh(painted(rings, albedo, gloss), ring_points(rings, centre, frames))
