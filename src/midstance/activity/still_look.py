"""The people in images that have nothing to do with each other."""

from contextlib import ExitStack
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from midstance.kernels.types import Image
from midstance.pose.base import EachFrameAlone, PoseBackend, PoseSession, backends
from midstance.schema.skeletons import get_skeleton

_MOST_PEOPLE = 6
"""The two that count are chosen among so many."""


class StillLook:
    """A pose network that looks at one image after the other, each by itself.

    A network that follows people through a video sees who stands beside somebody in
    the frame after, once the other is known; and in parts of the image it sees who is
    small in it, but phantoms too. So each image is looked at twice, and in parts where
    the whole shows nobody.

    Parameters
    ----------
    pose
        Pose network.

    Attributes
    ----------
    keypoints
        What it finds of each person.

    """

    def __init__(self, pose: str) -> None:
        self._pose = pose
        self._opened = ExitStack()
        self._whole = self._backend(search_parts=False)
        self.keypoints = get_skeleton(self._whole.skeleton).keypoints

    def __enter__(self) -> Self:
        """Open the network."""
        self._estimate = self._opened.enter_context(self._whole.session())
        self._parts: PoseSession | None = None
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close what was opened."""
        self._opened.close()

    def __call__(self, image: Image) -> NDArray[np.float32]:
        """Return the people, shape (n_people, n_keypoints, 2), px; NaN: not seen."""
        found = _looked_twice(self._estimate, image)
        if len(found) or isinstance(self._estimate, EachFrameAlone):
            return found
        if self._parts is None:
            backend = self._backend(search_parts=True)
            self._parts = self._opened.enter_context(backend.session())
        return _looked_twice(self._parts, image)

    def _backend(self, *, search_parts: bool) -> PoseBackend:
        """Return the network, told to look for several people where it can be."""
        preferred = {"max_people": _MOST_PEOPLE, "search_parts": search_parts}
        return backends.build(self._pose, {}, preferred=preferred)


def _looked_twice(estimate: PoseSession, image: Image) -> NDArray[np.float32]:
    # A network that follows people must not look for those of the image before.
    estimate.forget()
    found = estimate(image).xy_px
    if len(found) and not isinstance(estimate, EachFrameAlone):
        again = estimate(image).xy_px
        found = again if len(again) > len(found) else found
    return found
