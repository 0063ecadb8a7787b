"""BlazePose's own 3D landmarks, as a lifter to compare ours with."""

import numpy as np
import xarray as xr

from midstance.errors import ConfigError, SchemaError
from midstance.kernels.geometry.bones import BONE_OF, mid_hip, to_bones
from midstance.kernels.geometry.remap import to_skeleton
from midstance.kernels.geometry.rotations import about_z
from midstance.lifting.lift import TO_LEVEL, heading_of
from midstance.schema.skeletons import RUNNING_18
from midstance.schema.tracks import make_tracks

USUAL_ERROR = 0.067
"""Mean distance from the truth on a rendered runner (body heights), measured by
``validation/lifting.py``."""
_LEG_PART = 0.491
"""Hip to ankle over the body height (Drillis & Contini 1966)."""


def lift_from_pose_network(tracks: xr.Dataset, *, height_m: float) -> xr.Dataset:
    """Return the 3D landmarks that the pose network gave for each frame.

    Parameters
    ----------
    tracks
        With the variable ``world`` that BlazePose adds: every frame by itself,
        nothing smoothed.
    height_m
        Sets the size: the legs get their usual part of it, as a median over time.

    Returns
    -------
    xarray.Dataset
        As `midstance.lifting.lift.lift`, in the axes of the person. This network
        states no doubt of its own: ``uncertainty`` is `USUAL_ERROR` of the height
        everywhere.

    Raises
    ------
    SchemaError
        If the tracks have no such variable.
    ConfigError
        If the height is not positive.

    """
    if "world" not in tracks:
        raise SchemaError(
            "These tracks hold no 3D landmarks of the pose network; analyse the video "
            "with the backend 'blazepose', or use midstance.lifting.lift."
        )
    if not height_m > 0:
        raise ConfigError(f"height_m must be above 0, got {height_m:g}.")
    world = tracks["world"].rename(world_axis="space").transpose("time", "space", ...)
    ours = to_skeleton(
        make_tracks(
            world.transpose("time", "space", "keypoint", "individual").to_numpy(),
            tracks["confidence"].transpose("time", "keypoint", "individual").to_numpy(),
            tracks["time"].to_numpy(),
            keypoints=[str(name) for name in tracks["keypoint"].to_numpy()],
            individuals=[str(name) for name in tracks["individual"].to_numpy()],
            space_unit="m",
        ),
        RUNNING_18,
    )
    position = ours["position"].to_numpy().copy()
    headings = []
    for index in range(ours.sizes["individual"]):
        points = position[..., index].transpose(0, 2, 1)
        points = (points - mid_hip(points)) @ TO_LEVEL.T
        heading = heading_of(points)
        points = points @ about_z(-heading).T
        position[..., index] = (_scale(points, height_m) * points).transpose(0, 2, 1)
        headings.append(float(np.rad2deg(heading)))
    ours["position"] = (ours["position"].dims, position, ours["position"].attrs)
    doubt = xr.full_like(ours["confidence"], USUAL_ERROR * height_m)
    there = ours["position"].notnull().all("space")
    ours["uncertainty"] = doubt.where(there).assign_attrs(unit="m")
    return ours.assign_attrs(lifted_with_height_m=height_m).assign_coords(
        heading_deg=("individual", headings)
    )


def _scale(points: np.ndarray, height_m: float) -> float:
    length = np.linalg.norm(to_bones(points), axis=-1)
    legs = [length[:, BONE_OF[f"left_{n}"]] for n in ("knee", "ankle")]
    leg = legs[0] + legs[1]
    if not np.isfinite(leg).any():
        return 1.0
    return _LEG_PART * height_m / float(np.nanmedian(leg))
