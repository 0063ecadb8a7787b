"""A treadmill as rounded shapes; its belt lies at z = 0 under the runner."""

import numpy as np

from midstance.kernels.types import Floats
from midstance.synth.figure.mesh import (
    Mesh,
    frames_along,
    outline,
    painted,
    ring_mesh,
    ring_points,
    unit,
)

BELT_X_M = (-0.98, 0.86)
BELT_HALF_WIDTH_M = 0.27
FLOOR_M = -0.20
BELT_PERIOD_M = 1.24

_DARK = (0.032, 0.034, 0.038)
_ACCENT = (0.75, 0.20, 0.05)
_GREY = (0.085, 0.09, 0.10)
_STEEL = (0.30, 0.31, 0.32)


def treadmill_meshes(*, has_console: bool) -> list[Mesh]:
    """Return deck, hood and, if wanted, posts and console.

    Without a console nothing stands between a camera in front and the runner.
    """
    rear, front = BELT_X_M
    meshes = []
    for side in (-1.0, 1.0):
        y = side * (BELT_HALF_WIDTH_M + 0.055)
        meshes.append(
            _block(
                (rear - 0.02, y, -0.075), (front + 0.1, y, -0.075), 0.088, 0.055, _GREY
            )
        )
        meshes.append(
            _block((rear + 0.10, y, -0.18), (rear + 0.22, y, -0.18), 0.02, 0.04, _DARK)
        )
        meshes.append(
            _block(
                (rear + 0.06, y + side * 0.0535, -0.045),
                (front - 0.04, y + side * 0.0535, -0.045),
                0.006,
                0.003,
                _ACCENT,
            )
        )
    # Under the belt, and the roller at its rear end.
    meshes.append(
        _block((rear, 0.0, -0.09), (front, 0.0, -0.09), 0.082, BELT_HALF_WIDTH_M, _DARK)
    )
    meshes.append(_hood(front))
    if has_console:
        meshes += _console(front)
    return meshes


def _console(front: float) -> list[Mesh]:
    meshes = []
    foot, top = front + 0.32, front + 0.47
    for side in (-1.0, 1.0):
        y = side * 0.385
        meshes.append(_pipe((foot, y, -0.12), (top, y, 1.12), 0.034, _STEEL))
        meshes.append(_pipe((top - 0.02, y, 0.96), (top - 0.40, y, 0.93), 0.020, _DARK))
    meshes.append(_pipe((top, -0.40, 1.10), (top, 0.40, 1.10), 0.030, _DARK))
    meshes.append(
        _block((top + 0.02, -0.36, 1.22), (top + 0.02, 0.36, 1.22), 0.13, 0.035, _DARK)
    )
    return meshes


def _hood(front: float) -> Mesh:
    """Return the motor cover: low at the belt, rounded at the nose."""
    x = front + np.array([-0.005, 0.0, 0.02, 0.08, 0.16, 0.30, 0.42, 0.50, 0.535, 0.54])
    top = np.array(
        [-0.10, 0.00, 0.035, 0.085, 0.115, 0.125, 0.105, 0.050, -0.04, -0.10]
    )
    half_width = np.array(
        [0.30, 0.355, 0.372, 0.38, 0.38, 0.375, 0.36, 0.32, 0.25, 0.10]
    )
    bottom = -0.17
    half = np.maximum((top - bottom) / 2.0, 0.01)
    radii = np.stack([half, half, half_width], axis=-1)
    centre = np.stack([x, 0.0 * x, (top + bottom) / 2.0], axis=-1)
    skin = painted(outline(radii, n_segments=64, power=5.0), _GREY, 0.10)
    return _along(skin.outline, centre, skin.albedo[0, 0], 0.10)


def _block(
    start: tuple[float, float, float],
    end: tuple[float, float, float],
    half_height: float,
    half_width: float,
    albedo: tuple[float, float, float],
) -> Mesh:
    """Return a bar with rounded edges and ends."""
    return _bar(start, end, (half_height, half_height, half_width), 9.0, albedo)


def _pipe(
    start: tuple[float, float, float],
    end: tuple[float, float, float],
    radius: float,
    albedo: tuple[float, float, float],
) -> Mesh:
    return _bar(start, end, (radius, radius, radius), 2.0, albedo)


def _bar(
    start: tuple[float, float, float],
    end: tuple[float, float, float],
    half: tuple[float, float, float],
    power: float,
    albedo: tuple[float, float, float],
) -> Mesh:
    first, last = np.asarray(start), np.asarray(end)
    length = float(np.linalg.norm(last - first))
    edge = min(0.012, 0.3 * min(half))
    inner = np.linspace(edge, length - edge, max(int(length / 0.04), 2))
    place = np.concatenate(
        [[0.0, 0.0, 0.3 * edge], inner, length - np.array([0.3 * edge, 0, 0])]
    )
    inset = np.concatenate(
        [[1.0, edge, 0.3 * edge], 0.0 * inner, [0.3 * edge, edge, 1.0]]
    )
    radii = np.maximum(np.asarray(half) - inset[:, None], 0.001)
    centre = first + place[:, None] / length * (last - first)
    return _along(
        outline(radii, n_segments=48, power=power), centre, np.asarray(albedo), 0.12
    )


def _along(rings: Floats, centre: Floats, albedo: Floats, gloss: float) -> Mesh:
    along = np.broadcast_to(unit(centre[-1] - centre[0]), centre.shape)
    up = (
        np.array([0.0, 0.0, 1.0])
        if abs(along[0, 2]) < 0.9
        else np.array([1.0, 0.0, 0.0])
    )
    frames = frames_along(along, np.broadcast_to(up, centre.shape))
    return ring_mesh(painted(rings, albedo, gloss), ring_points(rings, centre, frames))
