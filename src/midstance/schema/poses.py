"""Poses: all people found in one frame."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import nan
from typing import Any

import numpy as np
from numpy.typing import NDArray

Memory = Mapping[str, NDArray[Any]]
"""What something remembers of the frames it has seen: arrays by name, no objects, so
that they can be kept in a file and come back exactly."""

N_SEEN = 6
"""How many numbers a second look gives of each keypoint."""


@dataclass(frozen=True)
class FramePoses:
    """All people found in one frame.

    Parameters
    ----------
    xy_px
        Shape (n_people, n_keypoints, 2); (0, 0) is the outer corner of the
        image, so the centre of its first pixel is (0.5, 0.5). NaN where a
        keypoint was not found.
    confidence
        Shape (n_people, n_keypoints), 0 to 1.
    xyz_m
        Shape (n_people, n_keypoints, 3), metres from the mid-hip, x right, y
        down, z away from the camera; None when the network gives none.
    box_px
        Shape (n_people, 4): left, top, right, bottom; None when not known.
    camera_step
        Shape (3, 3): what takes a point of this frame to the one before, see
        `midstance.kernels.images.camera_motion`; None or NaN when not known.
    appearance
        Shape (n_people, n_colours): what they wear, see
        `midstance.kernels.images.appearance`; NaN where it cannot be seen, None when
        nobody looked.
    second_look
        Shape (n_people, n_keypoints, 6): what a larger network saw of the same people,
        x, y (px), confidence and x, y, z (m); NaN for those at whom it did not look,
        None when it looked at nobody. See `midstance.tracking.second_look`.
    image_new, image_change, image_mixed
        How much of the image is new and how much it changed since the one before, and
        whether one before was a mixture of two, see
        `midstance.video.cuts.changes.Change`; NaN when not known.

    """

    xy_px: NDArray[np.float32]
    confidence: NDArray[np.float32]
    xyz_m: NDArray[np.float32] | None = None
    box_px: NDArray[np.float32] | None = None
    camera_step: NDArray[np.float64] | None = None
    appearance: NDArray[np.float32] | None = None
    second_look: NDArray[np.float32] | None = None
    image_new: float = nan
    image_change: float = nan
    image_mixed: float = nan

    @property
    def n_people(self) -> int:
        """Return the number of people found; 0 when nobody was."""
        return int(self.xy_px.shape[0])


def nobody(n_keypoints: int) -> FramePoses:
    """Return the poses of a frame without people.

    Examples
    --------
    >>> nobody(33).n_people
    0

    """
    return FramePoses(
        np.empty((0, n_keypoints, 2), np.float32),
        np.empty((0, n_keypoints), np.float32),
    )


def only_inside(
    xy_px: NDArray[np.floating], width_px: int, height_px: int
) -> NDArray[np.floating]:
    """Return the points with NaN for those on or past the border of the image.

    Parameters
    ----------
    xy_px
        Shape (..., 2).
    width_px, height_px
        Width and height of the image.

    Examples
    --------
    >>> only_inside(np.array([[3.0, 5.0], [8.0, 5.0]]), 8, 6)
    array([[ 3.,  5.],
           [nan, nan]])

    """
    is_inside = np.logical_and(xy_px > 0, xy_px < (width_px, height_px))
    return np.where(is_inside.all(axis=-1, keepdims=True), xy_px, np.nan)
