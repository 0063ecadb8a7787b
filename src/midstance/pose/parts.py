"""People who are small in the picture, looked for in parts of it."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from midstance.kernels.crops import Square

Detect = Callable[[NDArray[np.uint8]], list[Square]]

SHARE = 0.6
"""How much of the longer side each part has; the two overlap in the middle."""


def in_parts(detect: Detect) -> Detect:
    """Return a detector that looks at the whole picture, then at both its halves.

    A detector sees every picture small; a person who fills half of a part is twice
    as large there. People of the whole picture come first; those of a part may be
    the same ones again.

    Parameters
    ----------
    detect
        Gives a square for each person in a picture.

    """

    def look(image: NDArray[np.uint8]) -> list[Square]:
        found = detect(image)
        height, width = image.shape[:2]
        axis, length = (0, height) if height >= width else (1, width)
        part = max(1, round(SHARE * length))
        for start in (0, length - part):
            inside = slice(start, start + part)
            cut = image[inside] if axis == 0 else image[:, inside]
            dx, dy = (0, start) if axis == 0 else (start, 0)
            found += [
                _moved(square, dx, dy) for square in detect(np.ascontiguousarray(cut))
            ]
        return found

    return look


def _moved(square: Square, dx_px: float, dy_px: float) -> Square:
    return replace(square, x_px=square.x_px + dx_px, y_px=square.y_px + dy_px)
