"""How the stored images of a video become the ones to be shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from midstance.errors import VideoError

if TYPE_CHECKING:
    import av
    from av.sidedata.sidedata import SideData
    from av.video.stream import VideoStream

_MOST_STRETCHED = 4.0
"""Pixels of old cameras are up to twice as wide as high."""
_DISPLAY_MATRIX_UNIT = 1 << 16
_OPENCV_TURNS = {1: 0, 2: 1, 3: 2}
"""Quarter turns clockwise to `cv2.ROTATE_90_CLOCKWISE`, `_180`,
`_90_COUNTERCLOCKWISE`."""


@dataclass(frozen=True)
class Upright:
    """How stored images become the ones to be shown.

    Parameters
    ----------
    width_px, height_px
        Size before turning, pixels made square.
    n_quarter_turns
        Clockwise quarter turns to apply.
    is_mirrored
        Whether left and right are exchanged, before turning.

    """

    width_px: int
    height_px: int
    n_quarter_turns: int = 0
    is_mirrored: bool = False

    def apply(self, image: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return `image` (height, width, 3) as it is to be shown."""
        import cv2

        # OpenCV, because turning with NumPy takes six times as long.
        turned: cv2.typing.MatLike = image
        if self.is_mirrored:
            turned = cv2.flip(turned, 1)
        if self.n_quarter_turns:
            turned = cv2.rotate(turned, _OPENCV_TURNS[self.n_quarter_turns])
        return np.asarray(turned, np.uint8)


def upright_of(first: "av.VideoFrame", stream: "VideoStream") -> Upright:
    """Return how the images of a video become upright, from its first one.

    Raises
    ------
    VideoError
        If its pixels are said to be more stretched than any camera makes them.

    """
    ratio = float(stream.sample_aspect_ratio or 1) or 1.0
    if not 1 / _MOST_STRETCHED <= ratio <= _MOST_STRETCHED:
        raise VideoError(
            f"The video says that its pixels are {ratio:.3g} times as wide as high, "
            f"which no camera makes; store it with square pixels."
        )
    n_turns, is_mirrored = _orientation(_display_matrix(first))
    return Upright(round(first.width * ratio), first.height, n_turns, is_mirrored)


def _display_matrix(frame: "av.VideoFrame") -> NDArray[np.float64]:
    """Return the (2, 2) part that turns and mirrors; y points down."""
    from av.sidedata.sidedata import Type

    side_data = cast("Mapping[Type, SideData]", frame.side_data)
    data = side_data.get(Type.DISPLAYMATRIX)
    if data is None:
        return np.eye(2)
    numbers = np.frombuffer(bytes(data), "=i4")[:9].reshape(3, 3)
    return np.asarray(numbers[:2, :2] / _DISPLAY_MATRIX_UNIT)


def _orientation(matrix: NDArray[np.float64]) -> tuple[int, bool]:
    """Return clockwise quarter turns, and whether to mirror before them.

    A point (x, y) of the stored image is shown at (x, y) @ matrix.
    Turns that are no quarter turns go to the nearest one.
    """
    is_mirrored = bool(np.linalg.det(matrix) < 0)
    turn = np.diag([-1.0, 1.0]) @ matrix if is_mirrored else matrix
    angle_deg = np.degrees(np.arctan2(turn[0, 1], turn[0, 0]))
    return round(angle_deg / 90) % 4, is_mirrored
