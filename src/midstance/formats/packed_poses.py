"""The poses of a long video, in little memory."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, overload

import numpy as np

from midstance.schema.poses import FramePoses

TimedPoses = tuple[float, FramePoses]

N_IN_BLOCK = 256
"""How many frames are packed together."""
_OF_PEOPLE = ("xyz_m", "box_px", "appearance", "second_look")
"""What may be known of the people in a frame."""
_OF_FRAMES = ("image_new", "image_change", "image_mixed")
"""What may be known of the frame itself."""


class PackedPoses(Sequence[TimedPoses]):
    """Time (s) and people of each frame, in order; a list that takes a third.

    The poses of a frame are a dozen small arrays, each with more to say about itself
    than it holds. They are joined to large ones, and taken apart when asked for: what
    comes back is the same to the bit. It may grow, and nothing else.

    Parameters
    ----------
    poses
        To begin with.

    """

    def __init__(self, poses: Iterable[TimedPoses] = ()) -> None:
        self._blocks: list[Mapping[str, Any]] = []
        self._tail: list[TimedPoses] = []
        self._opened: tuple[int, list[TimedPoses]] = (-1, [])
        for timed in poses:
            self.append(timed)

    def append(self, timed: TimedPoses) -> None:
        """Add the next frame."""
        self._tail.append(timed)
        if len(self._tail) == N_IN_BLOCK:
            self._blocks.append(pack(self._tail))
            self._tail = []

    def __len__(self) -> int:
        """Return the number of frames."""
        return N_IN_BLOCK * len(self._blocks) + len(self._tail)

    @overload
    def __getitem__(self, index: int) -> TimedPoses: ...
    @overload
    def __getitem__(self, index: slice) -> list[TimedPoses]: ...
    def __getitem__(self, index: int | slice) -> TimedPoses | list[TimedPoses]:
        """Return one frame, or a list of some."""
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        number = range(len(self))[index]
        block, place = divmod(number, N_IN_BLOCK)
        if block == len(self._blocks):
            return self._tail[place]
        if self._opened[0] != block:
            self._opened = block, unpack(self._blocks[block])
        return self._opened[1][place]

    def __iter__(self) -> Iterator[TimedPoses]:
        """Yield the frames in order."""
        for block in self._blocks:
            yield from unpack(block)
        yield from self._tail

    def arrays(self, n_frames: int) -> Iterator[tuple[str, Any]]:
        """Yield what `pack` would return of the first frames, one array at a time."""
        whole, rest = divmod(n_frames, N_IN_BLOCK)
        blocks = self._blocks[:whole]
        if rest or not blocks:
            blocks = [*blocks, pack(self[N_IN_BLOCK * whole : n_frames])]
        for name in dict.fromkeys(name for block in blocks for name in block):
            parts = [block[name] for block in blocks if name in block]
            yield name, np.concatenate(parts)


def pack(poses: Sequence[TimedPoses]) -> dict[str, Any]:
    """Return the poses of some frames as a few arrays, by name.

    Parameters
    ----------
    poses
        Time (s) and people of each frame, in order.

    """
    people = [pose for _, pose in poses]
    arrays: dict[str, Any] = {
        "time_s": np.array([time_s for time_s, _ in poses], dtype=float),
        "n_people": np.array([pose.n_people for pose in people], dtype=int),
    }
    for name in ("xy_px", "confidence"):
        parts = [getattr(pose, name) for pose in people]
        arrays |= {name: np.concatenate(parts)} if parts else {}
    for name in _OF_PEOPLE:
        known = [getattr(pose, name) for pose in people]
        arrays |= _known(name, known, np.concatenate)
    arrays |= _known("camera_step", [pose.camera_step for pose in people], np.stack)
    for name in _OF_FRAMES:
        arrays[name] = np.array([getattr(pose, name) for pose in people], dtype=float)
    return arrays


def unpack(arrays: Mapping[str, Any]) -> list[TimedPoses]:
    """Return the poses that were packed, the same to the bit.

    Raises
    ------
    KeyError, ValueError
        If these are not arrays of `pack`.

    """
    ends = np.cumsum(arrays["n_people"])
    parts = [slice(a, b) for a, b in zip(ends - arrays["n_people"], ends, strict=True)]
    optional: dict[str, list[Any]] = {
        **{name: _rows(arrays, name, arrays["n_people"]) for name in _OF_PEOPLE},
        "camera_step": _each(arrays, "camera_step"),
        **{name: arrays[name].tolist() for name in _OF_FRAMES if name in arrays},
    }
    return [
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


def _known(name: str, values: Sequence[Any], joined: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return what is known of some frames, and of which."""
    is_known = np.array([value is not None for value in values], dtype=bool)
    arrays = {f"has_{name}": is_known}
    if is_known.any():
        arrays[name] = joined([value for value in values if value is not None])
    return arrays


def _each(arrays: Mapping[str, Any], name: str) -> list[Any]:
    """Return one value of each frame; None where it is not known."""
    values = iter(arrays.get(name, ()))
    return [next(values) if has else None for has in arrays[f"has_{name}"]]


def _rows(arrays: Mapping[str, Any], name: str, n_people: Any) -> list[Any]:  # noqa: ANN401
    """Return the rows of the people of each frame; None where it is not known."""
    # A log of an earlier version holds less.
    has = arrays.get(f"has_{name}", np.zeros(len(n_people), dtype=bool))
    ends = np.cumsum(np.where(has, n_people, 0))
    return [
        arrays[name][end - n : end] if known else None
        for known, end, n in zip(has, ends, n_people, strict=True)
    ]
