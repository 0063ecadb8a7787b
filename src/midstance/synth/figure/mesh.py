"""Surfaces made of rings: the building blocks of the runner and of the room."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from midstance.kernels.types import Floats


@dataclass(frozen=True)
class Mesh:
    """Triangles with a colour at every corner.

    Parameters
    ----------
    vertices, normals
        Shape (n, 3), m; normals have unit length and point outwards.
    albedo
        Shape (n, 3), linear light, 0 to 1.
    gloss
        Shape (n,), strength of the highlight.
    faces
        Shape (m, 3), counter-clockwise seen from outside.

    """

    vertices: Floats
    normals: Floats
    albedo: Floats
    gloss: Floats
    faces: NDArray[np.int64]


@dataclass(frozen=True)
class Skin:
    """What of a ring surface stays the same from frame to frame.

    Parameters
    ----------
    outline
        Shape (n_rings, n_segments, 2): how far each point lies from the centre of
        its ring, along the first and second axis of the ring (m).
    albedo
        Shape (n_rings, n_segments, 3), linear light.
    gloss
        Shape (n_rings, n_segments).

    """

    outline: Floats
    albedo: Floats
    gloss: Floats


def outline(
    radii_m: ArrayLike, *, n_segments: int = 28, power: float = 2.0
) -> NDArray[np.float64]:
    """Return rings of points from their half-axes.

    Parameters
    ----------
    radii_m
        Shape (n_rings, 3): to the front, to the back, to either side (m).
    n_segments
        Points a ring.
    power
        2 is an ellipse, more is squarer (a superellipse).

    Returns
    -------
    numpy.ndarray
        Shape (n_rings, n_segments, 2), starting at the front, towards the side.

    """
    radii = np.asarray(radii_m, dtype=float)
    angle = np.linspace(0.0, 2.0 * np.pi, n_segments, endpoint=False)
    ahead, aside = np.cos(angle), np.sin(angle)
    ahead = np.sign(ahead) * np.abs(ahead) ** (2.0 / power)
    aside = np.sign(aside) * np.abs(aside) ** (2.0 / power)
    depth = np.where(ahead >= 0.0, radii[:, :1], radii[:, 1:2])
    return np.stack([depth * ahead, radii[:, 2:3] * aside], axis=-1)


def painted(rings: Floats, albedo: ArrayLike, gloss: float | ArrayLike = 0.0) -> Skin:
    """Return `rings` with colours: one for all, one a ring, or one a point."""
    shape = rings.shape[:2]
    colour = np.asarray(albedo, dtype=float)
    if colour.ndim == 2:
        colour = colour[:, None]
    shine = np.asarray(gloss, dtype=float)
    if shine.ndim == 1:
        shine = shine[:, None]
    return Skin(
        rings, np.broadcast_to(colour, (*shape, 3)), np.broadcast_to(shine, shape)
    )


def ring_points(rings: Floats, centre: Floats, frames: Floats) -> NDArray[np.float64]:
    """Place rings in space.

    Parameters
    ----------
    rings
        Outline, shape (n_rings, n_segments, 2).
    centre
        Shape (n_rings, 3).
    frames
        Shape (n_rings, 3, 3); the columns are the ring's front, its side and the
        direction from ring to ring, right-handed.

    Returns
    -------
    numpy.ndarray
        Shape (n_rings, n_segments, 3).

    """
    return np.asarray(
        centre[:, None]
        + rings[..., :1] * frames[:, None, :, 0]
        + rings[..., 1:] * frames[:, None, :, 1]
    )


def ring_normals(points: Floats) -> NDArray[np.float64]:
    """Return the outward unit normals of a surface of closed rings."""
    around = np.roll(points, -1, axis=1) - np.roll(points, 1, axis=1)
    along = np.empty_like(points)
    along[1:-1] = points[2:] - points[:-2]
    along[0] = points[1] - points[0]
    along[-1] = points[-1] - points[-2]
    return unit(_cross(around, along))


def ring_faces(n_rings: int, n_segments: int) -> NDArray[np.int64]:
    """Return the triangles between neighbouring closed rings."""
    ring, segment = np.meshgrid(
        np.arange(n_rings - 1), np.arange(n_segments), indexing="ij"
    )
    near = ring * n_segments + segment
    beside = ring * n_segments + (segment + 1) % n_segments
    far, across = near + n_segments, beside + n_segments
    corners = np.stack([near, beside, across, near, across, far], axis=-1)
    return corners.reshape(-1, 3)


def ring_mesh(skin: Skin, points: Floats) -> Mesh:
    """Return a ring surface as triangles."""
    n_rings, n_segments = points.shape[:2]
    return Mesh(
        points.reshape(-1, 3),
        ring_normals(points).reshape(-1, 3),
        skin.albedo.reshape(-1, 3),
        skin.gloss.ravel(),
        ring_faces(n_rings, n_segments),
    )


def joined(meshes: Sequence[Mesh]) -> Mesh:
    """Return all of `meshes` as one."""
    starts = np.cumsum([0, *(len(mesh.vertices) for mesh in meshes)])
    return Mesh(
        np.concatenate([mesh.vertices for mesh in meshes]),
        np.concatenate([mesh.normals for mesh in meshes]),
        np.concatenate([mesh.albedo for mesh in meshes]),
        np.concatenate([mesh.gloss for mesh in meshes]),
        np.concatenate(
            [mesh.faces + start for mesh, start in zip(meshes, starts, strict=False)]
        ),
    )


def unit(vectors: Floats) -> NDArray[np.float64]:
    """Return `vectors` with length 1 along the last axis."""
    length = np.sqrt(np.einsum("...i,...i->...", vectors, vectors))
    return np.asarray(vectors / np.maximum(length, 1e-12)[..., None])


def frames_along(along: Floats, front: Floats) -> NDArray[np.float64]:
    """Return right-handed frames (front, side, along) as columns.

    Parameters
    ----------
    along
        Shape (n, 3), unit vectors that are kept.
    front
        Shape (n, 3); only the part across `along` is used.

    """
    ahead = unit(front - (front * along).sum(-1, keepdims=True) * along)
    return np.stack([ahead, _cross(along, ahead), along], axis=-1)


def blended(start: Floats, end: Floats, weight: ArrayLike) -> NDArray[np.float64]:
    """Return frames between two rotations (3, 3), one for each weight."""
    share = np.asarray(weight, dtype=float)[:, None, None]
    mixed = (1.0 - share) * start + share * end
    return frames_along(unit(mixed[..., 2]), mixed[..., 0])


def _cross(a: Floats, b: Floats) -> NDArray[np.float64]:
    # numpy.cross spends most of its time on moving axes.
    x = a[..., 1] * b[..., 2] - a[..., 2] * b[..., 1]
    y = a[..., 2] * b[..., 0] - a[..., 0] * b[..., 2]
    z = a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]
    return np.stack([x, y, z], axis=-1)
