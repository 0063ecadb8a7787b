"""How the lifting network looks at a person: straight on, at one size.

A person at the edge of an image is seen along another direction than one in its
middle. The image is therefore turned, frame by frame, into that of a camera
that looks straight at the trunk, and scaled by the size of the person in it; what
the network sees then depends on the pose and the direction of sight alone. Its
answer is turned back. Where and how large the person was tells how they move through
space, and who gathers speed leans forward however little of it the image shows: that
movement is seen beside the pose.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.ndimage import gaussian_filter1d

from midstance.errors import NotEnoughDataError
from midstance.kernels.types import Array
from midstance.schema.skeletons import RUNNING_18

RATE_HZ = 50.0
"""Frames per second that the network works at."""
USUAL_FOCAL = 0.87
"""Focal length over the longer side of the image, when it is not known: that of
a camera with an angle of view of 60 degrees."""

_TRUNK = [
    RUNNING_18.keypoints.index(f"{side}_{joint}")
    for side in ("left", "right")
    for joint in ("shoulder", "hip")
]
_CENTRE_S = 0.1
_SIZE_S = 0.5
_FARTHEST = 6.0
_MOVES_S = 0.12
N_MOVEMENT = 4
"""Numbers a frame about how a person moves: see `NetworkInput`."""
MIRRORED_MOVEMENT = np.array([-1.0, 1.0, 1.0, 1.0], dtype=np.float32)
"""Signs of these numbers in the mirror image."""
_SIZE_OF_BODY = 0.27
"""Spread of the keypoints about their middle (body heights), usual in an image."""
_USUAL_DISTANCE = 4.0
_FASTEST = 8.0


@dataclass(frozen=True)
class NetworkInput:
    """What the network sees of one person.

    Parameters
    ----------
    features
        Shape (n_times, 54): x, y and confidence of each of the 18 keypoints,
        0 where a keypoint is not seen.
    rotation
        Shape (n_times, 3, 3); rows are the axes (right, down, ahead) of the
        camera that looks straight at the person, in those of the real camera.
    rays
        Shape (n_times, 18, 2): x and y over z of each keypoint in the camera that
        looks straight; NaN where it is not seen.
    movement
        Shape (n_times, 4): velocity to the right, down and ahead of the camera that
        looks straight (body heights a second), and the logarithm of how much farther
        away than usual the person is; as far as the size in the image tells.

    """

    features: NDArray[np.float32]
    rotation: Array
    rays: Array
    movement: NDArray[np.float32]


def make_network_input(rays: ArrayLike, confidence: ArrayLike) -> NetworkInput:
    """Return what the network sees that looks straight at a person.

    Parameters
    ----------
    rays
        Shape (n_times, 18, 2), at `RATE_HZ`: (x - centre) / focal length of each
        keypoint of `RUNNING_18`. NaN where it is not seen.
    confidence
        Shape (n_times, 18), 0 to 1.

    Raises
    ------
    NotEnoughDataError
        If no shoulder and no hip is ever seen.

    """
    by = np.asarray(rays, dtype=float)
    centre = _smooth(_mean(by[:, _TRUNK], (1,)), _CENTRE_S)
    rotation = _turn_to(centre)
    ahead = np.concatenate([by, np.ones((*by.shape[:2], 1))], axis=-1)
    turned = ahead @ rotation.transpose(0, 2, 1)
    # A point 80 degrees off the trunk is no part of the same person.
    depth = np.where(turned[..., 2:] > 0.17, turned[..., 2:], np.nan)
    rays_turned = turned[..., :2] / depth
    square = _mean((rays_turned**2).sum(axis=-1), (1,))[:, None]
    size = _smooth(np.sqrt(square), _SIZE_S)
    flat = rays_turned / size[:, None]
    seen = np.isfinite(flat).all(axis=-1, keepdims=True)
    trust = np.clip(np.asarray(confidence, dtype=float), 0.0, 1.0)[..., None]
    values = np.concatenate([np.clip(flat, -_FARTHEST, _FARTHEST), trust], axis=-1)
    features = np.where(seen, np.nan_to_num(values), 0.0)
    return NetworkInput(
        features.reshape(len(by), -1).astype(np.float32),
        rotation,
        rays_turned,
        _movement(rotation, size[:, 0]),
    )


def _movement(rotation: Array, size: Array) -> NDArray[np.float32]:
    """Return how a person moves of this size (tangent) and in these directions."""
    distance = _SIZE_OF_BODY / np.maximum(size, 1e-3)
    place = distance[:, None] * rotation[:, 2]
    smooth = gaussian_filter1d(place, _MOVES_S * RATE_HZ, axis=0, mode="nearest")
    speed = np.zeros_like(smooth)
    if len(smooth) > 1:
        speed = np.gradient(smooth, 1.0 / RATE_HZ, axis=0)
    own = np.clip(np.einsum("tij,tj->ti", rotation, speed), -_FASTEST, _FASTEST)
    far = np.log(distance / _USUAL_DISTANCE)
    return np.concatenate([own, far[:, None]], axis=-1).astype(np.float32)


def _mean(values: Array, axis: tuple[int, ...]) -> Array:
    """Return the mean of what is not NaN; NaN where nothing is left."""
    seen = np.isfinite(values)
    count = seen.sum(axis=axis)
    total = np.where(seen, values, 0.0).sum(axis=axis)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _smooth(values: Array, spread_s: float) -> Array:
    """Return a Gaussian mean over time that passes over NaN."""
    seen = np.isfinite(values).all(axis=-1)
    if not seen.any():
        raise NotEnoughDataError(
            "Lifting needs a shoulder or a hip in at least one frame, got none; "
            "check the tracks."
        )
    at = np.arange(len(values))
    whole = np.stack(
        [np.interp(at, at[seen], column[seen]) for column in values.T], axis=-1
    )
    return np.asarray(
        gaussian_filter1d(whole, spread_s * RATE_HZ, axis=0, mode="nearest")
    )


def _turn_to(centre: Array) -> Array:
    """Return the smallest turns that bring (x, y, 1) onto the line of sight."""
    ray = np.concatenate([centre, np.ones((len(centre), 1))], axis=-1)
    x, y, z = (ray / np.linalg.norm(ray, axis=-1, keepdims=True)).T
    part = 1.0 / (1.0 + z)
    return np.stack(
        [
            np.stack([1.0 - x * x * part, -x * y * part, -x], axis=-1),
            np.stack([-x * y * part, 1.0 - y * y * part, -y], axis=-1),
            np.stack([x, y, z], axis=-1),
        ],
        axis=-2,
    )
