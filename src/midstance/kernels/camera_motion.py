"""How a camera moved, from what stands still in its pictures."""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Boxes = NDArray[np.floating]

_WORKING_WIDTH_PX = 640
_MOST_POINTS, _FEWEST_POINTS = 300, 15
_SPACING_PX = 10
_THERE_AND_BACK_PX = 0.5
_INLIER_PX = 1.0
_STILL = 0.01
"""A camera whose picture never shifts by this share of its width stands still:
the rest is noise, and would only be added to the tracks."""


def camera_path(
    pictures: Iterable[Picture], people: Iterable[Boxes] | None = None
) -> NDArray[np.float64]:
    """Return where each picture lies in the first one.

    Parameters
    ----------
    pictures
        RGB, shape (height, width, 3), all of one size, in order.
    people
        For each picture the boxes (left, top, right, bottom; px) of those who
        move and are no part of the background, shape (n_boxes, 4); None: none.

    Returns
    -------
    numpy.ndarray
        Shape (n_pictures, 3, 3): shift, rotation and zoom that take a point (px,
        with 1 as third coordinate) of that picture to the first one. Identities
        when the camera stands still. NaN from the first picture on that shares
        too little with the one before.

    Notes
    -----
    Corners of the background are followed from picture to picture (pyramidal
    Lucas-Kanade, there and back), and a similarity is fitted to them by RANSAC.
    A panned camera also shifts near things against far ones, and turns; the
    similarity holds for what is as far away as most of the background.

    """
    size: tuple[int, ...] = ()
    path: list[NDArray[np.float64]] = []
    before: tuple[Picture, Boxes] | None = None
    for picture, boxes in _paired(pictures, people):
        size, scale = picture.shape, min(1.0, _WORKING_WIDTH_PX / picture.shape[1])
        now = _grey(picture, scale), boxes * scale
        if before is None:
            path.append(np.eye(3))
        else:
            path.append(path[-1] @ _unscaled(_step(before, now), scale))
        before = now
    if not path:
        return np.empty((0, 3, 3))
    return _still_or_moving(np.stack(path), size[1], size[0])


def moved(
    points: NDArray[np.floating], path: NDArray[np.floating]
) -> NDArray[np.float64]:
    """Return `points` (n_times, n_points, 2) where they lie in the first picture.

    Examples
    --------
    >>> shift = np.array([[[1.0, 0, 5], [0, 1, 0], [0, 0, 1]]])
    >>> moved(np.array([[[10.0, 20.0]]]), shift)
    array([[[15., 20.]]])

    """
    turned = np.einsum("tij,tpj->tpi", path[:, :2, :2], points)
    return np.asarray(turned + path[:, None, :2, 2])


def _paired(
    pictures: Iterable[Picture], people: Iterable[Boxes] | None
) -> Iterator[tuple[Picture, Boxes]]:
    if people is None:
        for picture in pictures:
            yield picture, np.empty((0, 4))
    else:
        yield from zip(pictures, people, strict=True)


def _grey(picture: Picture, scale: float) -> Picture:
    import cv2

    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    if scale == 1.0:
        return np.asarray(grey, dtype=np.uint8)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.uint8)


def _step(
    before: tuple[Picture, Boxes], now: tuple[Picture, Boxes]
) -> NDArray[np.float64]:
    """Return what takes the points of `now` to `before`; NaN when it is not known."""
    import cv2

    unknown = np.full((3, 3), np.nan)
    corners = cv2.goodFeaturesToTrack(
        before[0], _MOST_POINTS, 0.01, _SPACING_PX, mask=_background(*before)
    )
    if corners is None or len(corners) < _FEWEST_POINTS:
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


def _background(picture: Picture, people: Boxes) -> Picture:
    mask = np.full(picture.shape, 255, dtype=np.uint8)
    for left, top, right, bottom in np.nan_to_num(people):
        rows = slice(max(0, int(top)), max(0, int(bottom) + 1))
        mask[rows, max(0, int(left)) : max(0, int(right) + 1)] = 0
    return mask


def _unscaled(step: NDArray[np.float64], scale: float) -> NDArray[np.float64]:
    step = step.copy()
    step[:2, 2] /= scale
    return step


def _still_or_moving(
    path: NDArray[np.float64], width_px: int, height_px: int
) -> NDArray[np.float64]:
    corners = np.array([[0, 0], [width_px, 0], [0, height_px], [width_px, height_px]])
    corners = np.broadcast_to(corners.astype(float), (len(path), 4, 2))
    shift = np.linalg.norm(moved(corners, path) - corners, axis=2)
    if np.isfinite(shift).all() and shift.max() < _STILL * width_px:
        return np.broadcast_to(np.eye(3), path.shape).copy()
    return path
