"""Triangles to pixels: a z-buffer in plain numpy.

Every triangle is cut into the rows it covers and every row into its pixels, all
at once as flat arrays; the nearest fragment of a pixel wins.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from midstance.kernels.types import Floats

NEAR_M = 0.1


@dataclass(frozen=True)
class Fragments:
    """The pixels that triangles won.

    Parameters
    ----------
    pixel
        Flat index into the depth buffer, shape (n,).
    face
        Row of the triangle, shape (n,).
    weights
        Share of the three corners, shape (n, 3).

    """

    pixel: NDArray[np.int64]
    face: NDArray[np.int64]
    weights: Floats


def rasterise(
    xy_px: Floats, depth_m: Floats, faces: NDArray[np.int64], depth_buffer: Floats
) -> Fragments:
    """Draw front-facing triangles into `depth_buffer`.

    Parameters
    ----------
    xy_px
        Corners in the image, shape (n, 2); pixel (0, 0) covers 0 to 1.
    depth_m
        Distance in front of the camera, shape (n,). A triangle with a corner
        nearer than `NEAR_M` is left out.
    faces
        Shape (m, 3), counter-clockwise seen from outside.
    depth_buffer
        Shape (height, width); changed in place where a triangle is nearer.

    Returns
    -------
    Fragments
        Attributes are to be mixed linearly in the image: keep triangles small.

    """
    height, width = depth_buffer.shape
    drawable = _drawable(xy_px, depth_m, faces, width, height)
    corner = xy_px[faces[drawable]]
    z_corner = depth_m[faces[drawable]]
    row_of, y_row = _rows(corner, height)
    left, right = _spans(corner, row_of, y_row, width)
    has_pixels = right >= left
    row_of, y_row = row_of[has_pixels], y_row[has_pixels]
    left, right = left[has_pixels], right[has_pixels]

    slope_x, slope_y = _gradients(corner, z_corner)
    start_z = (
        z_corner[row_of, 0]
        + (left + 0.5 - corner[row_of, 0, 0]) * slope_x[row_of]
        + (y_row + 0.5 - corner[row_of, 0, 1]) * slope_y[row_of]
    )
    length = right - left + 1
    row = np.repeat(np.arange(len(length)), length)
    step = np.arange(len(row)) - np.repeat(np.cumsum(length) - length, length)
    z = (start_z[row] + step * slope_x[row_of][row]).astype(depth_buffer.dtype)
    pixel = (y_row * width + left)[row] + step

    flat = depth_buffer.reshape(-1)
    np.minimum.at(flat, pixel, z)
    won = z == flat[pixel]
    pixel, triangle = pixel[won], row_of[row[won]]
    return Fragments(
        pixel, drawable[triangle], _weights(corner, triangle, pixel, width)
    )


def _drawable(
    xy_px: Floats, depth_m: Floats, faces: NDArray[np.int64], width: int, height: int
) -> NDArray[np.int64]:
    a, b, c = (xy_px[faces[:, i]] for i in range(3))
    doubled_area = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (c[:, 0] - a[:, 0]) * (
        b[:, 1] - a[:, 1]
    )
    low = np.minimum(np.minimum(a, b), c)
    high = np.maximum(np.maximum(a, b), c)
    inside = (high[:, 0] > 0.0) & (high[:, 1] > 0.0)
    inside &= (low[:, 0] < width) & (low[:, 1] < height)
    is_ahead = depth_m > NEAR_M
    in_front = is_ahead[faces[:, 0]] & is_ahead[faces[:, 1]] & is_ahead[faces[:, 2]]
    # y points down, so counter-clockwise triangles have a negative area.
    return np.flatnonzero(inside & in_front & (doubled_area < -1e-9))


def _rows(corner: Floats, height: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the triangle and the image row of every row a triangle touches."""
    y = corner[..., 1]
    top = np.minimum(np.minimum(y[:, 0], y[:, 1]), y[:, 2])
    bottom = np.maximum(np.maximum(y[:, 0], y[:, 1]), y[:, 2])
    first = np.clip(np.ceil(top - 0.5), 0, height).astype(np.int64)
    last = np.clip(np.floor(bottom - 0.5), -1, height - 1).astype(np.int64)
    count = np.maximum(last - first + 1, 0)
    triangle = np.repeat(np.arange(len(count)), count)
    step = np.arange(len(triangle)) - np.repeat(np.cumsum(count) - count, count)
    return triangle, first[triangle] + step


def _spans(
    corner: Floats, row_of: NDArray[np.int64], y_row: NDArray[np.int64], width: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the first and last pixel of each row of each triangle."""
    low = np.zeros(len(row_of))
    high = np.full(len(row_of), float(width))
    y = y_row + 0.5
    for start, end in ((0, 1), (1, 2), (2, 0)):
        from_x, from_y = corner[:, start, 0], corner[:, start, 1]
        run_x, run_y = corner[:, end, 0] - from_x, corner[:, end, 1] - from_y
        flat = np.abs(run_y) < 1e-9
        per_row = run_x / np.where(flat, 1.0, run_y)
        at_zero = from_x - from_y * per_row
        crossing = at_zero[row_of] + per_row[row_of] * y
        # Going down the image the inside lies to the right, going up to the left.
        down = (run_y > 0.0) & ~flat
        up = (run_y < 0.0) & ~flat
        low = np.where(down[row_of], np.maximum(low, crossing), low)
        high = np.where(up[row_of], np.minimum(high, crossing), high)
    left = np.ceil(low - 0.5 - 1e-6).astype(np.int64)
    right = np.floor(high - 0.5 + 1e-6).astype(np.int64)
    return np.maximum(left, 0), np.minimum(right, width - 1)


def _gradients(corner: Floats, values: Floats) -> tuple[Floats, Floats]:
    """Return how `values` (m, 3) change per pixel to the right and down."""
    ab, ac = corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0]
    area = ab[:, 0] * ac[:, 1] - ac[:, 0] * ab[:, 1]
    rise_b, rise_c = values[:, 1] - values[:, 0], values[:, 2] - values[:, 0]
    return (
        (rise_b * ac[:, 1] - rise_c * ab[:, 1]) / area,
        (rise_c * ab[:, 0] - rise_b * ac[:, 0]) / area,
    )


def _weights(
    corner: Floats,
    triangle: NDArray[np.int64],
    pixel: NDArray[np.int64],
    width: int,
) -> Floats:
    offset_x = pixel % width + 0.5 - corner[triangle, 0, 0]
    offset_y = pixel // width + 0.5 - corner[triangle, 0, 1]
    weights = np.empty((len(pixel), 3))
    for index in (1, 2):
        right, down = _gradients(corner, np.eye(3)[index] + np.zeros((len(corner), 3)))
        weights[:, index] = right[triangle] * offset_x + down[triangle] * offset_y
    weights[:, 1:] = np.clip(weights[:, 1:], 0.0, 1.0)
    weights[:, 0] = np.maximum(1.0 - weights[:, 1] - weights[:, 2], 0.0)
    return weights
