"""How much of a frame is new: what tells cuts, fades, and frames that come twice."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from midstance.schema.poses import Memory
from midstance.video.cuts.mixtures import Mixtures

_WIDTH_PX, _OVERSAMPLING = 96, 3
_BLOCK_PX, _REACH_PX = 12, 5
"""Size of the blocks that are looked for in the frame before, and how far away."""
_LEAST_TEXTURE = 3.0
"""Scatter of the grey levels (of 255) below which a block looks like any other."""
_FOUND = 0.7
"""Correlation from which a block is found again."""
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


class ImageChange:
    """Compares each frame with the one before.

    Every frame is made small, cut into blocks, and each block is looked for around
    its place in the frame before; light that changes, a camera that pans and
    people who move leave most blocks where they can be found, a cut does not.
    """

    def __init__(self) -> None:
        self._before: NDArray[np.float32] | None = None
        self._mixtures = Mixtures()

    def memory(self) -> Memory:
        """Return frames seen before, made small; nothing before the first one."""
        if self._before is None:
            return {}
        return {"before": self._before, **self._mixtures.memory()}

    def recall(self, memory: Memory) -> None:
        """Go on as the one did whose `memory` this is."""
        self._before = memory.get("before")
        self._mixtures.recall(memory)

    def look(self, time_s: float, frame: NDArray[np.uint8]) -> Change:
        """Return what is new in `frame`, (height, width, 3) RGB, shown at `time_s`."""
        small = _small(frame)
        mixed = self._mixtures.look(time_s, small)
        before, self._before = self._before, small
        if before is None or before.shape != small.shape:
            return Change(np.nan, np.nan, mixed)
        differs = np.abs(small - before)
        rows, columns = (n // _BLOCK_PX for n in small.shape)
        cut = differs[: rows * _BLOCK_PX, : columns * _BLOCK_PX]
        blocks = cut.reshape(rows, _BLOCK_PX, columns, _BLOCK_PX).mean(axis=(1, 3))
        most = float(blocks.max(initial=0.0))
        new = 0.0 if most < _UNTOUCHED else _new_share(before, small)
        return Change(new, most, mixed)


def _small(frame: NDArray[np.uint8]) -> NDArray[np.float32]:
    import cv2

    # Every few pixels alone: to read all of them takes several times as long.
    every = max(1, max(frame.shape[:2]) // (_OVERSAMPLING * _WIDTH_PX))
    frame = frame[::every, ::every]
    height, width = frame.shape[:2]
    scale = _WIDTH_PX / max(width, height)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = cv2.resize(frame, size, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), np.float32)


def _new_share(before: NDArray[np.float32], now: NDArray[np.float32]) -> float:
    """Return the share of the blocks of either frame not found in the other one."""
    lost, looked = np.add(_unfound(before, now), _unfound(now, before))
    return float(lost / looked) if looked else 0.0


def _unfound(
    source: NDArray[np.float32], target: NDArray[np.float32]
) -> tuple[int, int]:
    """Return how many blocks are not found, and how many were looked for."""
    import cv2

    height, width = source.shape
    n_lost = n_looked = 0
    for top in range(0, height - _BLOCK_PX + 1, _BLOCK_PX):
        for left in range(0, width - _BLOCK_PX + 1, _BLOCK_PX):
            block = source[top : top + _BLOCK_PX, left : left + _BLOCK_PX]
            if block.std() < _LEAST_TEXTURE:
                continue
            around = target[
                max(0, top - _REACH_PX) : top + _BLOCK_PX + _REACH_PX,
                max(0, left - _REACH_PX) : left + _BLOCK_PX + _REACH_PX,
            ]
            fit = cv2.matchTemplate(around, block, cv2.TM_CCOEFF_NORMED)
            n_looked += 1
            n_lost += not float(fit.max()) >= _FOUND
    return n_lost, n_looked
