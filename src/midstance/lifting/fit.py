"""Fit a lifted person to what was seen.

The network answers from what people are like; two things are known better than it
says them. A joint lies on the ray along which the camera saw it, but for the error of
the keypoint. And the bones of one person keep their lengths, which tells of a bone
whose image is short how far it points to the camera or away from it.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d, median_filter

from midstance.kernels.geometry.bones import BONES, from_bones, mid_hip, to_bones
from midstance.kernels.types import Array
from midstance.schema.skeletons import mirrored

_ENDS = [end for _, end in BONES]
_OTHER_SIDE = [_ENDS.index(mirrored(end)) for end in _ENDS]

TRUST_IN_RAYS = 0.8
"""Part of the way from where the network has a joint to the ray: rays have errors of
their own. Chosen on synthetic people, as the next two are."""
STEADY_FRAMES = 2.0
"""Spread of the mean over time of what a joint is off its ray: the network errs
slowly, keypoints from frame to frame."""
LENGTH_SD, DEPTH_SD = 0.012, 0.025
"""How far the length of a bone and the depth of its end may be off (body heights)."""
_DISTANCE_MEDIAN, _DISTANCE_FRAMES = 15, 12.0
_NEWTON_STEPS = 4
_NEAREST = 0.3


def fit_to_view(
    points: Array, rays: Array, *, lengths: NDArray[np.floating] | None = None
) -> Array:
    """Return the joints nearer to their rays, with bones of steady length.

    Parameters
    ----------
    points
        Shape (n_times, 18, 3): the answer of the network in body heights, right, down
        and ahead of a camera that looks straight at the person.
    rays
        Shape (n_times, 18, 2): where that camera sees each joint, x and y over z. NaN
        where it is not seen; such a joint follows from the bones alone.
    lengths
        Lengths of the bones of this person, shape (18,), in body heights. ``None``: the
        median of what the network says, left and right alike.

    Returns
    -------
    ndarray
        Shape (n_times, 18, 3), relative to the middle of the hips.

    """
    distance = place_before_camera(points, rays)[:, 2]
    known = np.isfinite(distance)
    if not known.any():
        return points
    bones = to_bones(_towards_rays(points, rays, _steady(distance, known)))
    if lengths is None:
        median = np.median(np.linalg.norm(bones[known], axis=-1), axis=0)
        lengths = 0.5 * (median + median[_OTHER_SIDE])
    return from_bones(_as_long_as(bones, np.asarray(lengths, dtype=float)))


def place_before_camera(points: Array, rays: Array) -> Array:
    """Return where the middle of a person must be to be seen along `rays`.

    Parameters
    ----------
    points, rays
        As for `fit_to_view`.

    Returns
    -------
    ndarray
        Shape (n_times, 3), the least squares of ``x + tx = ray (z + tz)``; NaN where
        fewer than two joints are seen.

    """
    seen = np.asarray(np.isfinite(rays).all(axis=-1))
    ray = np.where(seen[..., None], rays, 0.0)
    depth = np.where(seen, points[..., 2], 0.0)
    flat = np.where(seen[..., None], points[..., :2], 0.0)
    n = seen.sum(axis=1).astype(float)
    off = ray * depth[..., None] - flat
    normal = np.zeros((len(points), 3, 3))
    normal[:, 0, 0] = normal[:, 1, 1] = n
    normal[:, :2, 2] = normal[:, 2, :2] = -ray.sum(axis=1)
    normal[:, 2, 2] = (ray**2).sum(axis=(1, 2))
    right = np.concatenate(
        [off.sum(axis=1), -(ray * off).sum(axis=(1, 2))[:, None]], axis=1
    )
    enough = n >= 2
    normal[~enough] = np.eye(3)
    place = np.linalg.solve(normal + 1e-12 * np.eye(3), right[..., None])[..., 0]
    return np.where(enough[:, None], place, np.nan)


def _steady(distance: Array, known: NDArray[np.bool_]) -> Array:
    """Return the distance without its jitter; at the ends it goes on as it went."""
    at = np.arange(len(distance))
    whole = np.interp(at, at[known], distance[known])
    calm = median_filter(whole, size=_DISTANCE_MEDIAN, mode="nearest")
    n_more = min(len(calm) - 1, round(4 * _DISTANCE_FRAMES))
    longer = np.pad(calm, n_more, mode="reflect", reflect_type="odd")
    smooth = gaussian_filter1d(longer, _DISTANCE_FRAMES, mode="nearest")
    return np.asarray(smooth[n_more : n_more + len(calm)])


def _towards_rays(points: Array, rays: Array, distance: Array) -> Array:
    depth = np.maximum(points[..., 2] + distance[:, None], _NEAREST)
    off = rays * depth[..., None] - points[..., :2]
    weight = np.isfinite(off).all(axis=-1, keepdims=True).astype(float)
    off = np.where(weight > 0, off, 0.0)
    off -= off.sum(axis=1, keepdims=True) / np.maximum(
        weight.sum(axis=1, keepdims=True), 1.0
    )
    off, weight = (
        gaussian_filter1d(values, STEADY_FRAMES, axis=0, mode="nearest")
        for values in (off * weight, weight)
    )
    # Far from where a joint was last seen its ray says nothing of it any more.
    moved = points.copy()
    moved[..., :2] += TRUST_IN_RAYS * off / np.maximum(weight, 0.2)
    return moved - mid_hip(moved)


def _as_long_as(bones: Array, lengths: Array) -> Array:
    """Return the bones with depths that suit their lengths and the network's depths.

    Newton's method on ``((length - lengths) / LENGTH_SD)² + ((z - z0) / DEPTH_SD)²``.
    """
    flat = (bones[..., :2] ** 2).sum(axis=-1)
    first = bones[..., 2]
    z = first.copy()
    for _ in range(_NEWTON_STEPS):
        length = np.sqrt(flat + z**2) + 1e-9
        slope = (length - lengths) * z / length / LENGTH_SD**2
        slope += (z - first) / DEPTH_SD**2
        z -= slope / ((z / length) ** 2 / LENGTH_SD**2 + 1.0 / DEPTH_SD**2)
    return np.concatenate([bones[..., :2], z[..., None]], axis=-1)
