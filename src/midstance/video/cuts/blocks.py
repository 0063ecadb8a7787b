"""Blocks of a small grey image that are looked for near their place in another one."""

import numpy as np
from numpy.typing import NDArray

BLOCK_PX, REACH_PX = 12, 5
"""Size of the blocks that are looked for, and how far away."""
_FOUND = 0.7
"""Correlation from which a block is found again."""


def is_found(
    source: NDArray[np.float32], target: NDArray[np.float32], top: int, left: int
) -> bool:
    """Return whether a block of `source` is near its place in `target`.

    Parameters
    ----------
    source, target
        Shape (height, width): grey levels of two images of one size.
    top, left
        Where the block begins.

    """
    import cv2

    block = source[top : top + BLOCK_PX, left : left + BLOCK_PX]
    around = target[
        max(0, top - REACH_PX) : top + BLOCK_PX + REACH_PX,
        max(0, left - REACH_PX) : left + BLOCK_PX + REACH_PX,
    ]
    fit = cv2.matchTemplate(around, block, cv2.TM_CCOEFF_NORMED)
    return float(fit.max()) >= _FOUND
