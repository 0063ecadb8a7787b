"""Turned squares of an image, cut out to the size a network takes."""

from dataclasses import dataclass
from math import cos, hypot, sin

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Square:
    """A square in an image, upright or turned.

    Parameters
    ----------
    x_px, y_px
        Its centre.
    size_px
        Length of a side.
    turn_rad
        Rotation from upright; positive turns it clockwise as seen, because y
        points down.

    """

    x_px: float
    y_px: float
    size_px: float
    turn_rad: float = 0.0

    @classmethod
    def around(
        cls,
        centre_px: NDArray[np.floating],
        top_px: NDArray[np.floating],
        margin: float,
    ) -> "Square":
        """Return the square whose upper side looks from the centre to `top_px`.

        Without margin `top_px` is the middle of its upper side.

        Examples
        --------
        >>> Square.around(np.array([50.0, 60.0]), np.array([50.0, 20.0]), margin=1.25)
        Square(x_px=50.0, y_px=60.0, size_px=100.0, turn_rad=0.0)

        """
        x, y = float(centre_px[0]), float(centre_px[1])
        across, up = float(top_px[0]) - x, y - float(top_px[1])
        turn = float(np.arctan2(across, up))
        return cls(x, y, 2 * hypot(across, up) * margin, turn)

    def to_picture(self, points: NDArray[np.floating]) -> NDArray[np.floating]:
        """Return where points of the square lie in the image (px).

        Parameters
        ----------
        points
            Shape (..., 2); (0, 0) is the upper left corner of the square and
            (1, 1) the lower right one.

        """
        centred = (points - 0.5) * self.size_px
        return np.asarray(self.turned(centred) + np.array([self.x_px, self.y_px]))

    def from_picture(self, points_px: NDArray[np.floating]) -> NDArray[np.floating]:
        """Return where points of the image lie in the square; see `to_picture`."""
        c, s = cos(self.turn_rad), sin(self.turn_rad)
        centred = np.asarray(points_px) - np.array([self.x_px, self.y_px])
        return np.asarray(centred @ np.array([[c, -s], [s, c]]) / self.size_px + 0.5)

    def turned(self, vectors: NDArray[np.floating]) -> NDArray[np.floating]:
        """Return `vectors`, shape (..., 2), turned from the square to the image."""
        c, s = cos(self.turn_rad), sin(self.turn_rad)
        return np.asarray(vectors @ np.array([[c, s], [-s, c]]))

    def box_px(self) -> NDArray[np.floating]:
        """Return left, top, right and bottom of the square, as if it were upright."""
        half = self.size_px / 2
        return np.array(
            [self.x_px - half, self.y_px - half, self.x_px + half, self.y_px + half]
        )

    def cut(
        self, image: NDArray[np.uint8], n_px: int, *, repeat_border: bool
    ) -> NDArray[np.uint8]:
        """Return the square as an image of `n_px` by `n_px` pixels.

        Parameters
        ----------
        image
            Shape (height, width, 3).
        n_px
            Side of the result.
        repeat_border
            What lies outside the image: its last pixel (True) or black.

        Notes
        -----
        The corner of the square falls on the centre of the first pixel, as in
        the pipeline for which the BlazePose networks were published: half a
        pixel of the result off, which those networks have learnt to expect.

        """
        import cv2

        unit = np.array([[0, 1], [0, 0], [1, 0], [1, 1]], np.float32)
        corners = self.to_picture(unit).astype(np.float32)
        matrix = cv2.getPerspectiveTransform(corners, unit * n_px)
        border = cv2.BORDER_REPLICATE if repeat_border else cv2.BORDER_CONSTANT
        cut = cv2.warpPerspective(
            image, matrix, (n_px, n_px), flags=cv2.INTER_LINEAR, borderMode=border
        )
        return np.asarray(cut, np.uint8)
