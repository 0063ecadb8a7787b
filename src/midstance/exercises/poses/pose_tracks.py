"""Tracks as the plain landmarks that pose classes are told by, and joint angles."""

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from midstance.exercises.poses.embedding import FULL, UPPER
from midstance.schema.tracks import require_keypoints

_TRUNK = ("left_shoulder", "right_shoulder", "left_hip", "right_hip")

JOINTS: dict[str, tuple[str, str, str]] = {
    "elbow": ("shoulder", "elbow", "wrist"),
    "shoulder": ("hip", "shoulder", "elbow"),
    "hip": ("shoulder", "hip", "knee"),
    "knee": ("hip", "knee", "ankle"),
}
"""Joints whose angle tells how deep a repetition goes, with the ends of both
limbs."""


def landmarks_of(tracks: xr.Dataset, *, n_landmarks: int = 33) -> NDArray[np.float64]:
    """Return the landmarks of one person, shape (n_times, n_landmarks, 3).

    Parameters
    ----------
    tracks
        Tracks in px of one person (``individual`` of size 1). Points that the
        skeleton does not have are NaN, and so is z.
    n_landmarks
        33, or 25 for the upper body.

    Raises
    ------
    SchemaError
        If shoulders and hips are not among the keypoints.

    """
    require_keypoints(tracks, *_TRUNK)
    names = FULL if n_landmarks == len(FULL) else UPPER
    own = tracks["position"].isel(individual=0).sel(space=["x", "y"])
    own = own.transpose("time", "keypoint", "space").reindex(keypoint=list(names))
    points = np.full((own.sizes["time"], len(names), 3), np.nan)
    points[..., :2] = own.to_numpy()
    return points


def joint_angles_deg(tracks: xr.Dataset) -> dict[str, NDArray[np.float64]]:
    """Return the inner angle of each of `JOINTS` over time, 180 stretched.

    Mean of both sides, or the one that is seen. World landmarks are taken when the
    tracks have them: angles in the image are too large when a limb points at the
    camera.
    """
    has_world = "world" in tracks
    name, axis = ("world", "world_axis") if has_world else ("position", "space")
    own = tracks[name].isel(individual=0).transpose("time", "keypoint", axis)
    points = dict(
        zip(own["keypoint"].to_numpy(), np.moveaxis(own.to_numpy(), 1, 0), strict=True)
    )
    angles = {}
    for joint, ends in JOINTS.items():
        sides = [[f"{side}_{end}" for end in ends] for side in ("left", "right")]
        known = [side for side in sides if all(end in points for end in side)]
        if known:
            each = [_inner_deg(*(points[end] for end in side)) for side in known]
            angles[joint] = _mean_seen(np.array(each, dtype=float))
    return angles


def _inner_deg(
    start: NDArray[np.floating],
    joint: NDArray[np.floating],
    end: NDArray[np.floating],
) -> NDArray[np.float64]:
    first, second = start - joint, end - joint
    lengths = np.linalg.norm(first, axis=1) * np.linalg.norm(second, axis=1)
    cosine = (first * second).sum(axis=1) / np.where(lengths > 0, lengths, np.nan)
    return np.asarray(np.degrees(np.arccos(np.clip(cosine, -1, 1))))


def _mean_seen(values: NDArray[np.float64]) -> NDArray[np.float64]:
    seen = np.isfinite(values)
    n_seen = seen.sum(axis=0)
    total = np.where(seen, values, 0.0).sum(axis=0)
    return np.asarray(np.where(n_seen > 0, total / np.maximum(n_seen, 1), np.nan))
