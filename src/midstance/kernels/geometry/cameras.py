"""Pinhole cameras: from places in the world to pixels.

World: x forward (running direction), y left, z up, in m. Image: x right, y down,
in px; the outer corner of pixel (0, 0) is (0, 0).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from midstance.errors import ConfigError
from midstance.kernels.types import Array

_UP = np.array([0.0, 0.0, 1.0])
_RUNNER_MIDDLE_M = 0.9


@dataclass(frozen=True)
class Camera:
    """A camera that stands still.

    Parameters
    ----------
    position_m
        Place of the lens, (x, y, z).
    rotation
        Shape (3, 3); rows are the directions right, down and ahead of the
        image in the world.
    focal_px
        Focal length.
    width_px, height_px
        Size of the image.
    centre_px
        Principal point (x, y); ``None`` is the middle of the image.
    radial
        Coefficients k1, k2, k3 of the Brown-Conrady model (as OpenCV has them).
    tangential
        Coefficients p1, p2.

    """

    position_m: tuple[float, float, float]
    rotation: Array
    focal_px: float
    width_px: int
    height_px: int
    centre_px: tuple[float, float] | None = None
    radial: tuple[float, float, float] = (0.0, 0.0, 0.0)
    tangential: tuple[float, float] = (0.0, 0.0)

    def project(self, points_m: ArrayLike) -> Array:
        """Return pixels, shape (..., 2), of points of shape (..., 3).

        NaN for a point that is NaN or not in front of the camera. Points outside
        the image keep their place.
        """
        seen = (np.asarray(points_m, dtype=float) - self.position_m) @ self.rotation.T
        depth = np.where(seen[..., 2:] > 0.0, seen[..., 2:], np.nan)
        flat = self._distorted(seen[..., :2] / depth)
        return np.asarray(flat * self.focal_px + self._centre())

    def px_per_m(self, point_m: Sequence[float]) -> float:
        """Return the scale at a point, across the line of sight."""
        ahead = self.rotation[2] @ (np.asarray(point_m, dtype=float) - self.position_m)
        return float(self.focal_px / ahead)

    def _centre(self) -> Array:
        if self.centre_px is None:
            return np.array([self.width_px / 2, self.height_px / 2])
        return np.asarray(self.centre_px)

    def _distorted(self, flat: Array) -> Array:
        (k1, k2, k3), (p1, p2) = self.radial, self.tangential
        if not (any(self.radial) or any(self.tangential)):
            return flat
        x, y = flat[..., 0], flat[..., 1]
        square = x**2 + y**2
        stretch = 1 + square * (k1 + square * (k2 + square * k3))
        return np.stack(
            [
                x * stretch + 2 * p1 * x * y + p2 * (square + 2 * x**2),
                y * stretch + p1 * (square + 2 * y**2) + 2 * p2 * x * y,
            ],
            axis=-1,
        )


def look_at(
    position_m: Sequence[float], target_m: Sequence[float], *, roll_deg: float = 0.0
) -> Array:
    """Return the rotation of a camera that looks from a place to a target.

    Parameters
    ----------
    position_m, target_m
        In m; not one straight above the other.
    roll_deg
        Turn about the line of sight, the image's content to the left positive.

    Raises
    ------
    ConfigError
        If the camera would look straight up or down, or nowhere.

    """
    ahead = np.asarray(target_m, dtype=float) - np.asarray(position_m, dtype=float)
    right = np.cross(ahead, _UP)
    if np.linalg.norm(right) < 1e-9:
        raise ConfigError(
            f"A camera must look across the ground, got position {position_m} "
            f"and target {target_m}; move one of them sideways."
        )
    ahead /= np.linalg.norm(ahead)
    right /= np.linalg.norm(right)
    down = np.cross(ahead, right)
    cos, sin = np.cos(np.deg2rad(roll_deg)), np.sin(np.deg2rad(roll_deg))
    return np.stack([cos * right + sin * down, cos * down - sin * right, ahead])


def orbit_camera(
    azimuth_deg: float,
    *,
    distance_m: float = 4.0,
    camera_height_m: float = 1.0,
    target_m: Sequence[float] = (0.0, 0.0, _RUNNER_MIDDLE_M),
    body_px: float = 500.0,
    body_m: float = 1.75,
    width_px: int = 1280,
    height_px: int = 720,
    roll_deg: float = 0.0,
) -> Camera:
    """Return a camera on a circle around the runner.

    Parameters
    ----------
    azimuth_deg
        Where it stands: 0 in front, 90 on the runner's left, 180 behind,
        -90 on the runner's right.
    distance_m, camera_height_m
        Along the ground from the target, and above the ground.
    target_m
        What is in the middle of the image.
    body_px, body_m
        Sets the focal length: a person `body_m` tall at the target is `body_px`
        tall in the image.
    width_px, height_px
        Size of the image.
    roll_deg
        See `look_at`.

    Raises
    ------
    ConfigError
        If the distance is not positive.

    """
    if not distance_m > 0:
        raise ConfigError(f"distance_m must be above 0, got {distance_m:g}.")
    angle = np.deg2rad(azimuth_deg)
    position = (
        float(target_m[0] + distance_m * np.cos(angle)),
        float(target_m[1] + distance_m * np.sin(angle)),
        camera_height_m,
    )
    away = float(np.linalg.norm(np.subtract(position, target_m)))
    return Camera(
        position_m=position,
        rotation=look_at(position, target_m, roll_deg=roll_deg),
        focal_px=body_px / body_m * away,
        width_px=width_px,
        height_px=height_px,
    )


def side_camera(
    view: str = "left",
    *,
    distance_m: float = 4.0,
    camera_height_m: float = 1.0,
    target_m: Sequence[float] = (0.0, 0.0, _RUNNER_MIDDLE_M),
    body_px: float = 500.0,
    width_px: int = 1280,
    height_px: int = 720,
) -> Camera:
    """Return a camera that sees one side of the runner at a right angle.

    Parameters
    ----------
    view
        ``"left"``: sees the left side, the runner faces the left edge of the
        image; ``"right"`` the other way round.
    distance_m, camera_height_m, target_m, body_px, width_px, height_px
        As `orbit_camera`.

    Raises
    ------
    ConfigError
        If the view is another.

    """
    azimuths = {"left": 90.0, "right": -90.0}
    if view not in azimuths:
        raise ConfigError(f"view must be one of {sorted(azimuths)}, got {view!r}.")
    return orbit_camera(
        azimuths[view],
        distance_m=distance_m,
        camera_height_m=camera_height_m,
        target_m=target_m,
        body_px=body_px,
        width_px=width_px,
        height_px=height_px,
    )


def rear_camera(*, distance_m: float = 4.0, body_px: float = 500.0) -> Camera:
    """Return a camera behind the runner."""
    return orbit_camera(180.0, distance_m=distance_m, body_px=body_px)
