"""People who are small in the image, looked for in parts of it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from math import ceil

import numpy as np
from numpy.typing import NDArray

from midstance.kernels.geometry.boxes import overlap
from midstance.pose.images.crops import Square

Detect = Callable[[NDArray[np.uint8], Sequence[NDArray[np.floating]]], list[Square]]
"""Gives a square for each person in an image, without those whose landmarks are
given."""

SAME_PERSON_OVERLAP = 0.3

Part = tuple[NDArray[np.uint8], int, int]
"""A part of an image, and the x and y (px) of its upper left corner."""

_SHARE = 0.6
"""How much of the longer side each part has."""

_STEP = 0.6
"""How far one window is from the next, in its sides: who is smaller than the rest of a
side is whole in one of them."""


def detect_in_tiles(detect: Detect) -> Detect:
    """Return a detector that looks at the whole image, then at parts of it.

    The parts are both ends of its longer side and, for who stands where these are
    cut, its middle. A detector sees every image small; a person who fills half of
    a part is twice as large there. People of the whole image come first; those of
    a part follow when they lie elsewhere.

    Parameters
    ----------
    detect
        Gives a square for each person in an image who is not known.

    """
    return _looking_at(parts_of, detect)


def detect_in_windows(detect: Detect) -> Detect:
    """Return a detector that looks at the whole image, then at square windows of it.

    A detector sees an image 224 px wide, and finds nobody who is there less than
    a fourth of that. In windows of half the shorter side that is an eighth of the
    height of an image that lies.

    Parameters
    ----------
    detect
        Gives a square for each person in an image who is not known.

    """
    return _looking_at(windows_of, detect)


def _looking_at(
    parts: Callable[[NDArray[np.uint8]], Iterator[Part]], detect: Detect
) -> Detect:
    def look(
        image: NDArray[np.uint8], known_px: Sequence[NDArray[np.floating]]
    ) -> list[Square]:
        found = detect(image, known_px)
        for part, dx, dy in parts(image):
            known = [points - (dx, dy) for points in known_px]
            there = detect(part, known)
            moved = (_moved(square, dx, dy) for square in there)
            found += [square for square in moved if not _is_known(square, found)]
        return found

    return look


def parts_of(image: NDArray[np.uint8]) -> Iterator[Part]:
    """Yield both ends of an image's longer side and its middle, and where they lie.

    Each part comes with the x and y (px) of its upper left corner.
    """
    height, width = image.shape[:2]
    axis, length = (0, height) if height >= width else (1, width)
    part = max(1, round(_SHARE * length))
    for start in (0, length - part, (length - part) // 2):
        inside = slice(start, start + part)
        cut = image[inside] if axis == 0 else image[:, inside]
        dx, dy = (0, start) if axis == 0 else (start, 0)
        yield np.ascontiguousarray(cut), dx, dy


def windows_of(image: NDArray[np.uint8]) -> Iterator[Part]:
    """Yield square windows as high as the shorter side of an image, then half of it.

    They overlap, and each comes with the x and y (px) of its upper left corner.
    """
    height, width = image.shape[:2]
    for size in (min(height, width), max(1, min(height, width) // 2)):
        for y in _starts(height, size):
            for x in _starts(width, size):
                cut = image[y : y + size, x : x + size]
                yield np.ascontiguousarray(cut), x, y


def _starts(length: int, size: int) -> list[int]:
    """Return where windows begin that cover a side of an image evenly."""
    n_windows = 1 + ceil((length - size) / (_STEP * size))
    starts = np.linspace(0, length - size, n_windows).round()
    return [int(start) for start in starts]


def _is_known(square: Square, found: list[Square]) -> bool:
    """Return whether a square shows somebody who was found before.

    Squares of one person seen whole and in part differ in size, so that they
    overlap less than two of one detection.
    """
    boxes = np.array([one.box_px() for one in found]).reshape(-1, 4)
    return bool((overlap(boxes, square.box_px()) > SAME_PERSON_OVERLAP).any())


def _moved(square: Square, dx_px: float, dy_px: float) -> Square:
    return replace(square, x_px=square.x_px + dx_px, y_px=square.y_px + dy_px)
