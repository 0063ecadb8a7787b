"""Who is who: the people of each frame joined to tracks, one per person."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from midstance.kernels.types import Floats
from midstance.schema.poses import N_SEEN, FramePoses
from midstance.schema.skeletons import Skeleton, get_skeleton
from midstance.schema.tracks import make_tracks
from midstance.tracking.body import (
    Body,
    make_bodies,
    middle_torso_px,
    partners_of,
    trunk_of,
)
from midstance.tracking.phantoms.ghosts import without_ghosts
from midstance.tracking.phantoms.mirrors import without_mirror_images
from midstance.tracking.regions import Corners, link_by_region
from midstance.tracking.relink import join
from midstance.tracking.second_look import carry_second_looks
from midstance.tracking.shots import in_shot, name_everybody, shots_of, without_fades
from midstance.tracking.tracklets import find_tracklets

MIRROR_IMAGES = "mirror_images"
"""Attribute of tracks: how many mirror images were left out."""

_Frames = Sequence[tuple[float, FramePoses]]
_Key = TypeVar("_Key", tuple[int, int], str)


def link(
    poses: Iterable[tuple[float, FramePoses]],
    skeleton: str,
    *,
    attrs: Mapping[str, Any] | None = None,
    regions: Mapping[str, Corners] | None = None,
    max_gap_s: float = 1.5,
    min_visible_s: float = 0.5,
) -> xr.Dataset:
    """Return tracks of everybody in `poses`, longest visible first.

    Two passes over the whole clip. The first one joins people from frame to frame
    as long as that is beyond doubt (`midstance.tracking.tracklets`), the second one
    joins the pieces across meetings and gaps by place, velocity, size and clothes
    (`midstance.tracking.relink`). Skeletons that lie on somebody else's body and mirror
    images are left out (`midstance.tracking.phantoms`); how many of these, the attr
    ``mirror_images`` says. No track crosses a cut of the video: everybody
    has one for each shot, and none while one shot fades into the next.

    Parameters
    ----------
    poses
        Time (s, strictly rising) and people of each frame.
    skeleton
        Name of the skeleton the poses have.
    attrs
        More attributes for the tracks. With ``image_width_px`` and
        ``image_height_px`` the motion of a followed camera is taken out first.
    regions
        Corners (px) of the part of the image that each person keeps to, by name;
        the place alone says who is who then.
    max_gap_s
        How long somebody may be unseen and still be the same person; somebody who
        is known again by the clothes may be away longer.
    min_visible_s
        Who is seen for a shorter time is left out; in a clip shorter than twice
        that, half of the clip counts.

    Returns
    -------
    xarray.Dataset
        Tracks of ``person-1``, ``person-2``, ..., or named as the regions are, in
        pixels, and ``person-1-shot-2`` for who is known again after a cut; nobody at
        all gives tracks without individuals. Of a video with cuts the coordinate
        ``shot`` (time) says which shot each frame belongs to, counted from 1.

        When the network gave world landmarks they are in the variable ``world``
        (time, world_axis, keypoint, individual), metres from the mid-hip, x right,
        y down, z away from the camera.

    """
    shape, attrs = get_skeleton(skeleton), attrs or {}
    frames = poses if isinstance(poses, Sequence) else list(poses)
    times_s = np.array([time_s for time_s, _ in frames], dtype=float)
    shots = shots_of(frames)
    frames = without_fades(frames)
    parts = [np.flatnonzero(shots == shot) for shot in np.unique(shots)]
    if regions:
        named = {
            name if shot == 0 else in_shot(name, shot): person
            for shot, part in enumerate(parts)
            for name, person in link_by_region(
                _bodies(frames, part, shape, None), regions
            ).items()
        }
        names = _longest_first(named, times_s, shots, min_visible_s)
        return _tracks(
            {name: named[name] for name in names}, frames, shape, attrs, shots
        )
    size_px = _size_px(attrs)
    people = []
    for part in parts:
        bodies = _bodies(frames, part, shape, size_px)
        pieces = find_tracklets(bodies, times_s[part].tolist())
        people.append(join(pieces, max_gap_s=max_gap_s))
    found = {
        (shot, n): person
        for shot, own in enumerate(people)
        for n, person in enumerate(own)
    }
    found = without_ghosts(found, trunk_of(shape))
    order = _longest_first(found, times_s, shots, min_visible_s)
    seen = {key: found[key] for key in order}
    real = without_mirror_images(seen, trunk_of(shape), partners_of(shape))
    if len(real) < len(seen):
        attrs = {**attrs, MIRROR_IMAGES: len(seen) - len(real)}
        order = [key for key in order if key in real]
    return _tracks(name_everybody(real, order), frames, shape, attrs, shots)


def _bodies(
    frames: _Frames,
    part: NDArray[np.intp],
    shape: Skeleton,
    size_px: tuple[int, int] | None,
) -> list[list[Body]]:
    """Return the people of each frame of a shot, numbered in the whole video."""
    # Frames of a long video lie packed; as a list they take several times that.
    is_all = part.size == len(frames)
    own = frames if is_all else frames[part[0] : part[-1] + 1]
    return make_bodies(own, shape, size_px=size_px, first_frame=int(part[0]))


def _size_px(attrs: Mapping[str, Any]) -> tuple[int, int] | None:
    size = attrs.get("image_width_px"), attrs.get("image_height_px")
    return None if None in size else (int(size[0]), int(size[1]))  # type: ignore[arg-type]


def _longest_first(
    people: Mapping[_Key, list[Body]],
    times_s: Floats,
    shots: NDArray[np.intp],
    min_visible_s: float,
) -> list[_Key]:
    """Return who was seen long enough, longest first, and of equals the larger.

    In a shot shorter than twice `min_visible_s` half of the shot is enough.
    """
    lengths_s = [np.ptp(times_s[shots == shot]) for shot in np.unique(shots)]
    visible_s = {key: _visible_s(person, times_s) for key, person in people.items()}
    return sorted(
        (
            key
            for key, person in people.items()
            if person
            and visible_s[key]
            >= min(min_visible_s, lengths_s[shots[person[0].frame]] / 2)
        ),
        key=lambda key: (visible_s[key], middle_torso_px(people[key])),
        reverse=True,
    )


def _visible_s(person: list[Body], times_s: Floats) -> float:
    """Return for how long somebody was seen: each frame until the next one."""
    if len(times_s) < 2:
        return 0.0
    lasts_s = np.append(np.diff(times_s), np.median(np.diff(times_s)))
    return float(lasts_s[[body.frame for body in person]].sum())


def _tracks(
    people: Mapping[str, list[Body]],
    frames: _Frames,
    shape: Skeleton,
    attrs: Mapping[str, Any],
    shots: NDArray[np.intp],
) -> xr.Dataset:
    size = (len(frames), len(shape.keypoints), len(people))
    position = np.full((size[0], 2, *size[1:]), np.nan)
    confidence = np.full(size, np.nan)
    world = np.full((size[0], 3, *size[1:]), np.nan, np.float32)
    for number, person in enumerate(people.values()):
        for body in person:
            _, poses = frames[body.frame]
            position[body.frame, :, :, number] = poses.xy_px[body.number].T
            confidence[body.frame, :, number] = poses.confidence[body.number]
            if poses.xyz_m is not None:
                world[body.frame, :, :, number] = poses.xyz_m[body.number].T
    times_s = np.array([time_s for time_s, _ in frames], dtype=float)
    looks = _second_looks(people, frames, size)
    if looks is not None:
        for number in range(size[2]):
            seen = (position[..., number], confidence[:, None, :, number])
            first = np.concatenate([*seen, world[..., number]], axis=1)
            found = carry_second_looks(
                *(first.transpose(0, 2, 1), looks[..., number]),
                *(times_s, shape.keypoints),
            ).transpose(0, 2, 1)
            position[..., number] = found[:, :2]
            confidence[..., number] = found[:, 2].clip(0, 1)
            world[..., number] = found[:, 3:]
    confidence[np.isnan(position).any(axis=1)] = np.nan
    tracks = make_tracks(
        position,
        confidence,
        times_s,
        keypoints=shape.keypoints,
        individuals=list(people),
        attrs={"skeleton": shape.name, **attrs},
    )
    if shots.any():
        tracks = tracks.assign_coords(shot=("time", shots + 1))
    if np.isfinite(world).any():
        dims = ("time", "world_axis", "keypoint", "individual")
        tracks["world"] = (dims, world, {"space_unit": "m"})
        tracks = tracks.assign_coords(world_axis=list("xyz"))
    return tracks


def _second_looks(
    people: Mapping[str, list[Body]], frames: _Frames, size: tuple[int, int, int]
) -> NDArray[np.float32] | None:
    """Return what a larger network saw of everybody; None: there was none."""
    if all(poses.second_look is None for _, poses in frames):
        return None
    n_times, n_keypoints, n_people = size
    looks = np.full((n_times, n_keypoints, N_SEEN, n_people), np.nan, np.float32)
    for number, person in enumerate(people.values()):
        for body in person:
            look = frames[body.frame][1].second_look
            if look is not None:
                looks[body.frame, ..., number] = look[body.number]
    return looks
