"""Frames of runners in front of a backdrop."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from midstance.kernels.geometry.cameras import Camera
from midstance.kernels.types import Floats
from midstance.synth.figure.figure import Figure, Pose
from midstance.synth.figure.mesh import Mesh
from midstance.synth.rendering.backdrop import (
    Backdrop,
    Surroundings,
    depth_of,
    draw_backdrop,
)
from midstance.synth.rendering.light import Capsules, lit, openness, shadow
from midstance.synth.rendering.raster import rasterise
from midstance.synth.rendering.surfaces import belt_texture

_SHADOW_CELL_M = 0.025
_SHADOW_HALF_M = 1.3
_BELT_PX_PER_M = 420.0


@dataclass(frozen=True)
class Actor:
    """A runner in one moment.

    Parameters
    ----------
    figure
        Skin and clothes.
    pose
        Joints and rotations, at the runner's place in the world.

    """

    figure: Figure
    pose: Pose


class FrameRenderer:
    """Draws runners into surroundings, for a camera that stands still.

    Parameters
    ----------
    surroundings
        Room or track.
    camera
        Without lens distortion.
    oversampling
        Samples a pixel side: 2 is smooth, 3 smoother.

    """

    def __init__(
        self, surroundings: Surroundings, camera: Camera, *, oversampling: int = 2
    ) -> None:
        self._surroundings = surroundings
        self._camera = camera
        self._backdrop = draw_backdrop(surroundings, camera, oversampling=oversampling)
        self._belts = [
            _BeltLayer(self._backdrop, index, surroundings)
            for index in range(len(surroundings.belts))
        ]
        self._tone = _tone_table()

    def frame(self, actors: Sequence[Actor], time_s: float) -> NDArray[np.uint8]:
        """Return the image at one moment, RGB, shape (height, width, 3)."""
        return self.developed(self.linear_frame(actors, time_s))

    def linear_frame(
        self, actors: Sequence[Actor], time_s: float
    ) -> NDArray[np.float32]:
        """Return the image in linear light, so that several can be averaged."""
        image = self._backdrop.image.copy()
        for belt in self._belts:
            belt.draw(image, time_s)
        for actor in actors:
            self._cast_shadow(image, actor)
        self._draw(image, actors)
        return image

    def developed(self, image: Floats) -> NDArray[np.uint8]:
        """Return linear light as sRGB with soft highlights."""
        scaled = np.clip(
            image * ((len(self._tone) - 1) / _TONE_TOP), 0, len(self._tone) - 1
        )
        return np.asarray(self._tone[scaled.astype(np.uint16)])

    def _cast_shadow(self, image: NDArray[np.float32], actor: Actor) -> None:
        import cv2

        capsules = actor.figure.capsules(actor.pose)
        light = self._surroundings.light.direction
        hips = actor.pose["pelvis"]
        lean = -0.5 * light[:2] / light[2]
        middle = hips[:2] + lean
        steps = np.arange(-_SHADOW_HALF_M, _SHADOW_HALF_M, _SHADOW_CELL_M)
        grid_x, grid_y = np.meshgrid(middle[0] + steps, middle[1] + steps)
        cells = np.stack([grid_x, grid_y, np.full_like(grid_x, 0.001)], axis=-1)
        dark = _darkness(cells.reshape(-1, 3), light, capsules).reshape(grid_x.shape)
        rim = np.hypot(grid_x - middle[0], grid_y - middle[1]) / _SHADOW_HALF_M
        dark = (1.0 - dark) * np.clip(8.0 * (1.0 - rim), 0.0, 1.0)

        place = self._backdrop.shade_xy_m
        box = _bounds(place, middle, _SHADOW_HALF_M)
        if box is None:
            return
        spot = (place[box] - (middle - _SHADOW_HALF_M)) / _SHADOW_CELL_M
        share = cv2.remap(
            dark.astype(np.float32),
            np.nan_to_num(spot[..., 0], nan=-10.0).astype(np.float32),
            np.nan_to_num(spot[..., 1], nan=-10.0).astype(np.float32),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=0.0,
        )
        image[box] *= (1.0 - share)[..., None]

    def _draw(self, image: NDArray[np.float32], actors: Sequence[Actor]) -> None:
        import cv2

        meshes = [actor.figure.mesh(actor.pose) for actor in actors]
        xy_px = [self._camera.project(mesh.vertices) for mesh in meshes]
        seen = [xy for xy in xy_px if np.isfinite(xy).all()]
        box = _picture_box(seen, image.shape)
        if box is None:
            return
        samples = self._backdrop.oversampling
        rows, columns = box
        fine = (
            slice(rows.start * samples, rows.stop * samples),
            slice(columns.start * samples, columns.stop * samples),
        )
        depth = self._backdrop.depth_m[fine].copy()
        canvas = image[box].repeat(samples, axis=0).repeat(samples, axis=1)
        corner = np.array([columns.start, rows.start])
        for actor, mesh, xy in zip(actors, meshes, xy_px, strict=True):
            if np.isfinite(xy).all():
                self._draw_one(canvas, depth, actor, mesh, (xy - corner) * samples)
        size = (columns.stop - columns.start, rows.stop - rows.start)
        image[box] = cv2.resize(canvas, size, interpolation=cv2.INTER_AREA)

    def _draw_one(
        self, canvas: Floats, depth: Floats, actor: Actor, mesh: Mesh, xy_px: Floats
    ) -> None:
        won = rasterise(xy_px, depth_of(self._camera, mesh.vertices), mesh.faces, depth)
        corners = mesh.faces[won.face]
        seen = np.zeros(len(mesh.vertices), dtype=bool)
        seen[corners] = True
        colours = np.zeros((len(seen), 3), np.float32)
        colours[seen] = lit(
            mesh.vertices[seen],
            mesh.normals[seen],
            mesh.albedo[seen],
            mesh.gloss[seen],
            light=self._surroundings.light,
            eye=np.asarray(self._camera.position_m),
            capsules=actor.figure.capsules(actor.pose),
        )
        weights = won.weights.astype(np.float32)
        canvas.reshape(-1, 3)[won.pixel] = (
            weights[:, :1] * colours[corners[:, 0]]
            + weights[:, 1:2] * colours[corners[:, 1]]
            + weights[:, 2:] * colours[corners[:, 2]]
        )


class _BeltLayer:
    """One moving belt, ready to be drawn at any time."""

    def __init__(
        self, backdrop: Backdrop, index: int, surroundings: Surroundings
    ) -> None:
        belt = surroundings.belts[index]
        light = surroundings.light
        self._speed_m_s, self._period_m = belt.speed_m_s, belt.period_m
        texture = belt_texture(belt.period_m, 2.0 * belt.half_width_m, _BELT_PX_PER_M)
        # A second period beside the first, so that no look-up meets its end.
        self._texture = np.tile(texture, (1, 2))
        cover = backdrop.belt_cover[index]
        rows, columns = (
            np.flatnonzero(cover.any(axis=1)),
            np.flatnonzero(cover.any(axis=0)),
        )
        self._box = (slice(0, 0), slice(0, 0))
        if len(rows):
            self._box = (
                slice(rows[0], rows[-1] + 1),
                slice(columns[0], columns[-1] + 1),
            )
        strength = light.key * light.direction[2] + 0.95 * light.ambient
        self._cover = cover[self._box] * strength
        place = backdrop.belt_xy_m[index][self._box]
        self._x_m = np.mod(place[..., 0], 1e4)
        self._row = np.clip(place[..., 1] * _BELT_PX_PER_M, 0, len(texture) - 1).astype(
            np.float32
        )

    def draw(self, image: NDArray[np.float32], time_s: float) -> None:
        """Add the light of the belt at one moment."""
        import cv2

        if not self._cover.size:
            return
        moved = np.mod(self._x_m + self._speed_m_s * time_s, self._period_m)
        column = (moved * _BELT_PX_PER_M).astype(np.float32)
        grey = cv2.remap(self._texture, column, self._row, cv2.INTER_LINEAR)
        image[self._box] += (grey * self._cover)[..., None]


_TONE_TOP = 2.5


def _tone_table() -> NDArray[np.uint8]:
    """Return sRGB for linear light from 0 to `_TONE_TOP`, in even steps."""
    light = np.linspace(0.0, _TONE_TOP, 1 << 16)
    shoulder = light * (1.0 + 0.12 * light) / (1.0 + 0.42 * light) * 1.18
    value = np.clip(shoulder, 0.0, 1.0) ** (1.0 / 2.2)
    contrast = value * value * (3.0 - 2.0 * value)
    return ((0.5 * value + 0.5 * contrast) * 255.0 + 0.5).astype(np.uint8)


def _darkness(cells: Floats, light: Floats, capsules: Capsules) -> Floats:
    """Return the share of light that reaches the ground, 0 to 1."""
    up = np.broadcast_to(np.array([0.0, 0.0, 1.0]), cells.shape)
    direct = shadow(cells, light, capsules, 1.0)
    around = openness(cells, up, capsules)
    return np.asarray((1.0 - 0.58 * (1.0 - direct)) * (0.25 + 0.75 * around))


def _bounds(
    place: NDArray[np.float32], middle: Floats, half_m: float
) -> tuple[slice, slice] | None:
    """Return the part of the image where `place` is near `middle`."""
    near = (np.abs(place[..., 0] - middle[0]) < half_m) & (
        np.abs(place[..., 1] - middle[1]) < half_m
    )
    rows, columns = np.flatnonzero(near.any(axis=1)), np.flatnonzero(near.any(axis=0))
    if not len(rows):
        return None
    return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)


def _picture_box(
    xy_px: Sequence[Floats], shape: tuple[int, ...]
) -> tuple[slice, slice] | None:
    """Return the part of the image that holds all points, None if no part."""
    if not xy_px:
        return None
    points = np.concatenate(xy_px)
    low = np.clip(np.floor(points.min(axis=0)).astype(int) - 1, 0, (shape[1], shape[0]))
    high = np.clip(np.ceil(points.max(axis=0)).astype(int) + 1, 0, (shape[1], shape[0]))
    if (high <= low).any():
        return None
    return slice(int(low[1]), int(high[1])), slice(int(low[0]), int(high[0]))
