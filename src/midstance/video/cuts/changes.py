"""How much of a frame is new: what tells cuts, fades, and frames that come twice."""

from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from midstance.schema.poses import Memory
from midstance.video.cuts.blocks import BLOCK_PX, is_found
from midstance.video.cuts.mixtures import Mixtures

_WIDTH_PX, _OVERSAMPLING = 96, 3
_LEAST_TEXTURE = 3.0
"""Scatter of the grey levels (of 255) below which a block looks like any other."""
_SURELY_FOUND = 0.71
"""Correlation from which a block on its own place need not be looked for elsewhere:
just above that from which it is found, however both are rounded."""
_UNTOUCHED = 1.0
"""Images that differ less than this anywhere need no search (grey levels)."""


class Change(NamedTuple):
    """What became of a frame since the one before.

    Parameters
    ----------
    new
        0 to 1: the share of the frame that cannot be found near its place in the
        frame before. NaN for the first frame.
    most
        Grey levels (of 255) by which the block that changed most differs. NaN for
        the first frame.
    mixed
        0 to 1: how much of the frame half a second before was a mixture of this one
        and the one a second before, see `midstance.video.cuts.mixtures`. NaN: nobody
        looked.

    """

    new: float
    most: float
    mixed: float


def made_small(frame: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the grey levels of a frame, (height, width, 3) RGB, 96 px at most."""
    import cv2

    # Every few pixels alone: to read all of them takes several times as long.
    every = max(1, max(frame.shape[:2]) // (_OVERSAMPLING * _WIDTH_PX))
    height, width = (-(-n // every) for n in frame.shape[:2])
    gathered = frame[::every, ::every]
    if (height * every, width * every) == frame.shape[:2]:
        # The same pixels, which OpenCV gathers in a third of the time.
        flags = cv2.INTER_NEAREST
        gathered = np.asarray(cv2.resize(frame, (width, height), interpolation=flags))
    scale = _WIDTH_PX / max(width, height)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = cv2.resize(gathered, size, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), np.float32)


class ImageChange:
    """Compares each frame with the one before.

    Every frame, made small, is cut into blocks, and each block is looked for around
    its place in the frame before; light that changes, a camera that pans and
    people who move leave most blocks where they can be found, a cut does not.
    """

    def __init__(self) -> None:
        self._before: _Small | None = None
        self._mixtures = Mixtures()

    def memory(self) -> Memory:
        """Return frames seen before, made small; nothing before the first one."""
        if self._before is None:
            return {}
        return {"before": self._before.grey, **self._mixtures.memory()}

    def recall(self, memory: Memory) -> None:
        """Go on as the one did whose `memory` this is."""
        self._before = _Small(memory["before"]) if "before" in memory else None
        self._mixtures.recall(memory)

    def look(self, time_s: float, small: NDArray[np.float32]) -> Change:
        """Return what is new in a frame, `made_small`, that is shown at `time_s`."""
        now = _Small(small)
        mixed = self._mixtures.look(time_s, now.grey)
        before, self._before = self._before, now
        if before is None or before.grey.shape != now.grey.shape:
            return Change(np.nan, np.nan, mixed)
        apart = np.abs(now.blocks - before.blocks)
        most = float(apart.mean(axis=(2, 3)).max(initial=0.0))
        new = 0.0 if most < _UNTOUCHED else _new_share(before, now)
        return Change(new, most, mixed)


class _Small:
    """The grey levels of a frame made small, and its blocks, made when asked for.

    Every frame is compared twice: with the one before it, and with the one after.
    """

    def __init__(self, grey: NDArray[np.float32]) -> None:
        self.grey = grey

    @cached_property
    def blocks(self) -> NDArray[np.float32]:
        """Return the whole blocks, shape (rows, columns, block, block)."""
        rows, columns = (n // BLOCK_PX for n in self.grey.shape)
        whole = self.grey[: rows * BLOCK_PX, : columns * BLOCK_PX]
        return whole.reshape(rows, BLOCK_PX, columns, BLOCK_PX).swapaxes(1, 2)

    @cached_property
    def away(self) -> NDArray[np.float32]:
        """Return the blocks, the mean of each taken off."""
        return np.asarray(self.blocks - self.blocks.mean(axis=(2, 3), keepdims=True))

    @cached_property
    def texture(self) -> NDArray[np.float32]:
        """Return the scatter of the grey levels of each block."""
        return np.asarray(np.sqrt((self.away**2).mean(axis=(2, 3))))


def _new_share(before: _Small, now: _Small) -> float:
    """Return the share of the blocks of either frame not found in the other one."""
    is_there = _in_place(before, now)
    n_lost = n_looked = 0
    for source, target in ((before, now), (now, before)):
        has_texture = source.texture >= _LEAST_TEXTURE
        n_looked += int(has_texture.sum())
        for row, column in np.argwhere(has_texture & ~is_there).tolist():
            place = row * BLOCK_PX, column * BLOCK_PX
            n_lost += not is_found(source.grey, target.grey, *place)
    return float(n_lost / n_looked) if n_looked else 0.0


def _in_place(before: _Small, now: _Small) -> NDArray[np.bool_]:
    """Return which blocks are surely where they were.

    Where the camera stands nearly all are, and need not be looked for.
    """
    alike = (before.away * now.away).mean(axis=(2, 3))
    return np.asarray(alike > _SURELY_FOUND * before.texture * now.texture)
