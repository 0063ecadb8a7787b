"""Tracks as the plain landmarks that pose classes are told by, and joint angles."""

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from midstance.exercises.poses.embedding import FULL, UPPER
from midstance.kernels.nan_stats import finite_mean, finite_median
from midstance.schema.events import SIDES
from midstance.schema.tracks import path_of, require_keypoints

_TRUNK = ("left_shoulder", "right_shoulder", "left_hip", "right_hip")

THIGH = "thigh"

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

    Mean of both sides, or the one that is seen; see `side_angles_deg`.
    """
    return mean_of_sides(side_angles_deg(tracks))


def side_angles_deg(tracks: xr.Dataset) -> dict[str, dict[str, NDArray[np.float64]]]:
    """Return the inner angle over time of each of `JOINTS`, by joint and side.

    World landmarks are taken when the tracks have them: angles in the image are too
    large when a limb points at the camera.
    """
    has_world = "world" in tracks
    name, axis = ("world", "world_axis") if has_world else ("position", "space")
    own = tracks[name].isel(individual=0).transpose("time", "keypoint", axis)
    points = dict(
        zip(own["keypoint"].to_numpy(), np.moveaxis(own.to_numpy(), 1, 0), strict=True)
    )
    angles = {}
    for joint, ends in JOINTS.items():
        sides = {}
        for side in SIDES:
            names = [f"{side}_{end}" for end in ends]
            if all(end in points for end in names):
                sides[side] = _inner_deg(*(points[end] for end in names))
        if sides:
            angles[joint] = sides
    return angles


def usual_trunk_px(tracks: xr.Dataset) -> float:
    """Return the usual length of the trunk in the image; NaN: never seen whole."""
    paths = {name: path_of(tracks, name) for name in _TRUNK}
    ends = [
        (paths[f"left_{part}"] + paths[f"right_{part}"]) / 2
        for part in ("shoulder", "hip")
    ]
    return finite_median(np.hypot(*(ends[0] - ends[1]).T))


def side_reach_pct(tracks: xr.Dataset) -> dict[str, dict[str, NDArray[np.float64]]]:
    """Return how far each hand and foot is from its shoulder and hip, by limb and side.

    In percent of the usual length of the trunk, in the image: it tells a bent limb
    from a stretched one where a joint bends towards the camera. `THIGH` is how far the
    knee is below the hip: less where the thigh is raised, from whatever side it is
    seen.
    """
    require_keypoints(tracks, *_TRUNK)
    own = tracks["position"].isel(individual=0).sel(space=["x", "y"])
    own = own.transpose("keypoint", "time", "space")
    points = dict(zip(own["keypoint"].to_numpy(), own.to_numpy(), strict=True))
    usual = usual_trunk_px(tracks)
    reach: dict[str, dict[str, NDArray[np.float64]]] = {}
    for limb, (start, end) in {
        "arm": ("shoulder", "wrist"),
        "leg": ("hip", "ankle"),
    }.items():
        for side in SIDES:
            ends = points.get(f"{side}_{start}"), points.get(f"{side}_{end}")
            if ends[0] is not None and ends[1] is not None:
                span = ends[1] - ends[0]
                share = 100 * np.hypot(span[:, 0], span[:, 1]) / usual
                reach.setdefault(limb, {})[side] = share
    for side in SIDES:
        hip, knee = points.get(f"{side}_hip"), points.get(f"{side}_knee")
        if hip is not None and knee is not None:
            drop = 100 * (knee - hip)[:, 1] / usual
            reach.setdefault(THIGH, {})[side] = drop
    return reach


def mean_of_sides(
    angles: dict[str, dict[str, NDArray[np.float64]]],
) -> dict[str, NDArray[np.float64]]:
    """Return for each joint the mean of both sides, or the side that is seen."""
    return {joint: finite_mean(list(sides.values())) for joint, sides in angles.items()}


def _inner_deg(
    start: NDArray[np.floating],
    joint: NDArray[np.floating],
    end: NDArray[np.floating],
) -> NDArray[np.float64]:
    first, second = start - joint, end - joint
    lengths = np.linalg.norm(first, axis=1) * np.linalg.norm(second, axis=1)
    cosine = (first * second).sum(axis=1) / np.where(lengths > 0, lengths, np.nan)
    return np.asarray(np.degrees(np.arccos(np.clip(cosine, -1, 1))))
