"""Rooms and places of many colours, so that an image says little by its background."""

import numpy as np
from numpy.typing import NDArray

from midstance.kernels.types import Floats
from midstance.synth.figure.mesh import Mesh
from midstance.synth.rendering.backdrop import Paint, Plane, Surroundings
from midstance.synth.rendering.light import Light
from midstance.synth.rendering.props import gym_props
from midstance.synth.rendering.scene import SceneSettings, surroundings
from midstance.synth.rendering.surfaces import noise, open_sky, windows, wooden_floor

_CEILING_M = 3.2


def draw_place(rng: np.random.Generator) -> Surroundings:
    """Return a random place with the ground at z = 0: indoors, a lawn or a track."""
    kind = rng.uniform()
    if kind < 0.2:
        return surroundings(SceneSettings(place="overground"), [(0.0, 0.0)], [0.0])
    light = _draw_light(rng)
    if kind < 0.4:
        return Surroundings([_ground(rng, light)], open_sky, [], [], light, blur=0.001)
    return _room(rng, light)


def _draw_light(rng: np.random.Generator) -> Light:
    angle, warm = rng.uniform(0.0, 2 * np.pi), rng.uniform(-0.06, 0.06)
    direction = np.array([0.6 * np.cos(angle), 0.6 * np.sin(angle), 0.8])
    return Light(
        direction,
        key=float(rng.uniform(0.6, 1.05)),
        ambient=float(rng.uniform(0.4, 0.65)),
        key_rgb=(1.0 + warm, 0.97, 0.92 - warm),
    )


def _room(rng: np.random.Generator, light: Light) -> Surroundings:
    near, far = -rng.uniform(3.5, 8.0, 2), rng.uniform(3.5, 8.0, 2)
    ceiling = rng.uniform(0.4, 0.7)
    planes = [
        _ground(rng, light),
        Plane(2, _CEILING_M, lambda points, _: np.full(points.shape, ceiling)),
    ]
    wall, dado = _colour(rng), _colour(rng)
    has_windows = bool(rng.uniform() < 0.5)
    for axis in (0, 1):
        paint = _wall(1 - axis, wall, dado, has_windows=has_windows)
        planes += [Plane(axis, float(at[axis]), paint) for at in (near, far)]
    props: list[Mesh] = gym_props(0.0) if rng.uniform() < 0.5 else []
    return Surroundings(planes, open_sky, props, [], light, blur=0.0015)


def _wall(across_axis: int, wall: Floats, dado: Floats, *, has_windows: bool) -> Paint:
    def paint(points: Floats, _: Floats) -> NDArray[np.float64]:
        across, height = points[:, across_axis], points[:, 2]
        tone = (0.9 + 0.2 * noise(across * 1.5, height * 1.5, 9))[:, None]
        colour = np.where((height < 0.8)[:, None], dado, wall) * tone
        if not has_windows:
            return np.asarray(colour)
        seen, _outside = windows(across, height, colour)
        return np.asarray(seen)

    return paint


def _ground(rng: np.random.Generator, light: Light) -> Plane:
    """Return a floor of boards, tiles or grass, as bright as `light` makes it."""
    strength = light.key * light.direction[2] + 0.9 * light.ambient
    colour, other = _colour(rng), _colour(rng)
    kind, size_m = rng.integers(3), rng.uniform(0.25, 0.9)

    def paint(points: Floats, _: Floats) -> NDArray[np.float64]:
        x, y = points[:, 0], points[:, 1]
        if kind == 0:
            return np.asarray(wooden_floor(points) * (0.5 + 1.6 * colour) * strength)
        if kind == 1:
            is_odd = np.mod(np.floor(x / size_m) + np.floor(y / size_m), 2.0) > 0.5
            tiles = np.where(is_odd[:, None], colour, 0.75 * colour + 0.25 * other)
            return np.asarray(tiles * strength)
        blade = 0.5 * noise(x * 9.0, y * 25.0, 3) + 0.5 * noise(x * 40.0, y * 60.0, 4)
        return np.asarray((0.7 + 0.5 * blade)[:, None] * colour * strength)

    return Plane(2, 0.0, paint)


def _colour(rng: np.random.Generator) -> NDArray[np.float64]:
    """Return a muted colour, linear light."""
    grey = rng.uniform(0.06, 0.55)
    return np.asarray(np.clip(grey * (1.0 + rng.uniform(-0.35, 0.35, 3)), 0.02, 0.75))
