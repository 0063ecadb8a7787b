"""Everything behind and under the runner, drawn once for a camera that stands still."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from midstance.kernels.geometry.cameras import Camera
from midstance.kernels.types import Floats
from midstance.synth.figure.mesh import Mesh, joined
from midstance.synth.rendering.light import Light, lit
from midstance.synth.rendering.raster import rasterise

Paint = Callable[[Floats, Floats], Floats]
"""From points (n, 3) and the rays that hit them (n, 3) to linear light (n, 3)."""

_STRIP_ROWS = 128
_NO_SURFACE_M = 1e6


@dataclass(frozen=True)
class Plane:
    """An endless flat surface across one axis of the world.

    Parameters
    ----------
    axis
        0, 1 or 2 for x, y or z.
    at_m
        Where it cuts the axis.
    paint
        Its light.

    """

    axis: int
    at_m: float
    paint: Paint


@dataclass(frozen=True)
class BeltSurface:
    """A moving belt at z = 0.

    Parameters
    ----------
    place_m
        x and y of the runner's place on it.
    x_m, half_width_m
        Its ends, from that place, and its half width.
    period_m
        Length after which its pattern repeats.
    speed_m_s
        Backwards.

    """

    place_m: tuple[float, float]
    x_m: tuple[float, float]
    half_width_m: float
    period_m: float
    speed_m_s: float


@dataclass(frozen=True)
class Surroundings:
    """What stands still around runners.

    Parameters
    ----------
    planes
        Floor and walls; the nearest one hit is seen.
    sky
        Light of rays that hit nothing.
    meshes
        Furniture.
    belts
        Moving belts among it.
    light
        What lights it, and the runners.
    blur
        Softness of planes and sky behind the focus, as a share of the image's
        height.

    """

    planes: Sequence[Plane]
    sky: Callable[[Floats], Floats]
    meshes: Sequence[Mesh]
    belts: Sequence[BeltSurface]
    light: Light
    blur: float


@dataclass(frozen=True)
class Backdrop:
    """Surroundings as seen by a camera.

    Parameters
    ----------
    image
        Linear light, shape (height, width, 3), without the belts' own light.
    depth_m
        Shape (height, width) times `oversampling`.
    belt_cover
        How much of a pixel each belt fills, shape (n_belts, height, width).
    belt_xy_m
        Where on the belt a pixel lies, shape (n_belts, height, width, 2).
    shade_xy_m
        Where a shadow that falls on the pixel crosses z = 0, shape
        (height, width, 2); NaN where no shadow of a runner falls.
    oversampling
        Depth samples a pixel side.

    """

    image: NDArray[np.float32]
    depth_m: NDArray[np.float32]
    belt_cover: NDArray[np.float32]
    belt_xy_m: NDArray[np.float32]
    shade_xy_m: NDArray[np.float32]
    oversampling: int


def draw_backdrop(
    surroundings: Surroundings, camera: Camera, *, oversampling: int = 2
) -> Backdrop:
    """Draw what stands still.

    Parameters
    ----------
    surroundings
        What to draw.
    camera
        From where; its lens must be without distortion.
    oversampling
        Samples a pixel side, against jagged edges.

    """
    import cv2

    height = camera.height_px * oversampling
    image, depth, kind = _planes(surroundings, camera, oversampling)
    cv2.GaussianBlur(image, (0, 0), surroundings.blur * height, dst=image)
    mesh_won = _draw_meshes(surroundings, camera, image, depth)
    flat = np.where(mesh_won, -1, kind)
    covers, places = [], []
    for belt in surroundings.belts:
        on_belt, xy_m = _belt(belt, camera, depth, oversampling)
        image[on_belt] = 0.0
        flat[on_belt] = 2
        depth[on_belt] = _depth_at(camera, 0.0, oversampling)[on_belt]
        covers.append(_shrunk(on_belt.astype(np.float32), camera))
        places.append(xy_m)
    shape = (camera.height_px, camera.width_px)
    return Backdrop(
        image=_shrunk(image, camera),
        depth_m=depth,
        belt_cover=np.array(covers, np.float32).reshape(-1, *shape),
        belt_xy_m=np.array(places, np.float32).reshape(-1, *shape, 2),
        shade_xy_m=_shade_places(surroundings.light, camera, depth, flat, oversampling),
        oversampling=oversampling,
    )


def rays(camera: Camera, rows: slice, oversampling: int) -> NDArray[np.float64]:
    """Return the rays through the samples of some rows; their depth grows by 1.

    Shape (n_rows, n_columns, 3).
    """
    y = (np.arange(camera.height_px * oversampling)[rows] + 0.5) / oversampling
    x = (np.arange(camera.width_px * oversampling) + 0.5) / oversampling
    centre_x, centre_y = camera.width_px / 2, camera.height_px / 2
    if camera.centre_px is not None:
        centre_x, centre_y = camera.centre_px
    right, down, ahead = camera.rotation
    return np.asarray(
        ((x - centre_x) / camera.focal_px)[None, :, None] * right
        + ((y - centre_y) / camera.focal_px)[:, None, None] * down
        + ahead
    )


def _planes(
    surroundings: Surroundings, camera: Camera, oversampling: int
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.int8]]:
    """Return image, depth and axis of the plane seen (-1: sky)."""
    height, width = camera.height_px * oversampling, camera.width_px * oversampling
    image = np.empty((height, width, 3), np.float32)
    depth = np.full((height, width), _NO_SURFACE_M, np.float32)
    kind = np.full((height, width), -1, np.int8)
    eye = np.asarray(camera.position_m)
    for top in range(0, height, _STRIP_ROWS):
        rows = slice(top, min(top + _STRIP_ROWS, height))
        ray = rays(camera, rows, oversampling).reshape(-1, 3)
        nearest = np.full(len(ray), _NO_SURFACE_M)
        seen = np.full(len(ray), -1)
        for index, plane in enumerate(surroundings.planes):
            with np.errstate(divide="ignore"):
                away = (plane.at_m - eye[plane.axis]) / ray[:, plane.axis]
            is_nearer = (away > 0.0) & (away < nearest)
            nearest[is_nearer], seen[is_nearer] = away[is_nearer], index
        colour = np.empty_like(ray)
        open_sky = seen < 0
        if open_sky.any():
            towards = ray[open_sky]
            towards = towards / np.linalg.norm(towards, axis=1, keepdims=True)
            colour[open_sky] = surroundings.sky(towards)
        for index, plane in enumerate(surroundings.planes):
            hit = seen == index
            points = eye + nearest[hit, None] * ray[hit]
            colour[hit] = plane.paint(points, ray[hit])
        shape = (rows.stop - rows.start, width)
        image[rows] = colour.reshape(*shape, 3)
        depth[rows] = nearest.reshape(shape)
        axes = np.array([*(plane.axis for plane in surroundings.planes), -1])
        kind[rows] = axes[seen].reshape(shape)
    return image, depth, kind


def _draw_meshes(
    surroundings: Surroundings, camera: Camera, image: Floats, depth: Floats
) -> NDArray[np.bool_]:
    """Draw the furniture; return where it is seen from the side or below."""
    steep = np.zeros(depth.shape, dtype=bool)
    if not surroundings.meshes:
        return steep
    mesh = joined(surroundings.meshes)
    colours = lit(
        mesh.vertices,
        mesh.normals,
        mesh.albedo,
        mesh.gloss,
        light=surroundings.light,
        eye=np.asarray(camera.position_m),
    )
    oversampling = depth.shape[0] // camera.height_px
    won = rasterise(
        np.nan_to_num(camera.project(mesh.vertices)) * oversampling,
        depth_of(camera, mesh.vertices),
        mesh.faces,
        depth,
    )
    corners = mesh.faces[won.face]
    image.reshape(-1, 3)[won.pixel] = np.einsum(
        "nk,nkc->nc", won.weights, colours[corners]
    )
    steep.reshape(-1)[won.pixel] = mesh.normals[corners[:, 0], 2] < 0.6
    return steep


def depth_of(camera: Camera, points: Floats) -> NDArray[np.float64]:
    """Return how far ahead of the camera points lie (m)."""
    return np.asarray((points - np.asarray(camera.position_m)) @ camera.rotation[2])


def _belt(
    belt: BeltSurface, camera: Camera, depth: Floats, oversampling: int
) -> tuple[NDArray[np.bool_], NDArray[np.float32]]:
    xy_fine = _places(camera, _depth_at(camera, 0.0, oversampling), oversampling)
    x, y = (xy_fine[..., i] - belt.place_m[i] for i in (0, 1))
    on_belt = (x > belt.x_m[0]) & (x < belt.x_m[1]) & (np.abs(y) < belt.half_width_m)
    on_belt &= _depth_at(camera, 0.0, oversampling) < depth + 0.01
    coarse = _places(camera, _depth_at(camera, 0.0, 1), 1)[..., :2]
    offset = np.array(
        [belt.place_m[0] + belt.x_m[0], belt.place_m[1] - belt.half_width_m]
    )
    return on_belt, (coarse - offset).astype(np.float32)


def _depth_at(
    camera: Camera, height_m: float, oversampling: int
) -> NDArray[np.float32]:
    """Return the depth at which each ray meets a horizontal plane, or no surface."""
    slope = rays(camera, slice(None), oversampling)[..., 2]
    with np.errstate(divide="ignore"):
        away = (height_m - camera.position_m[2]) / slope
    return np.where(away > 0.0, away, _NO_SURFACE_M).astype(np.float32)


def _places(camera: Camera, depth: Floats, oversampling: int) -> NDArray[np.float64]:
    ray = rays(camera, slice(None), oversampling)
    return np.asarray(np.asarray(camera.position_m) + depth[..., None] * ray)


def _shade_places(
    light: Light, camera: Camera, depth: Floats, flat: Floats, oversampling: int
) -> NDArray[np.float32]:
    """Follow the light from every level surface seen from above to z = 0."""
    middle = slice(oversampling // 2, None, oversampling)
    near = depth[middle, middle]
    points = _places(camera, near, 1)
    along = light.direction / light.direction[2]
    crossing = points[..., :2] - along[:2] * points[..., 2:]
    is_floor = points[..., 2] < camera.position_m[2]
    is_level = (flat[middle, middle] == 2) & (near < 40.0) & is_floor
    return np.where(is_level[..., None], crossing, np.nan).astype(np.float32)


def _shrunk(image: Floats, camera: Camera) -> NDArray[np.float32]:
    import cv2

    size = (camera.width_px, camera.height_px)
    shrunk = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    return np.asarray(shrunk, dtype=np.float32)
