"""Poses prepared in advance: tracks made elsewhere, or poses for a test."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from pydantic import InstanceOf

from midstance.errors import NotEnoughDataError, SchemaError
from midstance.formats.poses.openpose_json import read_openpose_json
from midstance.kernels.geometry.remap import to_skeleton
from midstance.pose.base import (
    FramePoses,
    Memory,
    Needs,
    PoseBackend,
    PoseSession,
    backends,
)
from midstance.schema.skeletons import BLAZEPOSE_33, SKELETONS, Skeleton
from midstance.schema.tracks import load_tracks


@backends.register("canned")
@dataclass(frozen=True)
class Canned(PoseBackend):
    """Hand out poses one by one, whatever the frames show.

    Parameters
    ----------
    tracks
        Tracks in pixels of the video (``.nc``; ``midstance convert`` makes them of
        other formats), or a folder of OpenPose's JSON files: one moment for each
        frame of the video.
    poses
        Without `tracks`: one entry per frame that will be asked for, with the 33
        keypoints of BlazePose.

    """

    needs: ClassVar[Needs] = Needs(licence="takes tracks made elsewhere")
    must_see_every_frame: ClassVar[bool] = True

    tracks: Path | None = None
    poses: tuple[InstanceOf[FramePoses], ...] = ()

    @property
    def skeleton(self) -> str:
        """Return the skeleton of the tracks, or that of BlazePose."""
        if self.tracks is None:
            return BLAZEPOSE_33.name
        return read_poses(self.tracks)[1].name

    def files(self) -> dict[str, Path]:
        """Return the file or folder of tracks, if there is one."""
        return {} if self.tracks is None else {"tracks": self.tracks}

    @contextmanager
    def session(self) -> Iterator[PoseSession]:
        """Start again from the first entry.

        Raises
        ------
        NotEnoughDataError
            When more frames come than poses were given, or fewer than the tracks
            have.
        FormatError, SchemaError
            If the tracks cannot be read, or are not in pixels.

        """
        poses = self.poses if self.tracks is None else read_poses(self.tracks)[0]
        session = OneByOne(poses)
        yield session
        if self.tracks is not None and session.n_given < len(poses):
            raise NotEnoughDataError(
                f"{self.tracks} has {len(poses)} moments, but {session.n_given} frames "
                "of the video came, so nobody knows which belong together; analyze all "
                "of the video that the tracks were made of."
            )


class OneByOne(PoseSession):
    """Hands out poses in their order.

    Parameters
    ----------
    poses
        One entry per frame that will be asked for.

    Attributes
    ----------
    n_given
        How many were handed out.

    """

    def __init__(self, poses: tuple[FramePoses, ...]) -> None:
        self._poses = poses
        self.n_given = 0

    def __call__(self, image: NDArray[np.uint8]) -> FramePoses:
        """Return the next poses."""
        del image
        if self.n_given >= len(self._poses):
            raise NotEnoughDataError(
                f"Only {len(self._poses)} canned poses were given, "
                "and a further frame came; give one entry per frame."
            )
        self.n_given += 1
        return self._poses[self.n_given - 1]

    def forget(self) -> None:
        """Do nothing: what comes next does not depend on the frames."""

    def memory(self) -> Memory:
        """Return how many were handed out."""
        return {"n_given": np.array(self.n_given)}

    def recall(self, memory: Memory) -> None:
        """Go on after as many as were handed out."""
        self.n_given = int(memory["n_given"])


def read_poses(path: Path) -> tuple[tuple[FramePoses, ...], Skeleton]:
    """Return who is seen in each frame, from any file that `Canned` takes."""
    if path.is_dir():
        poses, skeleton = read_openpose_json(path)
        return tuple(poses), skeleton
    tracks = load_tracks(path)
    return poses_of(tracks), nearest_skeleton(tracks)


def nearest_skeleton(tracks: xr.Dataset) -> Skeleton:
    """Return the skeleton that tracks say they have, or else that fits them best."""
    have = set(tracks["keypoint"].to_numpy().tolist())
    named = SKELETONS.get(str(tracks.attrs.get("skeleton")))
    if named:
        return named
    return max(
        SKELETONS.values(),
        key=lambda one: (len(have & set(one.keypoints)), -len(one.keypoints)),
    )


def poses_of(tracks: xr.Dataset) -> tuple[FramePoses, ...]:
    """Return who is seen at each moment of tracks.

    Raises
    ------
    SchemaError
        If the tracks are not in 2D and in pixels.

    """
    unit = tracks["position"].attrs.get("space_unit", "px")
    if tracks.sizes["space"] != 2 or unit != "px":
        raise SchemaError(
            f"Poses must be in 2D and px, but the tracks are in "
            f"{tracks.sizes['space']}D and {unit}; give those of the video."
        )
    ours = to_skeleton(tracks, nearest_skeleton(tracks))
    order = ("time", "individual", "keypoint")
    position = ours["position"].transpose(*order, "space").to_numpy().astype(np.float32)
    trust = ours["confidence"].transpose(*order).to_numpy().astype(np.float32)
    is_seen = np.asarray(np.isfinite(position).all(axis=3))
    trust = np.where(is_seen, np.nan_to_num(trust, nan=1.0).clip(0, 1), 0)
    return tuple(
        FramePoses(xy_px[seen.any(axis=1)], confidence[seen.any(axis=1)])
        for xy_px, confidence, seen in zip(position, trust, is_seen, strict=True)
    )
