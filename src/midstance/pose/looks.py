"""Which frames of a quick camera a network looks at, and who is where between them.

A camera of 240 frames/s shows a runner twice as often as contacts, toe-offs and angles
gain from it (``validation/fewer_frames.py``), and the network takes most of the time.
So it looks at every second frame of such a camera, and where people are in the others
follows from the two looks around them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

from midstance.formats.packed_poses import pack, unpack
from midstance.pose.pieces import Relay, is_lead, part_of, piece_of
from midstance.schema.poses import FramePoses, Memory, nobody
from midstance.video.reader import Frame

LEAST_HZ = 100.0
"""So many frames of a second are looked at, at least."""
_NO_CAMERA_HZ = 999.0
"""From here a rate is that of a clock, not of a camera."""
_AS_SLOW = 0.75
"""A frame that follows the one before after this share of the pause between two looks
is looked at: a file may promise more frames than it has, or have more in some parts."""
_MOST_MOVED = 0.25
"""How far somebody may be from one look to the next, in sizes of the body."""
_ALIKE = 0.15
"""A frame is one of the two that were looked at, when its image differs from that one
by less than this share of how much it differs from both: repeated frames and cuts."""

Small = NDArray[np.float32]
Seen = tuple[FramePoses, FramePoses]
"""Who is in a frame, as it is told and as whoever looks at the next piece sees it."""


def step_of(rate_hz: float, least_hz: float = LEAST_HZ) -> int:
    """Return every how manieth frame of a camera is looked at.

    Parameters
    ----------
    rate_hz
        Frames per second of life; NaN or 0: not known.
    least_hz
        How many of these are looked at, at least.

    Examples
    --------
    >>> [step_of(rate_hz) for rate_hz in (30.0, 120.0, 239.76, 480.0, float("nan"))]
    [1, 1, 2, 4, 1]

    """
    if not 0 < rate_hz < _NO_CAMERA_HZ:
        return 1
    return max(1, int(rate_hz / least_hz))


@dataclass(frozen=True)
class Found:
    """A frame, and who is in it.

    Parameters
    ----------
    frame, small
        The frame, and its image made small.
    seen
        Who is in it.
    memory
        All that the next look depends on; None: it cannot be told.

    """

    frame: Frame
    small: Small
    seen: Seen
    memory: Memory | None


class Looks:
    """Looks at every so manieth frame, and tells who is where in all of them.

    Frames are told one look late. Which ones are looked at follows from their times
    alone, so that it is the same wherever one begins.

    Parameters
    ----------
    relay
        Follows people.
    look
        Lets it look at an image.
    rate_hz
        Frames per second of life.
    step
        Every how manieth frame is looked at.

    """

    def __init__(
        self,
        relay: Relay,
        look: Callable[[NDArray[np.uint8]], FramePoses],
        *,
        rate_hz: float,
        step: int,
    ) -> None:
        self._relay, self._look = relay, look
        self._rate_hz, self._step = rate_hz, step
        self._waiting: list[tuple[Frame, Small]] = []
        self._last: Found | None = None
        self._recalled: tuple[float, Seen] | None = None
        self._before_s = inf

    def known(self, frame: Frame, small: Small) -> None:
        """Take a frame of which it is known who is in it."""
        self._before_s = frame.time_s
        if self._recalled is not None and self._recalled[0] == frame.time_s:
            self._last = Found(frame, small, self._recalled[1], None)

    def take(self, frame: Frame, small: Small) -> Iterator[Found]:
        """Yield the frames up to this one if it is looked at; else nothing yet."""
        is_due, self._before_s = self._is_due(frame), frame.time_s
        if is_due:
            yield from self._look_at(frame, small)
        else:
            self._waiting.append((frame, small))

    def end(self) -> Iterator[Found]:
        """Yield what was not told yet, behind the last frame."""
        if self._waiting:
            yield from self._look_at(*self._waiting.pop())

    def recall(self, memory: Memory) -> None:
        """Go on as the one did whose `memory` this is, once the known frames came."""
        self._relay.recall(memory)
        if "last/time_s" in memory:
            (at_s, seen), (_, relief) = unpack(part_of(memory, "last"))
            self._recalled = at_s, (seen, relief)

    def _is_due(self, frame: Frame) -> bool:
        if self._step == 1 or round(frame.time_s * self._rate_hz) % self._step == 0:
            return True
        pause_s = self._step / self._rate_hz
        return frame.time_s - self._before_s >= _AS_SLOW * pause_s

    def _look_at(self, frame: Frame, small: Small) -> Iterator[Found]:
        # Few cameras let frames wait, and to tell a memory takes time.
        before = self._memory() if self._waiting else None
        now = self._relay.look(frame.time_s, lambda: self._look(frame.image))
        last, self._last = self._last, Found(frame, small, now, None)
        for waited, its_small in self._waiting:
            share = _share(last, self._last, waited.time_s, its_small)
            seen = _seen_between(last, self._last, waited.time_s, share)
            yield Found(waited, its_small, seen, before)
        self._waiting = []
        yield Found(frame, small, now, self._memory())

    def _memory(self) -> Memory | None:
        memory = self._relay.memory()
        if memory is None or self._step == 1 or self._last is None:
            return memory
        last = pack([(self._last.frame.time_s, one) for one in self._last.seen])
        return {**memory, **{f"last/{name}": array for name, array in last.items()}}


def _seen_between(last: Found | None, now: Found, at_s: float, share: float) -> Seen:
    """Return who is in a frame between two looks, for its own piece and the next."""
    seen = relief = None
    if last is not None:
        own_piece = piece_of(last.frame.time_s) == piece_of(at_s)
        seen = last.seen[0] if own_piece else last.seen[1]
        relief = last.seen[1] if is_lead(last.frame.time_s) or not own_piece else None
    ahead = now.seen[0]
    is_next = piece_of(now.frame.time_s) != piece_of(at_s)
    told = between(seen, ahead, share)
    if not is_lead(at_s):
        return told, told
    return told, between(relief, ahead if is_next else now.seen[1], share)


def _share(last: Found | None, now: Found, at_s: float, small: Small) -> float:
    """Return where a frame stands between two others: 0 at the first, 1 at the last."""
    if last is None:
        return 1.0
    apart = [float(np.abs(small - other.small).mean()) for other in (last, now)]
    alike = apart[0] / sum(apart) if sum(apart) else 0.5
    if alike < _ALIKE:
        return 0.0
    if alike > 1 - _ALIKE:
        return 1.0
    lasts_s = now.frame.time_s - last.frame.time_s
    return (at_s - last.frame.time_s) / lasts_s


def between(before: FramePoses | None, after: FramePoses, share: float) -> FramePoses:
    """Return who is in a frame between two that were looked at.

    Parameters
    ----------
    before, after
        Who is in these two; None: nobody looked before.
    share
        Where the frame stands between them, 0 to 1. At either end everybody is as in
        that one; in between only who is in both, on the straight line.

    Notes
    -----
    Colours, steps of the camera and second looks are not between two frames, and are
    left out.

    """
    if before is None or share >= 1:
        return _bare(after, slice(None))
    if share <= 0:
        return _bare(before, slice(None))
    pairs = _pairs(before.xy_px, after.xy_px)
    if not pairs:
        return nobody(after.xy_px.shape[1])
    first, second = (list(side) for side in zip(*pairs, strict=True))
    one, other = _bare(before, first), _bare(after, second)

    def mixed(
        a: NDArray[np.float32] | None, b: NDArray[np.float32] | None
    ) -> NDArray[np.float32] | None:
        if a is None or b is None:
            return None
        return ((1 - share) * a + share * b).astype(np.float32)

    xy_px = mixed(one.xy_px, other.xy_px)
    assert xy_px is not None
    return FramePoses(
        xy_px,
        np.minimum(one.confidence, other.confidence),
        mixed(one.xyz_m, other.xyz_m),
        mixed(one.box_px, other.box_px),
    )


def _bare(poses: FramePoses, people: list[int] | slice) -> FramePoses:
    """Return where some people are, and nothing else."""

    def own(values: NDArray[np.float32] | None) -> NDArray[np.float32] | None:
        return None if values is None else values[people]

    return FramePoses(
        poses.xy_px[people],
        poses.confidence[people],
        own(poses.xyz_m),
        own(poses.box_px),
    )


def _pairs(
    before_px: NDArray[np.float32], after_px: NDArray[np.float32]
) -> list[tuple[int, int]]:
    """Return who is who: those who are nearest to each other, and near enough."""
    if not len(before_px) or not len(after_px):
        return []
    way = np.hypot(*np.moveaxis(before_px[:, None] - after_px[None], -1, 0))
    seen = np.isfinite(way)
    n_seen = seen.sum(axis=-1)
    mean = np.where(seen, way, 0.0).sum(axis=-1) / np.maximum(n_seen, 1)
    known = np.isfinite(before_px)
    high, low = (np.where(known, before_px, end) for end in (-np.inf, np.inf))
    reach = (high.max(axis=1) - low.min(axis=1)).max(axis=-1)
    apart = np.where(n_seen > 0, mean / np.maximum(reach, 1.0)[:, None], np.inf)
    nearest, back = apart.argmin(axis=1), apart.argmin(axis=0)
    return [
        (k, int(n))
        for k, n in enumerate(nearest)
        if back[n] == k and apart[k, n] < _MOST_MOVED
    ]
