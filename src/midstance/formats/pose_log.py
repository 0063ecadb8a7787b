"""Poses of the frames done so far, so that interrupted work can go on."""

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from midstance.files import replacing
from midstance.schema.poses import FramePoses

TimedPoses = tuple[float, FramePoses]

_OPTIONAL = ("xyz_m", "box_px", "appearance")
"""What is kept of each person when it is known of everybody."""
_OF_FRAMES = ("image_new", "image_change")


def save_pose_log(poses: Sequence[TimedPoses], path: Path, *, key: str) -> None:
    """Write the poses of the first frames of a video.

    Parameters
    ----------
    poses
        Time (s) and people of each frame, in order.
    path
        An ``.npz`` file.
    key
        What the poses depend on: the video, the network and its settings.

    """
    people = [pose for _, pose in poses]
    arrays: dict[str, Any] = {
        "key": np.array(key),
        "time_s": np.array([time_s for time_s, _ in poses]),
        "n_people": np.array([pose.n_people for pose in people]),
        "xy_px": np.concatenate([pose.xy_px for pose in people]),
        "confidence": np.concatenate([pose.confidence for pose in people]),
    }
    for name in _OPTIONAL:
        known = [getattr(pose, name) for pose in people if pose.n_people]
        if known and all(values is not None for values in known):
            arrays[name] = np.concatenate(known)
    for name in _OF_FRAMES:
        arrays[name] = np.array([getattr(pose, name) for pose in people])
    steps = [pose.camera_step for pose in people]
    if steps and all(step is not None for step in steps):
        arrays["camera_step"] = np.stack([step for step in steps if step is not None])
    with replacing(path) as part:
        np.savez(part, **arrays)


def load_pose_log(path: Path, *, key: str) -> list[TimedPoses]:
    """Return the poses saved under the same `key`; none when there are no such.

    A file that is damaged or belongs to another video or setting counts as none:
    the work is done again.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as log:
            if str(log["key"]) != key:
                return []
            arrays = {name: log[name] for name in log.files}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return []
    ends = np.cumsum(arrays["n_people"])
    starts = ends - arrays["n_people"]
    return [
        (float(time_s), _frame(arrays, k, slice(int(start), int(end))))
        for k, (time_s, start, end) in enumerate(
            zip(arrays["time_s"], starts, ends, strict=True)
        )
    ]


def _frame(arrays: dict[str, Any], number: int, people: slice) -> FramePoses:
    optional: dict[str, Any] = {
        name: arrays[name][people] for name in _OPTIONAL if name in arrays
    }
    if "camera_step" in arrays:
        optional["camera_step"] = arrays["camera_step"][number]
    optional |= {n: float(arrays[n][number]) for n in _OF_FRAMES if n in arrays}
    return FramePoses(arrays["xy_px"][people], arrays["confidence"][people], **optional)
