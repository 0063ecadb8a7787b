"""What OpenPose itself writes (``--write_json``): a folder with one file a frame."""

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from midstance.errors import FormatError, MissingSettingError, SchemaError
from midstance.files import make_folder, read_json, reading, replacing
from midstance.formats.base import Holds, PoseFrames, PosesFormat, Told, formats
from midstance.formats.poses.numbered import in_order
from midstance.schema.poses import FramePoses, nobody
from midstance.schema.skeletons import SKELETONS as EVERY_SKELETON
from midstance.schema.skeletons import Skeleton, get_skeleton

SKELETONS = {25: "body-25", 18: "coco-18", 15: "mpi-15", 26: "halpe-26", 17: "coco-17"}
"""By the number of keypoints. Pose2Sim and Sports2D write Halpe and COCO so, too."""

_KIND = "a file of OpenPose's people with pose_keypoints_2d"
_KEY = "pose_keypoints_2d"
_FARTHEST_PX = 1e6
_SMALL_PX = 2.0
"""Coordinates that all lie below are shares of the image, and no pixels."""


@formats.register("openpose")
class OpenPose(PosesFormat):
    """A folder of one recording."""

    label = "JSON of OpenPose (also Pose2Sim, Sports2D, RTMLib)"
    extensions = ()
    holds = Holds(
        axes=(2,),
        people=True,
        confidence=True,
        clock="none",
        starts=False,
        exact_to=1e-3,
    )
    needs = ("rate_hz",)

    def is_one(self, path: Path, head: bytes) -> bool:
        """Return whether it is a folder whose first numbered JSON holds people."""
        del head
        if not path.is_dir():
            return False
        first = next(iter(sorted(path.glob("*.json"))), None)
        try:
            return first is not None and b'"people"' in first.read_bytes()[:4096]
        except OSError:
            return False

    def read(self, path: Path, told: Told) -> PoseFrames:
        """Return who is in each frame; see `read_openpose_json`."""
        rate_hz = told.required_rate_hz(path)
        poses, skeleton = read_openpose_json(path, image_size_px=told.image_size_px)
        attrs: dict[str, Any] = {"source_software": "OpenPose"}
        if told.image_size_px:
            names = ("image_width_px", "image_height_px")
            attrs |= dict(zip(names, told.image_size_px, strict=True))
        times_s = [index / rate_hz for index in range(len(poses))]
        return PoseFrames(poses, skeleton.name, times_s, attrs)

    def write(self, tracks: xr.Dataset, path: Path) -> None:
        """Write 2D tracks; see `write_openpose_json`."""
        write_openpose_json(tracks, path)


def read_openpose_json(
    folder: Path, *, image_size_px: tuple[int, int] | None = None
) -> tuple[list[FramePoses], Skeleton]:
    """Return the people of every frame, and their skeleton.

    Parameters
    ----------
    folder
        Holds the ``*.json`` of one recording. The last number in their names is that
        of the frame, with or without leading zeros; a number that is left out is a
        frame with nobody. Coordinates are pixels of the video.
    image_size_px
        Width and height of the video, for files with coordinates from 0 to 1.

    Returns
    -------
    poses
        One entry a frame. A keypoint that OpenPose did not find, which it writes
        as three zeros, is NaN; somebody without a body is nobody.
    skeleton
        BODY_25 when nobody is in any frame.

    Raises
    ------
    FormatError
        If the folder holds no such files or those of several recordings, or one is
        damaged or of another kind.
    MissingSettingError
        If all coordinates are shares of the image, and its size is not given.

    """
    frames = [
        np.empty((0, 0, 3)) if path is None else _people(path)
        for path in _in_order(folder)
    ]
    counts = {rows.shape[1] for rows in frames if len(rows)} or {25}
    if len(counts) > 1 or not counts <= SKELETONS.keys():
        raise FormatError(
            f"{folder} should hold people of {sorted(SKELETONS)} keypoints, all of one "
            f"kind, but holds {sorted(counts)}."
        )
    skeleton = get_skeleton(SKELETONS[counts.pop()])
    scale = _scale(frames, image_size_px, folder)
    return [_poses(rows, len(skeleton.keypoints), scale) for rows in frames], skeleton


def _in_order(folder: Path) -> list[Path | None]:
    """Return the file of each frame from the first to the last; None: left out."""
    paths = list(folder.glob("*.json")) if folder.is_dir() else []
    by_recording: dict[str, dict[int, Path]] = defaultdict(dict)
    for path in paths:
        found = re.fullmatch(r"(.*?)(\d{1,15})(\D*)", path.name, re.ASCII)
        if found is None:
            continue
        recording = f"{found[1]}*{found[3]}"
        if int(found[2]) in by_recording[recording]:
            raise FormatError(f"{folder} holds frame {int(found[2])} twice.")
        by_recording[recording][int(found[2])] = path
    if not by_recording:
        raise FormatError(
            f"{folder} should be a folder with one *_keypoints.json for each frame, as "
            "OpenPose's --write_json makes it, but there is none."
        )
    if len(by_recording) > 1:
        raise FormatError(
            f"{folder} holds several recordings ({', '.join(sorted(by_recording))}); "
            "give each a folder of its own."
        )
    (numbered,) = by_recording.values()
    return in_order(numbered, folder)


def _people(path: Path) -> NDArray[np.float64]:
    """Return x, y and confidence, shape (n_people, n_keypoints, 3)."""
    said = read_json(path, _KIND)
    with reading(path, _KIND):
        rows = [np.array(one[_KEY], float) for one in said["people"]]
        rows = [row.reshape(-1, 3) for row in rows if row.size]
        return np.stack(rows) if rows else np.empty((0, 0, 3))


def _scale(
    frames: list[NDArray[np.float64]], size_px: tuple[int, int] | None, folder: Path
) -> tuple[float, float]:
    """Return what x and y are multiplied with to become pixels."""
    largest = max(
        (float(np.nanmax(np.abs(rows[..., :2]), initial=0.0)) for rows in frames),
        default=0.0,
    )
    if not 0.0 < largest < _SMALL_PX:
        return 1.0, 1.0
    if size_px is None:
        raise MissingSettingError(
            f"All coordinates in {folder} lie below {_SMALL_PX:g}: they are shares of "
            "the picture, and pixels were expected; give the size of the video "
            "(width and height in px).",
            "image_size",
        )
    return float(size_px[0]), float(size_px[1])


def _poses(
    rows: NDArray[np.float64], n_keypoints: int, scale: tuple[float, float]
) -> FramePoses:
    if not len(rows):
        return nobody(n_keypoints)
    # Points beyond all cameras would be infinite in single precision.
    near = (np.abs(rows[..., :2]) < _FARTHEST_PX / np.array(scale)).all(axis=-1)
    finite = near & np.isfinite(rows).all(axis=-1)
    confidence = np.where(finite, rows[..., 2], 0.0).clip(0, 1)
    seen = confidence[..., None] > 0
    xy_px = np.where(seen, rows[..., :2], np.nan) * scale
    return FramePoses(xy_px.astype(np.float32), confidence.astype(np.float32))


def write_openpose_json(tracks: xr.Dataset, folder: Path) -> None:
    """Write 2D tracks, a file a frame, with the people in the order of the tracks.

    Parameters
    ----------
    tracks
        In px, with the keypoints of a skeleton that `SKELETONS` has. What is NaN is
        written as three zeros; who is not seen at all is left out of that frame.
    folder
        Where to; it is made.

    Raises
    ------
    SchemaError
        If the keypoints are those of another skeleton.

    """
    names = [str(name) for name in tracks["keypoint"].to_numpy()]
    order = _order(names)
    position = tracks["position"].transpose("time", "individual", "keypoint", "space")
    place = position.to_numpy()[:, :, order]
    sure = tracks["confidence"].transpose("time", "individual", "keypoint")
    seen = np.isfinite(place).all(axis=-1)
    trust = np.where(seen, np.nan_to_num(sure.to_numpy()[:, :, order], nan=1.0), 0.0)
    rows = np.concatenate(
        [np.where(seen[..., None], place, 0.0), trust[..., None]], axis=-1
    )
    make_folder(folder)
    for index, (frame, is_seen) in enumerate(zip(rows, seen, strict=True)):
        people = [
            {"person_id": [-1], _KEY: [round(float(v), 4) for v in one.ravel()]}
            for one, own in zip(frame, is_seen, strict=True)
            if own.any()
        ]
        text = json.dumps({"version": 1.3, "people": people})
        with replacing(folder / f"{folder.stem}_{index:012d}_keypoints.json") as part:
            part.write_text(text, "utf-8")


def _order(names: list[str]) -> list[int]:
    for skeleton in (EVERY_SKELETON[name] for name in SKELETONS.values()):
        if set(skeleton.keypoints) == set(names):
            return [names.index(name) for name in skeleton.keypoints]
    raise SchemaError(
        f"OpenPose's files hold the keypoints of {sorted(SKELETONS.values())}, got "
        f"{names}; map the tracks to one of these skeletons first."
    )
