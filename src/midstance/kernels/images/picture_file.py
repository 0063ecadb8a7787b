"""One image of a file, decoded once its size is known to be one that can be."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from midstance.errors import FormatError

MOST_PIXELS = 100_000_000
"""12,000 x 8,000; decoded, that is 300 MB. A file of 100 kB can claim 50 times as
much, all of one colour."""


def read_picture(path: Path) -> NDArray[np.uint8]:
    """Return an image, shape (height, width, 3), RGB, turned as it says.

    Raises
    ------
    FormatError
        If it is missing, is no image, is damaged, or has more than `MOST_PIXELS`.

    """
    import cv2

    width_px, height_px = _size_px(path)
    if width_px * height_px > MOST_PIXELS:
        raise FormatError(
            f"The picture {path} has {width_px} x {height_px} px, more than the "
            f"{MOST_PIXELS // 1_000_000} million that are read; make it smaller."
        )
    try:
        stored = np.fromfile(path, np.uint8)
        image = cv2.imdecode(stored, cv2.IMREAD_COLOR_RGB)
    except (OSError, cv2.error) as error:
        raise _unreadable(path) from error
    if image is None:
        raise _unreadable(path)
    return np.asarray(image, np.uint8)


def _size_px(path: Path) -> tuple[int, int]:
    """Return width and height that the head of the file says."""
    import warnings

    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            # Its own bound is another one, and only warns.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(path) as image:
                return image.width, image.height
    except Image.DecompressionBombError as error:
        raise FormatError(
            f"The picture {path} has more than the {MOST_PIXELS // 1_000_000} million "
            "pixels that are read; make it smaller."
        ) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise _unreadable(path) from error


def _unreadable(path: Path) -> FormatError:
    return FormatError(f"The picture {path} cannot be read; take it out or mend it.")
