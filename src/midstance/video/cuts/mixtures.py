"""Frames that are two others laid over one another, as in a fade from shot to shot."""

from collections import deque

import numpy as np
from numpy.typing import NDArray

from midstance.schema.poses import Memory
from midstance.video.cuts.blocks import BLOCK_PX, is_found

TICK_S = 0.1
"""How often a frame is kept to be compared."""
_REACH = 5
"""Ticks from a frame to those before and after it that it may be a mixture of: half
a second, so that fades of two seconds at most are seen."""
_LEAST_TEXTURE = 6.0
"""Scatter of the grey levels (of 255) of a block, and of how two blocks differ, below
which nothing is to be told."""
_UNLIKE = 0.7
"""Correlation below which the frames before and after show other things in a block."""
_LEFT = 0.1
"""Share of the variance of a block that a mixture may leave."""
_NOISE = 1.0
"""And the variance of what a camera or an encoder adds (squared grey levels)."""
_LEAST_SHARE, _MOST_SUM = 0.12, 1.2
"""Least and most that the weights of both frames add up to; less than one is a fade to
or from an even grey, such as black. None may be all but one, nor negative."""
_LEAST_LEFT = 2.0
"""Scatter of the grey levels of a block that still shows anything."""
_FEWEST_BLOCKS = 4


def mixed_share(
    before: NDArray[np.floating],
    frame: NDArray[np.floating],
    after: NDArray[np.floating],
) -> float:
    """Return how much of what changes shows two frames laid over one another.

    Parameters
    ----------
    before, frame, after
        Shape (height, width): grey levels (0 to 255) of three frames of one size.

    Returns
    -------
    float
        0 to 1: of the blocks that show one thing before and another one after, the
        share that in between is a weighted sum of both, or one of them fainter. People
        and cameras that move put things elsewhere: no sum of before and after is
        between them, unless they move by less than what they show is wide; so blocks
        that `before` and `after` both show, a little apart, count as the same. 0 where
        fewer than four blocks are sums.

    """
    a, m, b = (_blocks(image) for image in (before, frame, after))
    aa, bb, ab = (a * a).mean(axis=1), (b * b).mean(axis=1), (a * b).mean(axis=1)
    am, bm, mm = (a * m).mean(axis=1), (b * m).mean(axis=1), (m * m).mean(axis=1)
    least = _LEAST_TEXTURE**2
    changed = np.maximum(aa, bb) > least
    changed &= ab <= _UNLIKE * np.sqrt(aa * bb)
    changed &= aa + bb - 2 * ab > least
    # The least squares of m = p a + q b, block by block; the noise keeps the weight
    # of an even grey at none.
    a_n, b_n = aa + _NOISE, bb + _NOISE
    area = a_n * b_n - ab**2
    p, q = (am * b_n - bm * ab) / area, (bm * a_n - am * ab) / area
    is_sum = changed & (mm - p * am - q * bm < _LEFT * mm + _NOISE)
    is_sum &= (mm > _LEAST_LEFT**2) & (np.minimum(p, q) > -_LEAST_SHARE / 2)
    is_sum &= np.maximum(p, q) < 1 - _LEAST_SHARE
    is_sum &= (p + q > _LEAST_SHARE) & (p + q < _MOST_SUM)
    if is_sum.sum() < _FEWEST_BLOCKS:
        return 0.0
    stays = changed & (np.minimum(aa, bb) > least)
    stays[stays] = _are_found(before, after, np.flatnonzero(stays))
    n_sums, n_changed = int((is_sum & ~stays).sum()), int((changed & ~stays).sum())
    return n_sums / n_changed if n_sums >= _FEWEST_BLOCKS else 0.0


def _are_found(
    before: NDArray[np.floating],
    after: NDArray[np.floating],
    numbers: NDArray[np.intp],
) -> NDArray[np.bool_]:
    """Return which blocks either image shows near their place in the other one."""
    images = [image.astype(np.float32) for image in (before, after)]
    per_row = before.shape[1] // BLOCK_PX
    places = [
        (number // per_row * BLOCK_PX, number % per_row * BLOCK_PX)
        for number in numbers.tolist()
    ]
    return np.array(
        [
            any(is_found(one, other, *place) for one, other in (images, images[::-1]))
            for place in places
        ],
        dtype=bool,
    )


class Mixtures:
    """Looks back from each frame whether the one half a second ago was a mixture."""

    def __init__(self) -> None:
        self._tick: int | None = None
        self._kept: deque[NDArray[np.float32]] = deque(maxlen=2 * _REACH + 1)

    def memory(self) -> Memory:
        """Return all that the next look depends on besides its frame."""
        if self._tick is None:
            return {}
        kept = {f"kept-{k:02d}": image for k, image in enumerate(self._kept)}
        return {"tick": np.array(self._tick), **kept}

    def recall(self, memory: Memory) -> None:
        """Go on as the one did whose `memory` this is."""
        self._tick = int(memory["tick"]) if "tick" in memory else None
        self._kept.clear()
        names = sorted(name for name in memory if name.startswith("kept-"))
        self._kept.extend(memory[name] for name in names)

    def look(self, time_s: float, small: NDArray[np.float32]) -> float:
        """Return the `mixed_share` of the frame half a second before this one.

        Parameters
        ----------
        time_s
            Time of the frame; rising.
        small
            Its grey levels, made small.

        Returns
        -------
        float
            NaN between the frames that are compared, ten a second, in the first
            second, and in the second after a gap: with fewer than ten frames a second
            nothing is compared, since there half a second is too few frames.

        """
        # A share of a frame's time on top: times that are multiples stay beyond them.
        tick = int((time_s + 1e-6) // TICK_S)
        if tick == self._tick:
            return float("nan")
        is_gap = self._tick is not None and tick != self._tick + 1
        if self._kept and (is_gap or self._kept[-1].shape != small.shape):
            self._kept.clear()
        self._tick = tick
        self._kept.append(small)
        if len(self._kept) <= 2 * _REACH:
            return float("nan")
        return mixed_share(self._kept[0], self._kept[_REACH], small)


DELAY_S = _REACH * TICK_S
"""How long before the look the frame was that is looked at."""


def _blocks(image: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return the blocks of an image, their mean taken off: (n_blocks, n_pixels)."""
    rows, columns = (n // BLOCK_PX for n in image.shape)
    cut = image[: rows * BLOCK_PX, : columns * BLOCK_PX].astype(float)
    blocks = cut.reshape(rows, BLOCK_PX, columns, BLOCK_PX).transpose(0, 2, 1, 3)
    flat = blocks.reshape(rows * columns, BLOCK_PX**2)
    return np.asarray(flat - flat.mean(axis=1, keepdims=True))
