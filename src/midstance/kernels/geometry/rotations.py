"""Rotation matrices about the axes of the world: x forward, y left, z up."""

import numpy as np
from numpy.typing import ArrayLike

from midstance.kernels.types import Array


def about_x(angle_rad: ArrayLike) -> Array:
    """Return rotations about x (the left side rises for a positive angle).

    Parameters
    ----------
    angle_rad
        Any shape.

    Returns
    -------
    ndarray
        Shape (..., 3, 3); columns are the turned axes.

    """
    cos, sin, one, zero = _parts(angle_rad)
    return _stack(((one, zero, zero), (zero, cos, -sin), (zero, sin, cos)))


def about_y(angle_rad: ArrayLike) -> Array:
    """Return rotations about y (the front sinks for a positive angle).

    Examples
    --------
    >>> np.round(about_y(np.pi / 2) @ [1.0, 0.0, 0.0], 6).tolist()
    [0.0, 0.0, -1.0]

    """
    cos, sin, one, zero = _parts(angle_rad)
    return _stack(((cos, zero, sin), (zero, one, zero), (-sin, zero, cos)))


def about_z(angle_rad: ArrayLike) -> Array:
    """Return rotations about z (forward turns to the left for a positive angle)."""
    cos, sin, one, zero = _parts(angle_rad)
    return _stack(((cos, -sin, zero), (sin, cos, zero), (zero, zero, one)))


def turned(rotation: Array, vector: ArrayLike) -> Array:
    """Return `vector` turned by each of `rotation`.

    Parameters
    ----------
    rotation
        Shape (..., 3, 3).
    vector
        Shape (3,) or (..., 3).

    """
    by = np.asarray(vector, dtype=float)
    return np.asarray(np.einsum("...ij,...j->...i", rotation, by))


def _parts(angle_rad: ArrayLike) -> tuple[Array, Array, Array, Array]:
    angle = np.asarray(angle_rad, dtype=float)
    return np.cos(angle), np.sin(angle), np.ones_like(angle), np.zeros_like(angle)


def _stack(rows: tuple[tuple[Array, Array, Array], ...]) -> Array:
    return np.stack([np.stack(row, axis=-1) for row in rows], axis=-2)
