"""Poses prepared in advance, for tests and for dry runs without a network."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from midstance.errors import NotEnoughDataError
from midstance.pose.base import Estimate, FramePoses, backends


@backends.register("canned")
@dataclass(frozen=True)
class Canned:
    """Hand out `poses` one by one, whatever the frames show.

    Parameters
    ----------
    poses
        One entry per frame that will be asked for.

    """

    skeleton: ClassVar[str] = "blazepose-33"
    poses: tuple[FramePoses, ...] = ()

    @contextmanager
    def session(self) -> Iterator[Estimate]:
        """Start again from the first entry.

        Raises
        ------
        NotEnoughDataError
            When more frames come than poses were given.

        """
        remaining = iter(self.poses)

        def estimate(image: NDArray[np.uint8]) -> FramePoses:
            del image
            try:
                return next(remaining)
            except StopIteration:
                raise NotEnoughDataError(
                    f"Only {len(self.poses)} canned poses were given, "
                    "and a further frame came; give one entry per frame."
                ) from None

        yield estimate
