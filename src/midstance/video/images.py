"""A folder of images, taken as a video."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from midstance.errors import FormatError, VideoError
from midstance.kernels.images.picture_file import read_picture
from midstance.schema.notes import Note
from midstance.schema.video import VideoInfo

SUFFIXES = (".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp")


class FolderSource:
    """The images of a folder in natural order (2 before 10), at an even rate.

    Parameters
    ----------
    folder
        Its images (`SUFFIXES`); other files and folders are passed over.
    rate_hz
        Images per second: a folder carries no clock.

    Raises
    ------
    VideoError
        If there is no image, or the first one cannot be read.

    """

    def __init__(self, folder: Path, rate_hz: float) -> None:
        if rate_hz <= 0:
            raise VideoError(f"image_rate_hz must be above 0, got {rate_hz:g}.")
        self._paths = sorted(
            (path for path in folder.iterdir() if _is_picture(path)),
            key=lambda path: natural_key(path.name),
        )
        if not self._paths:
            raise VideoError(
                f"The folder {folder} holds no pictures ({', '.join(SUFFIXES)}); "
                "give a video file or a folder of pictures."
            )
        height_px, width_px = _read(self._paths[0]).shape[:2]
        text = (
            f"A folder of pictures carries no clock; {rate_hz:g} per second was taken."
        )
        self.notes = [Note("no_clock", text, facts={"rate_hz": rate_hz})]
        self.info = VideoInfo(
            name=folder.name,
            width_px=width_px,
            height_px=height_px,
            rate_hz=rate_hz,
            duration_s=len(self._paths) / rate_hz,
            n_frames=len(self._paths),
            codec="images",
        )

    def pictures(
        self,
        start_s: float,
        notes: list[Note],  # noqa: ARG002 -- what a video file needs
    ) -> Iterator[tuple[float | None, float, Callable[[], NDArray[np.uint8]]]]:
        """Yield time (s), how long it is shown (s) and what gives the image.

        They come in order, from `start_s` on.

        Raises
        ------
        VideoError
            When an image is asked for that cannot be read, or is of another size than
            the first.

        """
        step_s = 1.0 / self.info.rate_hz
        for index in range(int(start_s / step_s), len(self._paths)):
            yield index * step_s, step_s, partial(self._image, self._paths[index])

    def _image(self, path: Path) -> NDArray[np.uint8]:
        shape = (self.info.height_px, self.info.width_px, 3)
        image = _read(path)
        if image.shape != shape:
            raise VideoError(
                f"All pictures of {self.info.name} must be of one size, "
                f"{shape[1]} x {shape[0]} px as the first; "
                f"{path.name} is {image.shape[1]} x {image.shape[0]} px."
            )
        return image


def natural_key(name: str) -> list[tuple[int, int, str]]:
    """Return a key that sorts numbers in a name by value.

    Examples
    --------
    >>> sorted(["a10.png", "a9.png", "A1.png"], key=natural_key)
    ['A1.png', 'a9.png', 'a10.png']

    """
    parts = re.findall(r"\d+|\D+", name.lower())
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts]


def _is_picture(path: Path) -> bool:
    hidden = path.name.startswith(".")
    return path.suffix.lower() in SUFFIXES and path.is_file() and not hidden


def _read(path: Path) -> NDArray[np.uint8]:
    try:
        return read_picture(path)
    except FormatError as error:
        raise VideoError(str(error)) from error
