"""What every pose backend promises."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

from midstance.registry import Registry


@dataclass(frozen=True)
class FramePoses:
    """All people found in one frame.

    Parameters
    ----------
    xy_px
        Shape (n_people, n_keypoints, 2); pixel centres lie at whole numbers
        plus one half, so (0, 0) is the outer corner of the picture. NaN where a
        keypoint was not found.
    confidence
        Shape (n_people, n_keypoints), 0 to 1.
    xyz_m
        Shape (n_people, n_keypoints, 3), metres from the mid-hip, x right, y
        down, z away from the camera; None when the network gives none.
    box_px
        Shape (n_people, 4): left, top, right, bottom; None when not known.

    """

    xy_px: NDArray[np.float32]
    confidence: NDArray[np.float32]
    xyz_m: NDArray[np.float32] | None = None
    box_px: NDArray[np.float32] | None = None

    @property
    def n_people(self) -> int:
        """Number of people found; 0 when nobody was."""
        return int(self.xy_px.shape[0])


def nobody(n_keypoints: int) -> FramePoses:
    """Return the poses of a frame without people."""
    return FramePoses(
        np.empty((0, n_keypoints, 2), np.float32),
        np.empty((0, n_keypoints), np.float32),
        np.empty((0, n_keypoints, 3), np.float32),
        np.empty((0, 4), np.float32),
    )


Estimate = Callable[[NDArray[np.uint8]], FramePoses]


class PoseBackend(Protocol):
    """Finds people in frames.

    A backend is a frozen dataclass of settings; the network lives only inside
    `session`, which is where its library is imported and its weights are read.
    `skeleton` names one of `midstance.schema.skeletons.SKELETONS`.
    """

    skeleton: ClassVar[str]

    def session(self) -> AbstractContextManager[Estimate]:
        """Return a context in which RGB frames (height, width, 3) become poses.

        Frames are to be given in order; a backend may use the previous one.
        """
        ...


backends: Registry[type[PoseBackend]] = Registry("pose backend", "midstance.pose")
