"""What every pose backend promises."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from midstance.registry import Registry
from midstance.schema.poses import FramePoses, nobody

__all__ = ["Estimate", "FramePoses", "PoseBackend", "backends", "nobody"]

Estimate = Callable[[NDArray[np.uint8]], FramePoses]


class PoseBackend(Protocol):
    """Finds people in frames.

    A backend is a frozen dataclass of settings; the network lives only inside
    `session`, which is where its library is imported and its weights are read.
    Its skeleton is fixed or, where networks differ, a setting.
    """

    @property
    def skeleton(self) -> str:
        """Return the name of one of `midstance.schema.skeletons.SKELETONS`."""
        ...

    def session(self) -> AbstractContextManager[Estimate]:
        """Return a context in which RGB frames (height, width, 3) become poses.

        Frames are to be given in order; a backend may use the previous one.
        """
        ...


backends: Registry[type[PoseBackend]] = Registry(
    "pose backend", "midstance.pose.networks"
)
