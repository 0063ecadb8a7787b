"""What every pose backend promises."""

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager
from math import inf
from pathlib import Path
from typing import Any, ClassVar, Self, cast

from midstance.errors import WeightsError
from midstance.kernels.types import Image
from midstance.registry import ClassRegistry
from midstance.schema.poses import FramePoses, Memory, nobody
from midstance.weights.added import Needs, Recognised

__all__ = [
    "EachFrameAlone",
    "FramePoses",
    "Memory",
    "Needs",
    "PoseBackend",
    "PoseSession",
    "Recognised",
    "backends",
    "nobody",
]

_NO_CAMERA_HZ = 999.0


class PoseSession(ABC):
    """A network at work on the frames of one video.

    A network that looks at each frame by itself is an `EachFrameAlone`; one that
    remembers earlier frames is a class of its own.
    """

    @abstractmethod
    def __call__(self, image: Image) -> FramePoses:
        """Return the people in a frame (RGB, height by width by 3).

        Frames are given in order; the poses may depend on earlier ones.
        """

    @abstractmethod
    def forget(self) -> None:
        """Look at the next frame as if it were the first."""

    def memory(self) -> Memory | None:
        """Return all that the next poses depend on besides the next frames.

        None: it cannot be told, so that interrupted work begins anew. The arrays
        must not change afterwards.
        """
        return None

    def recall(self, memory: Memory) -> None:
        """Go on as the session did whose `memory` this is, to the last bit."""
        raise NotImplementedError(
            f"{type(self).__name__} gives a memory, so it must take one."
        )


class EachFrameAlone(PoseSession):
    """A network that remembers nothing of earlier frames.

    Parameters
    ----------
    estimate
        Returns the people in a frame.

    """

    def __init__(self, estimate: Callable[[Image], FramePoses]) -> None:
        self._estimate = estimate

    def __call__(self, image: Image) -> FramePoses:
        """Return the people in a frame."""
        return self._estimate(image)

    def forget(self) -> None:
        """Do nothing: there is nothing to forget."""

    def memory(self) -> Memory:
        """Return nothing: there is nothing to remember."""
        return {}

    def recall(self, memory: Memory) -> None:
        """Do nothing."""


class PoseBackend(ABC):
    """Finds people in frames.

    A backend is a frozen dataclass: its fields are its settings, each with a
    default. The network lives only inside `session`, which is where its library is
    imported and its weights are read.

    Some settings are known by name to the rest of midstance, which gives them a
    value where the backend has them and the user said nothing: ``max_people``, how
    many people to look for; ``search_interval_s``, how often to look for more;
    ``rate_hz``, how many frames a second come; ``search_parts``, ``search_windows``,
    ``detection_threshold`` and ``paint_out`` as in
    `midstance.pose.networks.blazepose`.

    Attributes
    ----------
    needs
        Licence, library and weights, for the user who does not have them yet.
    can_begin_anywhere
        Whether a session that is begun in the middle of a video finds the people
        there as well as one that saw all of it. Then a long video is looked at in
        pieces, see `midstance.pose.pieces`. One that counts frames cannot.
    must_see_every_frame
        Whether it has to be given every frame, also of a camera that takes more than
        enough, see `midstance.pose.looks`. One that counts frames has.

    """

    needs: ClassVar[Needs] = Needs()
    can_begin_anywhere: ClassVar[bool] = False
    must_see_every_frame: ClassVar[bool] = False

    @property
    @abstractmethod
    def skeleton(self) -> str:
        """Return the name of one of `midstance.schema.skeletons.SKELETONS`.

        A class variable where it is fixed, a field where it is a setting.
        """

    @abstractmethod
    def session(self) -> AbstractContextManager[PoseSession]:
        """Return a context in which frames become poses.

        Raises
        ------
        WeightsError
            If the weights are not there, or not those of the backend.
        MissingDependencyError
            If its library is not installed.

        """

    def at_rate(self, rate_hz: float) -> Self:
        """Return the backend as it looks at so many frames per second.

        One without a setting ``rate_hz`` comes back as it is, and so does any when the
        rate is not known (NaN or 0), or none that a camera has: a file without a rate
        of its own gives the ticks of its clock instead.
        """
        names = {field.name for field in dataclasses.fields(cast("Any", self))}
        if "rate_hz" not in names or not 0 < rate_hz < _NO_CAMERA_HZ:
            return self
        return cast("Self", dataclasses.replace(cast("Any", self), rate_hz=rate_hz))

    def looks_at_hz(self, least_hz: float) -> float:
        """Return how many frames of a second it must be given; infinite: all."""
        return inf if self.must_see_every_frame else least_hz

    def files(self) -> dict[str, Path]:
        """Return the files that the poses depend on, by what they are for."""
        return {}

    @classmethod
    def recognise(cls, path: Path) -> Recognised:
        """Return what a file of the user's is for this backend.

        Raises
        ------
        WeightsError
            If it is nothing for it.

        """
        raise WeightsError(f"{path} is nothing for {cls.__name__}: it takes no files.")


backends: ClassRegistry[PoseBackend] = ClassRegistry(
    "pose backend",
    PoseBackend,
    "midstance.pose.networks",
    group="midstance.backends",
)
