"""How a camera moved, from what stands still in its images."""

import numpy as np
from numpy.typing import NDArray

from midstance.kernels.types import Image
from midstance.schema.poses import Memory

Boxes = NDArray[np.floating]

_WORKING_PX = 640
"""Of the width; of the longer side where little is asked of an image."""
_FAR_APART_S = 1 / 70
"""Between images this far apart a camera that moves at all moves by so much that an
upright image shows it in a third of the pixels."""
_MOST_POINTS, _FEWEST_POINTS = 300, 15
_LONGER_PAUSE, _LONGEST_PAUSE_S = 1.25, 2.0
_SPACING_PX = 10
_THERE_AND_BACK_PX = 0.5
_INLIER_PX = 1.0
_MOVES_WIDTHS_PER_S, _MOVING_SHARE = 0.05, 0.3
"""A camera that goes on like this for two seconds has moved by the width of a
runner; noise and trembling hands stay below."""
_STILL = 0.01
"""A camera whose image never shifts by this share of its width stands still:
the rest is noise, and would only be added to the tracks."""


class CameraMotion:
    """Shows how far the camera moved from image to image.

    Parameters
    ----------
    pause_s
        How long not to look after the first look; 0: every image is compared
        with the one before. Each pause is a quarter longer than the last, up to two
        seconds.

    """

    def __init__(self, pause_s: float = 0.0) -> None:
        self._pause_s = pause_s
        self._due_s, self._seen_s = -np.inf, np.nan
        self._scale = 1.0
        self._before: tuple[Image, Boxes] | None = None

    def memory(self) -> Memory:
        """Return all that the next look depends on besides its image."""
        clock = [self._due_s, self._pause_s, self._seen_s, self._scale]
        known = {"clock": np.array(clock)}
        if self._before is None:
            return known
        picture, people = self._before
        return {**known, "picture": picture, "people": people}

    def recall(self, memory: Memory) -> None:
        """Go on as the one did whose `memory` this is."""
        clock = memory["clock"].tolist()
        self._due_s, self._pause_s, self._seen_s, self._scale = clock
        self._before = None
        if "picture" in memory:
            self._before = memory["picture"], memory["people"]

    def is_due(self, time_s: float) -> bool:
        """Return whether an image of that time is looked at, or lies in a pause."""
        return self._before is not None or time_s >= self._due_s

    def look(self, time_s: float, picture: Image, people: Boxes) -> NDArray[np.float64]:
        """Return what takes a point of `picture` to the image before.

        Parameters
        ----------
        time_s
            Time of the image; rising.
        picture
            RGB, shape (height, width, 3), of the size of the one before.
        people
            Boxes (left, top, right, bottom; px) of those who move and are no part
            of the background, shape (n_boxes, 4).

        Returns
        -------
        numpy.ndarray
            Shape (3, 3): shift, rotation and zoom of a point (px, with 1 as third
            coordinate). NaN for the first image, in a pause, and when the two
            images share too little.

        """
        step_s, self._seen_s = time_s - self._seen_s, time_s
        if not self.is_due(time_s):
            return np.full((3, 3), np.nan)
        before, self._before = self._before, None
        if before is None:
            is_rough = self._pause_s > 0 and step_s >= _FAR_APART_S
            side_px = max(picture.shape[:2]) if is_rough else picture.shape[1]
            self._scale = min(1.0, _WORKING_PX / side_px)
        now = _grey(picture, self._scale), people * self._scale
        if before is None or self._pause_s == 0:
            self._before = now
        else:
            self._due_s = time_s + self._pause_s
            longer_s = min(self._pause_s * _LONGER_PAUSE, _LONGEST_PAUSE_S)
            self._pause_s = max(self._pause_s, longer_s)
        if before is None:
            return np.full((3, 3), np.nan)
        corners = _corners_of(*before, shrink=2 if self._pause_s else 1)
        return _unscaled(_step(before, now, corners), self._scale)


def camera_path(
    steps: NDArray[np.floating], width_px: int, height_px: int
) -> NDArray[np.float64]:
    """Return where each image lies in the first one.

    Parameters
    ----------
    steps
        Shape (n_pictures, 3, 3), see `CameraMotion.look`; the first one does not
        matter.
    width_px, height_px
        Size of the images.

    Returns
    -------
    numpy.ndarray
        Shape (n_pictures, 3, 3): what takes a point of that image to the first
        one. Identities when the camera stands still. NaN from the first image
        on that shares too little with the one before.

    Notes
    -----
    Corners of the background are followed from image to image (pyramidal
    Lucas-Kanade, there and back), and a similarity is fitted to them by RANSAC.
    A panned camera also shifts near things against far ones, and turns; the
    similarity holds for what is as far away as most of the background.

    """
    path = np.full(np.shape(steps), np.nan)
    path[:1] = np.eye(3)
    for k in range(1, len(path)):
        path[k] = path[k - 1] @ steps[k]
    corners = _corners(len(path), width_px, height_px)
    shift = np.linalg.norm(moved(corners, path) - corners, axis=2)
    if np.isfinite(shift).all() and shift.max(initial=0.0) < _STILL * width_px:
        return np.broadcast_to(np.eye(3), path.shape).copy()
    return path


def is_moving(
    steps: NDArray[np.floating],
    time_s: NDArray[np.floating],
    width_px: int,
    height_px: int,
    *,
    share: float = _MOVING_SHARE,
) -> bool:
    """Return whether the camera moves at a good part of the looks at it.

    Parameters
    ----------
    steps
        Shape (n_pictures, 3, 3), see `CameraMotion.look`.
    time_s
        Shape (n_pictures,).
    width_px, height_px
        Size of the images.
    share
        Part of the looks at which it must move more than hands tremble.

    """
    looked = np.flatnonzero(np.isfinite(steps).all(axis=(1, 2)))
    looked = looked[looked > 0]
    if not looked.size:
        return False
    corners = _corners(len(looked), width_px, height_px)
    shift_px = np.linalg.norm(moved(corners, steps[looked]) - corners, axis=2)
    lasts_s = time_s[looked] - time_s[looked - 1]
    widths_per_s = shift_px.mean(axis=1) / lasts_s / width_px
    return bool(np.mean(widths_per_s > _MOVES_WIDTHS_PER_S) > share)


def _corners(n: int, width_px: int, height_px: int) -> NDArray[np.float64]:
    """Return the corners of the image, shape (n, 4, 2)."""
    w, h = float(width_px), float(height_px)
    corners = np.array([[0.0, 0.0], [w, 0.0], [0.0, h], [w, h]])
    return np.broadcast_to(corners, (n, 4, 2))


def moved(
    points: NDArray[np.floating], path: NDArray[np.floating]
) -> NDArray[np.float64]:
    """Return `points` (n_times, n_points, 2) where they lie in the first image.

    Examples
    --------
    >>> shift = np.array([[[1.0, 0, 5], [0, 1, 0], [0, 0, 1]]])
    >>> moved(np.array([[[10.0, 20.0]]]), shift)
    array([[[15., 20.]]])

    """
    turned = np.einsum("tij,tpj->tpi", path[:, :2, :2], points)
    return np.asarray(turned + path[:, None, :2, 2])


def _grey(picture: Image, scale: float) -> Image:
    import cv2

    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    if scale == 1.0:
        return np.asarray(grey, dtype=np.uint8)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.uint8)


def _corners_of(picture: Image, people: Boxes, *, shrink: int) -> NDArray[np.float32]:
    """Return corners of the background, shape (n, 1, 2).

    Looked for in an image so many times smaller: to find them takes as long as all
    that follows, and where exactly they lie does not matter to it.
    """
    import cv2

    small, boxes = picture, people
    if shrink > 1:
        size = picture.shape[1] // shrink, picture.shape[0] // shrink
        small = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))
        boxes = people / shrink
    corners = cv2.goodFeaturesToTrack(
        small, _MOST_POINTS, 0.01, _SPACING_PX / shrink, mask=_background(small, boxes)
    )
    if corners is None:
        return np.empty((0, 1, 2), np.float32)
    return np.asarray(corners * np.float32(shrink), np.float32)


def _step(
    before: tuple[Image, Boxes], now: tuple[Image, Boxes], corners: NDArray[np.float32]
) -> NDArray[np.float64]:
    """Return what takes the points of `now` to `before`; NaN when it is not known.

    From where the `corners` of `before` went.
    """
    import cv2

    unknown = np.full((3, 3), np.nan)
    if len(corners) < _FEWEST_POINTS:
        return unknown
    there, found, _ = cv2.calcOpticalFlowPyrLK(
        before[0], now[0], corners, corners.copy()
    )
    back, returned, _ = cv2.calcOpticalFlowPyrLK(now[0], before[0], there, there.copy())
    astray = np.linalg.norm(back - corners, axis=2)[:, 0]
    good = (found[:, 0] == 1) & (returned[:, 0] == 1) & (astray < _THERE_AND_BACK_PX)
    if good.sum() < _FEWEST_POINTS:
        return unknown
    similarity, inliers = cv2.estimateAffinePartial2D(
        there[good], corners[good], method=cv2.RANSAC, ransacReprojThreshold=_INLIER_PX
    )
    if similarity is None or inliers.sum() < _FEWEST_POINTS:
        return unknown
    return np.vstack([similarity, [0.0, 0.0, 1.0]])


def _background(picture: Image, people: Boxes) -> Image:
    mask = np.full(picture.shape, 255, dtype=np.uint8)
    for left, top, right, bottom in np.nan_to_num(people):
        rows = slice(max(0, int(top)), max(0, int(bottom) + 1))
        mask[rows, max(0, int(left)) : max(0, int(right) + 1)] = 0
    return mask


def _unscaled(step: NDArray[np.float64], scale: float) -> NDArray[np.float64]:
    step = step.copy()
    step[:2, 2] /= scale
    return step
