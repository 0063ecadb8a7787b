"""Stacked hourglass: a heat map for every keypoint of each person.

The network is the user's: what ``training/train_hourglass.py`` writes, as ONNX (runs
with onnxruntime) or as a checkpoint (needs PyTorch). BlazePose's detector says where
people are.

References
----------
.. [1] A. Newell, K. Yang, J. Deng, *Stacked hourglass networks for human pose
   estimation*, ECCV 2016. Differences: places between the cells of a heat map come
   from the shape of the peak and not from a quarter of a cell towards the second
   highest; the picture is seen once and not also mirrored.

"""

import functools
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from midstance.errors import MissingDependencyError, WeightsError
from midstance.pose.base import Needs, PoseSession, backends
from midstance.pose.images.crops import Square
from midstance.pose.images.heatmaps import highest_peaks
from midstance.pose.people.top_down import (
    BEYOND,
    Boxes,
    Follower,
    Following,
    blazepose_boxes,
    in_frames,
)
from midstance.pose.runtimes.onnx import OnnxNetwork
from midstance.pose.user_network import UserNetwork, onnx_needs
from midstance.schema.skeletons import SKELETONS
from midstance.weights.published import find_weights

HeatMaps = Callable[[NDArray[np.float32]], NDArray[np.float32]]
"""Pictures (n, 3, side, side) to maps (n, n_keypoints, rows, columns)."""

NAME = "hourglass"
MARGIN = 1.35
"""Side of the square to look at, over the longer side of the box around the
keypoints."""


@backends.register(NAME)
@dataclass(frozen=True)
class Hourglass(UserNetwork):
    """A stacked hourglass network of your own with the detector of BlazePose.

    Parameters
    ----------
    weights
        The ``.onnx`` file or the PyTorch checkpoint of the recipe, by path or by its
        name in the folder of weights; None: what was added by
        ``midstance weights add hourglass``.
    max_people
        How many people to follow at most.
    detection_threshold
        Score from which the detector's box is a person.
    presence_threshold
        Mean height of the peaks from which a square holds a person.
    keypoint_threshold
        Height of its peak from which a keypoint is found.
    search_interval_s
        While fewer than `max_people` are followed, look for more as often as this
        says; a lost person is looked for at once.
    rate_hz
        Frames per second of what is looked at; a video says its own.
    n_threads
        Processor cores to use.

    """

    name: ClassVar[str] = NAME
    usual_skeleton: ClassVar[str] = "running-18"
    can_begin_anywhere: ClassVar[bool] = True
    needs: ClassVar[Needs] = onnx_needs(
        licence="that of your data",
        how="train one with training/train_hourglass.py, and add it.",
    )

    max_people: Annotated[int, Field(ge=1)] = 1
    detection_threshold: Annotated[float, Field(gt=0, lt=1)] = 0.5
    presence_threshold: Annotated[float, Field(gt=0, lt=1)] = 0.4
    keypoint_threshold: Annotated[float, Field(ge=0, lt=1)] = 0.1
    search_interval_s: Annotated[float, Field(gt=0)] = 0.5
    rate_hz: Annotated[float, Field(gt=0)] = 30.0
    n_threads: Annotated[int, Field(ge=1)] = 2

    @classmethod
    def skeleton_of(cls, path: Path) -> str:
        """Return the skeleton of the network in a file.

        Raises
        ------
        WeightsError
            If the file is not there, or none of the recipe's.

        """
        return skeleton_of(path)

    def start(self, path: Path) -> PoseSession:
        """Return the network in a file with the detector of BlazePose, at work."""
        look = SquareNetwork(path, n_threads=self.n_threads)
        following = Following(
            self.max_people,
            self.presence_threshold,
            self.keypoint_threshold,
            in_frames(self.search_interval_s, self.rate_hz),
        )
        detect = blazepose_boxes(
            find_weights("blazepose")["detector"],
            threshold=self.detection_threshold,
            n_threads=self.n_threads,
        )
        return Follower(following, look.n_keypoints, detect, look)


class SquareNetwork:
    """Finds the keypoints of the person in each box.

    Parameters
    ----------
    path
        The network.
    n_threads
        Processor cores to use.

    """

    def __init__(self, path: Path, *, n_threads: int) -> None:
        self._look, facts = load_heat_maps(path, n_threads=n_threads)
        self._size_px = int(facts["size_px"])
        self.n_keypoints = len(facts["keypoints"])

    def __call__(
        self, image: NDArray[np.uint8], boxes: Boxes
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return keypoints (px of the RGB picture) and the heights of their peaks.

        Returns
        -------
        xy_px, score
            Shapes (n_boxes, n_keypoints, 2) and (n_boxes, n_keypoints).

        """
        squares = [square_around(box, BEYOND) for box in boxes]
        given = [prepare(image, square, self._size_px) for square in squares]
        maps = self._look(np.concatenate(given))
        found = [decode(own, square) for own, square in zip(maps, squares, strict=True)]
        return np.stack([xy for xy, _ in found]), np.stack([high for _, high in found])


def square_around(box: NDArray[np.floating], beyond: float = 1.0) -> Square:
    """Return the square to look at for somebody in a box.

    Parameters
    ----------
    box
        Left, top, right, bottom (px).
    beyond
        How much larger it is than the box around the keypoints.

    """
    x_px, y_px = ((box[:2] + box[2:]) / 2).tolist()
    size_px = MARGIN / beyond * float((box[2:] - box[:2]).max())
    return Square(x_px, y_px, max(size_px, 1.0))


def prepare(
    image: NDArray[np.uint8], square: Square, size_px: int
) -> NDArray[np.float32]:
    """Return the square as the network takes it, shape (1, 3, size_px, size_px)."""
    cut = square.cut(image, size_px, repeat_border=True)
    return cut.transpose(2, 0, 1)[None].astype(np.float32) / np.float32(255)


def decode(
    maps: NDArray[np.floating], square: Square
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return where the keypoints lie in the picture, and how high their peaks are.

    Parameters
    ----------
    maps
        Shape (n_keypoints, rows, columns). The middle of the first cell stands for
        the corner of the square, see `Square.cut`.
    square
        Where the network looked.

    Returns
    -------
    xy_px, height
        Shapes (n_keypoints, 2) and (n_keypoints,).

    """
    cells, height = highest_peaks(maps)
    shares = (cells - 0.5) / [maps.shape[2], maps.shape[1]]
    return np.asarray(square.to_picture(shares)), height


@functools.cache
def skeleton_of(path: Path) -> str:
    """Return the skeleton of a network.

    Raises
    ------
    WeightsError
        If the file is not there, or none of the recipe's.

    """
    keypoints = tuple(load_heat_maps(path, n_threads=1)[1]["keypoints"])
    for skeleton in SKELETONS.values():
        if skeleton.keypoints == keypoints:
            return skeleton.name
    raise WeightsError(
        f"{path} gives the keypoints {keypoints}, which no skeleton has; "
        f"train with one of {sorted(SKELETONS)}."
    )


def load_heat_maps(path: Path, *, n_threads: int) -> tuple[HeatMaps, dict[str, Any]]:
    """Return a network that gives heat maps, and what its file says of it.

    Raises
    ------
    WeightsError
        If the file is not there, or none of the recipe's.

    """
    if path.suffix != ".onnx":
        return _from_checkpoint(path, n_threads)
    network = OnnxNetwork(path, backend=NAME, n_threads=n_threads)
    try:
        facts = json.loads(network.metadata.get("facts", "{}"))
    except (ValueError, RecursionError):
        facts = None
    if not isinstance(facts, dict) or not {"keypoints", "size_px"} <= set(facts):
        raise WeightsError(
            f"{path} does not say what it sees; give the hourglass.onnx or the "
            "checkpoint.pt that training/train_hourglass.py writes."
        )
    return lambda pictures: next(iter(network(pictures).values())), facts


def _from_checkpoint(path: Path, n_threads: int) -> tuple[HeatMaps, dict[str, Any]]:
    try:
        import torch
    except ImportError as error:
        raise MissingDependencyError(
            f"The checkpoint {path} needs PyTorch; install it with: pip install "
            "'midstance[train]', or give the hourglass.onnx that lies beside it."
        ) from error
    from midstance.pose.models.hourglass import LastStack, load_checkpoint

    model, facts = load_checkpoint(path)
    last = LastStack(model).eval()
    torch.set_num_threads(n_threads)

    def look(pictures: NDArray[np.float32]) -> NDArray[np.float32]:
        with torch.inference_mode():
            return np.asarray(last(torch.from_numpy(pictures)).numpy())

    return look, dict(facts)
