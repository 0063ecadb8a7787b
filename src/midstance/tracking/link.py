"""Who is who: the people of each frame joined to tracks, one per person."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from midstance.schema.poses import FramePoses
from midstance.schema.skeletons import Skeleton, get_skeleton
from midstance.schema.tracks import make_tracks

TRUNK = ("left_shoulder", "right_shoulder", "left_hip", "right_hip")

LEAST_ALIKE = 0.1
"""Likeness (0 to 1) below which two poses are not the same person."""

REACH = 0.5
"""How far a keypoint may be from where it is expected, in torso lengths, to
count as 0.6 alike. Feet of a runner move that far within 1/30 s."""

REACH_PER_S = 1.5
"""How much `REACH` grows with each second for which nobody was seen."""

VELOCITY_SPAN_S = 0.2

_Poses = Iterable[tuple[float, FramePoses]]
_Array = NDArray[np.floating]


def link(
    poses: _Poses,
    skeleton: str,
    *,
    attrs: Mapping[str, Any] | None = None,
    max_gap_s: float = 1.5,
    min_visible_s: float = 0.3,
) -> xr.Dataset:
    """Return tracks of everybody in `poses`, longest visible first.

    In every frame the poses are given to the known people so that their likeness
    is largest in sum [1]_. Likeness is the mean over the keypoints of
    ``exp(-(d / (reach * torso)) ** 2 / 2)``, where ``d`` is the distance to
    where the keypoint was or, when that is nearer, to where it would be had the
    whole body gone on as before.

    Parameters
    ----------
    poses
        Time (s, strictly rising) and people of each frame.
    skeleton
        Name of the skeleton the poses have.
    attrs
        More attributes for the tracks.
    max_gap_s
        How long somebody may be unseen and still be the same person.
    min_visible_s
        Who is seen for a shorter time is left out; in a clip shorter than twice
        that, half of the clip counts.

    Returns
    -------
    xarray.Dataset
        Tracks of ``person-1``, ``person-2``, ... in pixels; nobody at all gives
        tracks without individuals. When the network gave world landmarks they
        are in the variable ``world`` (time, world_axis, keypoint, individual),
        metres from the mid-hip, x right, y down, z away from the camera.

    References
    ----------
    .. [1] H. W. Kuhn, *The Hungarian method for the assignment problem*, 1955.
       The likeness follows the object keypoint similarity of COCO, but with one
       reach for all keypoints and the torso instead of the box as the scale.

    """
    shape = get_skeleton(skeleton)
    times_s, people = _follow(poses, shape, max_gap_s)
    visible_s = [_visible_s(person, times_s) for person in people]
    length_s = times_s[-1] - times_s[0] if len(times_s) else 0.0
    shortest_s = min(min_visible_s, length_s / 2)
    order = sorted(
        (k for k in range(len(people)) if visible_s[k] >= shortest_s),
        key=lambda k: (visible_s[k], np.median(people[k].torsos_px)),
        reverse=True,
    )
    return _tracks([people[k] for k in order], times_s, shape, attrs or {})


class _Person:
    """Everything seen of one person so far."""

    def __init__(self) -> None:
        self.frames: list[int] = []
        self.poses: list[_OnePose] = []
        self.torsos_px: list[float] = []
        self._times_s: list[float] = []

    def see(self, frame: int, time_s: float, pose: "_OnePose") -> None:
        self.frames.append(frame)
        self.poses.append(pose)
        self.torsos_px.append(pose.torso_px)
        self._times_s.append(time_s)

    def unseen_s(self, time_s: float) -> float:
        return time_s - self._times_s[-1]

    def likeness(self, pose: "_OnePose", time_s: float) -> float:
        """Return how well `pose` goes on with what was seen, 0 to 1."""
        last = self.poses[-1]
        unseen_s = self.unseen_s(time_s)
        torso_px = float(np.median(self.torsos_px[-15:]))
        reach_px = torso_px * (REACH + REACH_PER_S * unseen_s)
        moved = self._velocity_px_s() * unseen_s
        return max(
            _alike(last.xy_px, pose.xy_px, reach_px),
            _alike(last.xy_px + moved, pose.xy_px, reach_px),
        )

    def _velocity_px_s(self) -> _Array:
        """Return the velocity of the trunk over the last `VELOCITY_SPAN_S`."""
        start = len(self.poses) - 1
        while start > 0 and self._times_s[-1] - self._times_s[start] < VELOCITY_SPAN_S:
            start -= 1
        span_s = self._times_s[-1] - self._times_s[start]
        if span_s == 0:
            return np.zeros(2)
        moved = self.poses[-1].centre_px - self.poses[start].centre_px
        return np.asarray(np.nan_to_num(moved / span_s))


class _OnePose:
    """One person in one frame."""

    def __init__(self, poses: FramePoses, number: int, trunk: list[int]) -> None:
        self.xy_px = poses.xy_px[number].astype(float)
        self.confidence = poses.confidence[number].astype(float)
        self.xyz_m = None if poses.xyz_m is None else poses.xyz_m[number]
        left_shoulder, right_shoulder, left_hip, right_hip = self.xy_px[trunk]
        shoulders, hips = (
            (left_shoulder + right_shoulder) / 2,
            (left_hip + right_hip) / 2,
        )
        self.centre_px = (shoulders + hips) / 2
        self.torso_px = float(np.nanmax([np.hypot(*(shoulders - hips)), self._floor()]))

    def _floor(self) -> float:
        """Return the least torso length that the whole body allows (px).

        A trunk bent towards the camera looks short; no torso is below a fifth of
        what head and feet span.
        """
        seen = self.xy_px[np.isfinite(self.xy_px).all(axis=1)]
        return 0.2 * float(np.ptp(seen, axis=0).max()) if len(seen) else 1.0


def _alike(expected_px: _Array, found_px: _Array, reach_px: float) -> float:
    apart_px = np.hypot(*(found_px - expected_px).T)
    apart_px = apart_px[np.isfinite(apart_px)]
    if not apart_px.size:
        return 0.0
    return float(np.exp(-((apart_px / reach_px) ** 2) / 2).mean())


def _follow(
    poses: _Poses, shape: Skeleton, max_gap_s: float
) -> tuple[_Array, list[_Person]]:
    """Return the times of all frames and everybody who was seen in them."""
    trunk = [shape.keypoints.index(name) for name in TRUNK]
    times_s: list[float] = []
    everybody: list[_Person] = []
    present: list[_Person] = []
    for frame, (time_s, found) in enumerate(poses):
        times_s.append(time_s)
        present = [one for one in present if one.unseen_s(time_s) <= max_gap_s]
        fresh = [_OnePose(found, k, trunk) for k in range(found.n_people)]
        owners = _assign(present, fresh, time_s)
        for pose, owner in zip(fresh, owners, strict=True):
            person = owner or _Person()
            if owner is None:
                everybody.append(person)
                present.append(person)
            person.see(frame, time_s, pose)
    return np.array(times_s, dtype=float), everybody


def _assign(
    present: list[_Person], fresh: list[_OnePose], time_s: float
) -> list[_Person | None]:
    """Return for each pose whose it is; None: a new person's."""
    owners: list[_Person | None] = [None] * len(fresh)
    if not present or not fresh:
        return owners
    alike = np.array(
        [[person.likeness(pose, time_s) for pose in fresh] for person in present]
    )
    for row, column in zip(*linear_sum_assignment(-alike), strict=True):
        if alike[row, column] >= LEAST_ALIKE:
            owners[column] = present[row]
    return owners


def _visible_s(person: _Person, times_s: _Array) -> float:
    """Return for how long somebody was seen: each frame until the next one."""
    if len(times_s) < 2:
        return 0.0
    lasts_s = np.append(np.diff(times_s), np.median(np.diff(times_s)))
    return float(lasts_s[person.frames].sum())


def _tracks(
    people: list[_Person],
    times_s: _Array,
    shape: Skeleton,
    attrs: Mapping[str, Any],
) -> xr.Dataset:
    size = (len(times_s), len(shape.keypoints), len(people))
    position = np.full((size[0], 2, *size[1:]), np.nan)
    confidence = np.full(size, np.nan)
    world = np.full((size[0], 3, *size[1:]), np.nan, np.float32)
    for number, person in enumerate(people):
        for frame, pose in zip(person.frames, person.poses, strict=True):
            position[frame, :, :, number] = pose.xy_px.T
            confidence[frame, :, number] = pose.confidence
            if pose.xyz_m is not None:
                world[frame, :, :, number] = pose.xyz_m.T
    confidence[np.isnan(position).any(axis=1)] = np.nan
    tracks = make_tracks(
        position,
        confidence,
        times_s,
        keypoints=shape.keypoints,
        individuals=[f"person-{number + 1}" for number in range(len(people))],
        attrs={"skeleton": shape.name, **attrs},
    )
    if np.isfinite(world).any():
        dims = ("time", "world_axis", "keypoint", "individual")
        tracks["world"] = (dims, world, {"space_unit": "m"})
        tracks = tracks.assign_coords(world_axis=list("xyz"))
    return tracks
