"""Poses of the frames done so far, so that interrupted work can go on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from midstance.errors import FormatError
from midstance.files import reading, replacing
from midstance.formats.npz import load_npz
from midstance.schema.poses import FramePoses, Memory

TimedPoses = tuple[float, FramePoses]

_OF_PEOPLE = ("xyz_m", "box_px", "appearance")
"""What may be known of the people in a frame."""
_OF_FRAMES = ("image_new", "image_change")
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

    """
    people = [pose for _, pose in poses]
    arrays: dict[str, Any] = {
        "key": np.array(key),
        "is_whole": np.array(is_whole),
        "can_go_on": np.array(memory is not None),
        "time_s": np.array([time_s for time_s, _ in poses], dtype=float),
        "n_people": np.array([pose.n_people for pose in people], dtype=int),
    }
    for name in ("xy_px", "confidence"):
        arrays[name] = np.concatenate([getattr(pose, name) for pose in people])
    for name in _OF_PEOPLE:
        known = [getattr(pose, name) for pose in people]
        arrays |= _known(name, known, np.concatenate)
    arrays |= _known("camera_step", [pose.camera_step for pose in people], np.stack)
    for name in _OF_FRAMES:
        arrays[name] = np.array([getattr(pose, name) for pose in people], dtype=float)
    arrays |= {f"{_MEMORY}{name}": values for name, values in (memory or {}).items()}
    with replacing(path) as part:
        np.savez(part, **arrays)


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


_KIND = "a file of poses"


def _read(arrays: dict[str, Any]) -> PoseLog:
    ends = np.cumsum(arrays["n_people"])
    parts = [slice(a, b) for a, b in zip(ends - arrays["n_people"], ends, strict=True)]
    optional: dict[str, list[Any]] = {
        **{name: _rows(arrays, name, arrays["n_people"]) for name in _OF_PEOPLE},
        "camera_step": _each(arrays, "camera_step"),
        **{name: arrays[name].tolist() for name in _OF_FRAMES},
    }
    poses = [
        (
            float(time_s),
            FramePoses(
                arrays["xy_px"][part],
                arrays["confidence"][part],
                **{name: values[k] for name, values in optional.items()},
            ),
        )
        for k, (time_s, part) in enumerate(zip(arrays["time_s"], parts, strict=True))
    ]
    start = len(_MEMORY)
    memory = {n[start:]: a for n, a in arrays.items() if n.startswith(_MEMORY)}
    can_go_on = bool(arrays["can_go_on"])
    return PoseLog(poses, memory if can_go_on else None, bool(arrays["is_whole"]))


def _known(name: str, values: Sequence[Any], joined: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return what is known of some frames, and of which."""
    is_known = np.array([value is not None for value in values], dtype=bool)
    arrays = {f"has_{name}": is_known}
    if is_known.any():
        arrays[name] = joined([value for value in values if value is not None])
    return arrays


def _each(arrays: dict[str, Any], name: str) -> list[Any]:
    """Return one value of each frame; None where it is not known."""
    values = iter(arrays.get(name, ()))
    return [next(values) if has else None for has in arrays[f"has_{name}"]]


def _rows(arrays: dict[str, Any], name: str, n_people: Any) -> list[Any]:  # noqa: ANN401
    """Return the rows of the people of each frame; None where it is not known."""
    has = arrays[f"has_{name}"]
    ends = np.cumsum(np.where(has, n_people, 0))
    return [
        arrays[name][end - n : end] if known else None
        for known, end, n in zip(has, ends, n_people, strict=True)
    ]
