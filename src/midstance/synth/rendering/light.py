"""Light on surfaces: sun or window, sky, soft shadows cast by round limbs."""

from dataclasses import dataclass

import numpy as np

from midstance.kernels.types import Floats

_SHADOW_SOFTNESS = 3.5
_SHADOW_SHRINK = 0.8
_SHADOW_OFFSET_M = 0.03


@dataclass(frozen=True)
class Light:
    """What lights a scene.

    Parameters
    ----------
    direction
        Unit vector towards the lamp.
    key, ambient
        Strength of the lamp and of the light from everywhere.
    key_rgb, sky_rgb, ground_rgb
        Their colours: lamp, from above, from below.

    """

    direction: Floats
    key: float = 0.95
    ambient: float = 0.52
    key_rgb: tuple[float, float, float] = (1.0, 0.97, 0.92)
    sky_rgb: tuple[float, float, float] = (0.95, 1.0, 1.06)
    ground_rgb: tuple[float, float, float] = (0.52, 0.47, 0.42)


@dataclass(frozen=True)
class Capsules:
    """Round limbs, coarse, to cast shadows.

    Parameters
    ----------
    start, end
        Ends of the axes, shape (n, 3), m.
    radius
        Shape (n,), m.

    """

    start: Floats
    end: Floats
    radius: Floats


def shadow(points: Floats, light: Floats, capsules: Capsules, shrink: float) -> Floats:
    """Return how much of a distant lamp each point sees past the capsules.

    Parameters
    ----------
    points
        Shape (n, 3).
    light
        Unit vector towards the lamp.
    capsules
        What stands in the way.
    shrink
        Factor on the radii; below 1 keeps a limb from darkening itself.

    Returns
    -------
    numpy.ndarray
        Shape (n,), 0 dark to 1 lit, with a soft edge that widens with distance
        (Quilez, soft shadows of capsules).

    """
    seen = np.ones(len(points), dtype=np.float32)
    points, light = points.astype(np.float32), light.astype(np.float32)
    for start, end, radius in zip(
        capsules.start, capsules.end, capsules.radius, strict=True
    ):
        axis = (end - start).astype(np.float32)
        offset = points - start.astype(np.float32)
        along_light, along_axis = offset @ light, offset @ axis
        tilt = float(axis @ light)
        square = max(float(axis @ axis - tilt * tilt), 1e-9)
        share = np.clip((along_axis - along_light * tilt) / square, 0.0, 1.0)
        ahead = np.maximum(share * tilt - along_light, 1e-4)
        miss = share[:, None] * axis - offset - ahead[:, None] * light
        clearance = np.sqrt(_dot(miss, miss)) - radius * shrink
        edge = np.clip(_SHADOW_SOFTNESS * clearance / ahead + 0.5, 0.0, 1.0)
        np.minimum(seen, edge * edge * (3.0 - 2.0 * edge), out=seen)
    return seen


def openness(points: Floats, normals: Floats, capsules: Capsules) -> Floats:
    """Return how much of the light from everywhere reaches each point, 0.25 to 1.

    Each capsule is counted as the sphere around the nearest point of its axis.
    """
    points, normals = points.astype(np.float32), normals.astype(np.float32)
    open_share = np.ones(len(points), dtype=np.float32)
    for start, end, radius in zip(
        capsules.start, capsules.end, capsules.radius, strict=True
    ):
        axis = (end - start).astype(np.float32)
        offset = points - start.astype(np.float32)
        share = np.clip(offset @ axis / max(float(axis @ axis), 1e-9), 0.0, 1.0)
        towards = share[:, None] * axis - offset
        square = np.maximum(_dot(towards, towards), radius * radius)
        facing = _dot(normals, towards) / np.sqrt(square)
        hidden = np.clip(facing, 0.0, 1.0) * radius * radius / square
        open_share *= 1.0 - 0.75 * hidden
    return np.maximum(open_share, 0.25)


def lit(
    points: Floats,
    normals: Floats,
    albedo: Floats,
    gloss: Floats,
    *,
    light: Light,
    eye: Floats,
    capsules: Capsules | None = None,
) -> Floats:
    """Return the colour of every point, linear light, shape (n, 3).

    Wrapped diffuse light with a soft shadow, light from sky and ground dimmed in
    corners, a highlight and a faint bright rim.
    """
    towards_eye = _shortened(eye - points)
    facing = (normals @ light.direction + 0.15) / 1.15
    key = light.key * np.maximum(facing, 0.0)
    open_share: Floats = np.ones(len(points))
    if capsules is not None:
        raised = points + _SHADOW_OFFSET_M * normals
        key = key * shadow(raised, light.direction, capsules, _SHADOW_SHRINK)
        open_share = openness(points, normals, capsules)
    up = 0.5 + 0.5 * normals[:, 2:3]
    around = np.asarray(light.ground_rgb) * (1.0 - up) + np.asarray(light.sky_rgb) * up
    to_eye = np.maximum(_dot(normals, towards_eye), 0.0)
    around = around * (light.ambient * (0.75 + 0.25 * to_eye) * open_share)[:, None]
    colour = albedo * (key[:, None] * np.asarray(light.key_rgb) + around)

    half = _shortened(towards_eye + light.direction)
    highlight = gloss * np.maximum(_dot(normals, half), 0.0) ** 24
    rim = 0.07 * (1.0 - to_eye) ** 4 * up[:, 0] * open_share
    return np.asarray(
        colour + (highlight * np.minimum(key, 1.0))[:, None] + rim[:, None]
    )


def _dot(a: Floats, b: Floats) -> Floats:
    # Summing along a short last axis is slow in numpy; this is not.
    return np.asarray(np.einsum("ij,ij->i", a, b))


def _shortened(vectors: Floats) -> Floats:
    return np.asarray(vectors / np.sqrt(_dot(vectors, vectors))[:, None])
