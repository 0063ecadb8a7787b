"""An image shown whole in a frame of another shape, with borders around it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

GREY = 114
"""Of the borders; what the networks of the YOLO family were trained with."""


@dataclass(frozen=True)
class Letterbox:
    """Where an image lies in a frame.

    Parameters
    ----------
    image_px, shown_px, frame_px
        Width and height of the image, of the image as it is shown, and of
        the frame.
    corner_px
        Where the upper left corner of the image lies in the frame.

    """

    image_px: tuple[int, int]
    shown_px: tuple[int, int]
    frame_px: tuple[int, int]
    corner_px: tuple[int, int]

    @classmethod
    def centred(
        cls, image_px: tuple[int, int], frame_px: tuple[int, int]
    ) -> "Letterbox":
        """Return the image as large as the frame allows, in its middle.

        Of an odd number of border pixels the lower right side gets one more.

        Examples
        --------
        >>> Letterbox.centred((1280, 720), (640, 640)).corner_px
        (0, 140)

        """
        shown_px = _largest(image_px, frame_px)
        corner_px = (
            (frame_px[0] - shown_px[0]) // 2,
            (frame_px[1] - shown_px[1]) // 2,
        )
        return cls(image_px, shown_px, frame_px, corner_px)

    @classmethod
    def in_corner(
        cls, image_px: tuple[int, int], frame_px: tuple[int, int]
    ) -> "Letterbox":
        """Return the image as large as the frame allows, in its upper left corner.

        Examples
        --------
        >>> Letterbox.in_corner((1280, 720), (640, 640)).shown_px
        (640, 360)

        """
        return cls(image_px, _largest(image_px, frame_px), frame_px, (0, 0))

    def draw(self, image: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the frame with `image`, shape (height, width, 3), in it."""
        import cv2

        frame = np.full((self.frame_px[1], self.frame_px[0], 3), GREY, np.uint8)
        (left, top), (width, height) = self.corner_px, self.shown_px
        shown = (
            image
            if self.shown_px == self.image_px
            else cv2.resize(image, self.shown_px, interpolation=cv2.INTER_LINEAR)
        )
        frame[top : top + height, left : left + width] = shown
        return frame

    def to_picture(self, points: NDArray[np.floating]) -> NDArray[np.floating]:
        """Return where points of the frame lie in the image (px).

        Parameters
        ----------
        points
            Shape (..., 2): x, y in pixels of the frame.

        """
        scale = np.array(self.image_px) / np.array(self.shown_px)
        return np.asarray((points - np.array(self.corner_px)) * scale)


def _largest(image_px: tuple[int, int], frame_px: tuple[int, int]) -> tuple[int, int]:
    scale = min(frame_px[0] / image_px[0], frame_px[1] / image_px[1])
    return max(round(image_px[0] * scale), 1), max(round(image_px[1] * scale), 1)
