"""Scenes: a treadmill room and a running track, and where the camera stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from midstance.errors import ConfigError
from midstance.kernels.geometry.cameras import Camera, orbit_camera
from midstance.kernels.types import Floats
from midstance.synth.figure.mesh import Mesh
from midstance.synth.rendering.backdrop import BeltSurface, Paint, Plane, Surroundings
from midstance.synth.rendering.light import Light
from midstance.synth.rendering.props import gym_props, props_shade
from midstance.synth.rendering.surfaces import (
    gym_wall,
    open_sky,
    running_track,
    windows,
    wooden_floor,
)
from midstance.synth.rendering.treadmill import (
    BELT_HALF_WIDTH_M,
    BELT_PERIOD_M,
    BELT_X_M,
    FLOOR_M,
    treadmill_meshes,
)

Place = Literal["treadmill", "overground"]

VIEWS_DEG = {
    "left": 90.0,
    "right": -90.0,
    "front": 0.0,
    "rear": 180.0,
    "oblique": 42.0,
    "oblique_rear": 138.0,
}
"""Where the camera stands around the runner; 0 is ahead, 90 on the left."""

_ROOM_M = ((-7.5, 6.5), (-4.6, 4.6))
_CEILING_M = 3.3


@dataclass(frozen=True)
class SceneSettings:
    """Where it is filmed, and how.

    Parameters
    ----------
    place
        A treadmill in a room, or a running track.
    view
        One of `VIEWS_DEG`.
    width_px, height_px
        Size of the image.
    distance_m
        Camera to runner; ``None``: 4 m for one treadmill, 4.4 m for several, 8 m
        overground. The room ends 4.6 m beside its middle.
    camera_height_m
        Height of the lens above the runner's ground.
    frame_m
        Height of what the image shows at the runner; ``None``: 2.25 m on a
        treadmill, 3.6 m overground.

    """

    place: Place = "treadmill"
    view: str = "left"
    width_px: int = 1280
    height_px: int = 720
    distance_m: float | None = None
    camera_height_m: float = 1.2
    frame_m: float | None = None

    def __post_init__(self) -> None:
        """Refuse scenes that do not exist."""
        if self.place not in ("treadmill", "overground"):
            raise ConfigError(
                f"place must be 'treadmill' or 'overground', got {self.place!r}."
            )
        if self.view not in VIEWS_DEG:
            raise ConfigError(
                f"view must be one of {sorted(VIEWS_DEG)}, got {self.view!r}."
            )
        if min(self.width_px, self.height_px) < 64:
            raise ConfigError(
                "A picture must be at least 64 x 64 px, "
                f"got {self.width_px} x {self.height_px}."
            )


def scene_camera(
    settings: SceneSettings, places_m: Sequence[tuple[float, float]]
) -> Camera:
    """Return the camera that looks at runners standing at `places_m` (x, y)."""
    middle = np.mean(np.asarray(places_m, dtype=float), axis=0)
    wide = settings.place == "overground"
    usual_m = 8.0 if wide else 4.0 if len(places_m) == 1 else 4.4
    frame_m = settings.frame_m or (3.6 if wide else 2.25)
    return orbit_camera(
        VIEWS_DEG[settings.view],
        distance_m=settings.distance_m or usual_m,
        camera_height_m=settings.camera_height_m,
        target_m=(float(middle[0]), float(middle[1]), 1.0 if wide else 0.82),
        body_px=settings.height_px,
        body_m=frame_m,
        width_px=settings.width_px,
        height_px=settings.height_px,
    )


def surroundings(
    settings: SceneSettings,
    places_m: Sequence[tuple[float, float]],
    belt_speeds_m_s: Sequence[float],
) -> Surroundings:
    """Return room or track around runners standing at `places_m` (x, y)."""
    light = scene_light(settings)
    if settings.place == "overground":
        floor = Plane(2, 0.0, lambda points, _: _outdoors(points, light))
        return Surroundings([floor], open_sky, [], [], light, blur=0.0008)
    has_console = settings.view not in ("front", "oblique")
    meshes = [
        _moved(mesh, place)
        for place in places_m
        for mesh in treadmill_meshes(has_console=has_console)
    ]
    meshes += gym_props(FLOOR_M)
    belts = [
        BeltSurface(place, BELT_X_M, BELT_HALF_WIDTH_M, BELT_PERIOD_M, speed)
        for place, speed in zip(places_m, belt_speeds_m_s, strict=True)
    ]
    return Surroundings(_room(places_m), open_sky, meshes, belts, light, blur=0.0022)


def scene_light(settings: SceneSettings) -> Light:
    """Return light from above and from behind the camera's shoulder.

    Light from the side would hide one leg in the shadow of the other.
    """
    view_deg = VIEWS_DEG[settings.view]
    # A little towards the front, where the face is.
    angle = np.deg2rad(view_deg - 38.0 if view_deg > 0.0 else view_deg + 38.0)
    direction = np.array([0.62 * np.cos(angle), 0.62 * np.sin(angle), 0.80])
    direction /= np.linalg.norm(direction)
    if settings.place == "overground":
        return Light(direction, key=1.0, ambient=0.46, key_rgb=(1.0, 0.95, 0.86))
    return Light(direction)


def _room(places_m: Sequence[tuple[float, float]]) -> list[Plane]:
    def floor(points: Floats, rays: Floats) -> NDArray[np.float64]:
        albedo = wooden_floor(points)
        glance = 1.0 - np.abs(rays[:, 2]) / np.linalg.norm(rays, axis=1)
        shine = 0.10 * glance**5
        dark = props_shade(points[:, 0], points[:, 1])
        for x, y in places_m:
            dark *= 1.0 - 0.62 * _under(points[:, 0] - x, points[:, 1] - y)
        strength = 0.86 * dark * _falloff(points)
        return np.asarray(albedo * strength[:, None] + (0.7 * shine * dark)[:, None])

    planes = [
        Plane(2, FLOOR_M, floor),
        Plane(2, _CEILING_M, lambda points, _: np.full(points.shape, 0.62)),
    ]
    for axis in (0, 1):
        planes.extend(
            Plane(axis, at_m, _wall_paint(1 - axis)) for at_m in _ROOM_M[axis]
        )
    return planes


def _wall_paint(across_axis: int) -> Paint:
    def paint(points: Floats, _: Floats) -> NDArray[np.float64]:
        across, height = points[:, across_axis], points[:, 2]
        shade = 0.80 + 0.10 * np.clip(height / 2.5, 0.0, 1.0)
        shade = shade * (1.0 - 0.25 * np.exp(-np.maximum(height - FLOOR_M, 0.0) / 0.12))
        wall = gym_wall(across, height) * shade[:, None]
        seen, outside = windows(across, height, wall)
        return np.asarray(np.where(outside[:, None], 1.05 * seen, seen))

    return paint


def _under(x: Floats, y: Floats) -> NDArray[np.float64]:
    """Return how dark it is under and beside a treadmill, 1 in its middle."""
    middle, half = np.array([-0.02, 0.0]), np.array([1.15, 0.38])
    away_x = np.maximum(np.abs(x - middle[0]) - half[0], 0.0)
    away_y = np.maximum(np.abs(y - middle[1]) - half[1], 0.0)
    return np.asarray(np.exp(-np.hypot(away_x, away_y) / 0.16))


def _falloff(points: Floats) -> NDArray[np.float64]:
    return np.asarray(1.0 / (1.0 + 0.010 * (points[:, 0] ** 2 + points[:, 1] ** 2)))


def _outdoors(points: Floats, light: Light) -> NDArray[np.float64]:
    away = np.hypot(points[:, 0], points[:, 1])
    haze = (1.0 - np.exp(-away / 420.0))[:, None]
    ground = running_track(points) * (
        light.key * light.direction[2] + light.ambient * 0.9
    )
    return np.asarray((1.0 - haze) * ground + haze * np.array([0.42, 0.52, 0.42]))


def _moved(mesh: Mesh, place: tuple[float, float]) -> Mesh:
    offset = np.array([*place, 0.0])
    return Mesh(
        mesh.vertices + offset, mesh.normals, mesh.albedo, mesh.gloss, mesh.faces
    )
