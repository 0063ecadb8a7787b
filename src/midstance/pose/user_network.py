"""Backends whose network is a file of the user's."""

from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from midstance.pose.base import Needs, PoseBackend, PoseSession, Recognised
from midstance.weights.chosen import chosen_file, require_file


@dataclass(frozen=True)
class UserNetwork(PoseBackend):
    """A network by path, by its name in the folder of weights, or as it was added.

    Parameters
    ----------
    weights
        The file, by path or by its name in the folder of weights; None: what was
        added by ``midstance weights add``.

    Attributes
    ----------
    name
        Under which the backend is registered and its weights are kept.
    usual_skeleton
        What the network sees as long as there is none.

    """

    name: ClassVar[str]
    usual_skeleton: ClassVar[str] = "coco-17"

    weights: Path | None = None

    @classmethod
    @abstractmethod
    def skeleton_of(cls, path: Path) -> str:
        """Return the name of the skeleton that the network in a file sees.

        Where the file does not say it, in words what it sees.

        Raises
        ------
        WeightsError
            If the file is none of the backend's networks.

        """

    @abstractmethod
    def start(self, path: Path) -> PoseSession:
        """Return the network in a file, at work.

        Raises
        ------
        WeightsError
            If the file is none of the backend's networks.
        MissingDependencyError
            If its library is not installed.
        ConfigError
            If the network was trained for another skeleton.

        """

    @property
    def skeleton(self) -> str:
        """Return the skeleton of the network; without one, the usual one.

        Raises
        ------
        WeightsError
            If the file is not there, or none of the backend's networks.

        """
        network = self.files().get("network")
        return self.skeleton_of(network) if network else self.usual_skeleton

    def files(self) -> dict[str, Path]:
        """Return the network to use, as ``"network"``; empty when there is none."""
        return chosen_file(self.weights, backend=self.name)

    @classmethod
    def recognise(cls, path: Path) -> Recognised:
        """Return what the network in a file sees."""
        kept_as = f"network{path.suffix.lower()}"
        return Recognised("network", cls.skeleton_of(path), {kept_as: path})

    @contextmanager
    def session(self) -> Iterator[PoseSession]:
        """Load the network; frames are RGB, given in order.

        Raises
        ------
        WeightsError
            If the file is not there, or none of the backend's networks.
        MissingDependencyError
            If its library is not installed.
        ConfigError
            If the network was trained for another skeleton.

        """
        yield self.start(
            require_file(self.files(), backend=self.name, how=self.needs.how)
        )


def onnx_needs(*, licence: str, how: str) -> Needs:
    """Return what a backend needs whose network onnxruntime runs.

    Parameters
    ----------
    licence
        Licence of the networks.
    how
        How to get one; ends the sentence "no weights yet; ...".

    """
    return Needs(
        licence=licence,
        how=how,
        weights=("network",),
        library="onnxruntime",
        install="pip install 'midstance[onnx]'",
    )
