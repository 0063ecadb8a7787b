"""Poses of the frames done so far, so that interrupted work can go on."""

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from midstance.errors import FormatError
from midstance.files import reading, replacing
from midstance.formats.npz import load_npz
from midstance.formats.packed_poses import PackedPoses, TimedPoses, unpack
from midstance.schema.poses import Memory

__all__ = ["PoseLog", "TimedPoses", "load_pose_log", "save_pose_log"]

_KIND = "a file of poses"
_MEMORY = "memory/"


@dataclass(frozen=True)
class PoseLog:
    """The first frames of a video, and how to go on after them.

    Parameters
    ----------
    poses
        Time (s) and people of each frame, in order.
    memory
        What whoever found them remembers after the last of these frames; None:
        nobody can go on from here.
    is_whole
        Whether these are all the frames that there are.

    """

    poses: list[TimedPoses] = field(default_factory=list)
    memory: Memory | None = None
    is_whole: bool = False


def save_pose_log(
    poses: Sequence[TimedPoses],
    path: Path,
    *,
    key: str,
    memory: Memory | None = None,
    is_whole: bool = False,
    n_frames: int | None = None,
) -> None:
    """Write the poses of the first frames of a video.

    Parameters
    ----------
    poses
        Time (s) and people of each frame, in order.
    path
        An ``.npz`` file.
    key
        What the poses depend on: the video, the network and its settings.
    memory, is_whole
        As in `PoseLog`.
    n_frames
        How many of `poses` are written, the first ones; None: all.

    """
    packed = poses if isinstance(poses, PackedPoses) else PackedPoses(poses)
    n_written = len(packed) if n_frames is None else n_frames

    def arrays() -> Iterator[tuple[str, Any]]:
        yield "key", np.array(key)
        yield "is_whole", np.array(is_whole)
        yield "can_go_on", np.array(memory is not None)
        yield from packed.arrays(n_written)
        for name, values in (memory or {}).items():
            yield f"{_MEMORY}{name}", values

    with replacing(path) as part:
        _write_npz(part, arrays())


def load_pose_log(path: Path, *, key: str) -> PoseLog:
    """Return what was saved under the same `key`; no frames when there is nothing.

    A file that is damaged or belongs to another video or setting counts as none:
    the work is done again. What comes back is the same to the bit.
    """
    try:
        with reading(path, _KIND):
            if str(load_npz(path, _KIND, only=("key",))["key"]) != key:
                return PoseLog()
            return _read(load_npz(path, _KIND))
    except FormatError:
        return PoseLog()


def _read(arrays: dict[str, Any]) -> PoseLog:
    start = len(_MEMORY)
    memory = {n[start:]: a for n, a in arrays.items() if n.startswith(_MEMORY)}
    can_go_on = bool(arrays["can_go_on"])
    return PoseLog(
        unpack(arrays), memory if can_go_on else None, bool(arrays["is_whole"])
    )


def _write_npz(path: Path, arrays: Iterator[tuple[str, Any]]) -> None:
    """Write what `numpy.savez` would, holding one array at a time."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, values in arrays:
            with archive.open(f"{name}.npy", "w", force_zip64=True) as file:
                np.lib.format.write_array(file, np.asarray(values), allow_pickle=False)
