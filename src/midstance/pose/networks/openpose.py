"""OpenPose through OpenCV: confidence maps and part affinity fields of a picture.

The weights are the user's: OpenPose's licence allows non-commercial research only,
so they are neither part of the package nor downloaded by it.

References
----------
.. [1] Z. Cao et al., *OpenPose: Realtime Multi-Person 2D Pose Estimation using
   Part Affinity Fields*, 2019. Differences: see `midstance.pose.images.part_affinity`.

"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from midstance.errors import WeightsError
from midstance.pose.base import (
    EachFrameAlone,
    FramePoses,
    Needs,
    PoseSession,
    Recognised,
    backends,
    nobody,
)
from midstance.pose.images.heatmaps import highest_peaks
from midstance.pose.images.part_affinity import Demands, assemble
from midstance.pose.networks.openpose_layouts import (
    BODY_25,
    LAYOUTS,
    Layout,
    Maps,
    sort_out,
)
from midstance.pose.runtimes.opencv_dnn import OpenCVNetwork, cores, description_beside
from midstance.pose.user_network import UserNetwork
from midstance.weights.added import added_files

NAME = "openpose"
STRIDE_PX = 16
"""Sides of the picture that the networks take are multiples of this."""


@dataclass(frozen=True)
class Preparation:
    """What the numbers of a picture become before the network sees them.

    Parameters
    ----------
    mean, scale
        The mean (0 to 255) is taken off, then all is multiplied.
    is_rgb
        Order of the colours; else blue comes first.

    """

    mean: float
    scale: float
    is_rgb: bool


PREPARATIONS = {
    ".caffemodel": Preparation(128, 1 / 256, is_rgb=False),
    ".onnx": Preparation(128, 1 / 256, is_rgb=False),
    ".pb": Preparation(127.5, 1.0, is_rgb=True),
}
"""By the format of the weights, as the published networks of each were trained."""


@backends.register(NAME)
@dataclass(frozen=True)
class OpenPose(UserNetwork):
    """The OpenPose networks BODY_25, COCO and MPI, whichever the weights are.

    Parameters
    ----------
    weights
        The ``.caffemodel``, ``.pb`` or ``.onnx`` file; None: what was added by
        ``midstance weights add openpose``.
    description
        Caffe's ``.prototxt``; None: the one beside the weights.
    people
        ``"many"`` puts people together by the fields; ``"one"`` takes the highest
        point of each map, for pictures with one person.
    max_people
        How many people to give at most, surest first.
    height_px
        Height of the picture as the network sees it; larger is finer and slower.
    keypoint_threshold
        Height of a map (0 to 1) from which a keypoint is found.
    min_keypoints
        Who has fewer is nobody.
    n_threads
        Processor cores to use.

    """

    name: ClassVar[str] = NAME
    usual_skeleton: ClassVar[str] = BODY_25.skeleton
    can_begin_anywhere: ClassVar[bool] = True
    needs: ClassVar[Needs] = Needs(
        licence="weights for non-commercial research only",
        how="get pose_iter_584000.caffemodel and its pose_deploy.prototxt from the "
        "makers of OpenPose, and add the former.",
        weights=("network",),
        published_md5={
            "pose_iter_584000.caffemodel": "78287b57cf85fa89c03f1393d368e5b7",
            "pose_iter_440000.caffemodel": "5156d31f670511fce9b4e28b403f2939",
            "pose_iter_160000.caffemodel": "2ca0990c7562bd7ae03f3f54afa96e00",
        },
    )

    description: Path | None = None
    people: Literal["many", "one"] = "many"
    max_people: Annotated[int, Field(ge=1)] = 10
    height_px: Annotated[int, Field(ge=64, le=2048)] = 368
    keypoint_threshold: Annotated[float, Field(gt=0, lt=1)] = 0.1
    min_keypoints: Annotated[int, Field(ge=1)] = 4
    n_threads: Annotated[int, Field(ge=1)] = 2

    @classmethod
    def skeleton_of(cls, path: Path) -> str:
        """Return the skeleton of the network in a file.

        Raises
        ------
        WeightsError
            If it is none of OpenPose's.

        """
        return find_layout(path).skeleton

    @property
    def skeleton(self) -> str:
        """Return the skeleton of the weights; without any, the usual one.

        Raises
        ------
        WeightsError
            If the weights are none of OpenPose's.

        """
        files = self.files()
        return find_layout(*files.values()).skeleton if files else self.usual_skeleton

    def files(self) -> dict[str, Path]:
        """Return the weights to use, by what they are; none when there are none."""
        added = [] if self.weights else added_files(NAME, "network")
        paths = [self.weights] if self.weights else added
        if self.weights and self.weights.suffix.lower() == ".caffemodel":
            paths.append(self.description or description_beside(self.weights))
        return dict(zip(("network", "description"), paths, strict=False))

    @classmethod
    def recognise(cls, path: Path) -> Recognised:
        """Return what a file of weights is, after looking at what it gives."""
        found = super().recognise(path)
        if path.suffix.lower() != ".caffemodel":
            return found
        files = {**found.files, "network.prototxt": description_beside(path)}
        return replace(found, files=files)

    @contextmanager
    def session(self) -> Iterator[PoseSession]:
        """Load the network, and let OpenCV use as many cores as wanted meanwhile."""
        with cores(self.n_threads), super().session() as session:
            yield session

    def start(self, path: Path) -> PoseSession:
        """Return the network in a file, at work."""
        description = self.files().get("description")
        network = OpenCVNetwork(path, backend=NAME, description=description)
        preparation = PREPARATIONS[path.suffix.lower()]
        n_keypoints = tried(network, path).n_keypoints

        def estimate(image: NDArray[np.uint8]) -> FramePoses:
            maps = _sorted(network(prepare(image, self.height_px, preparation)), path)
            xy, confidence = self._decode(maps)
            if not len(xy):
                return nobody(n_keypoints)
            size = np.array(image.shape[1::-1]) / maps.keypoints.shape[:0:-1]
            return FramePoses(
                (xy * size).astype(np.float32), confidence.astype(np.float32)
            )

        return EachFrameAlone(estimate)

    def _decode(self, maps: Maps) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        if self.people == "one":
            return decode_one(
                maps.keypoints, self.keypoint_threshold, self.min_keypoints
            )
        demands = Demands(peak=self.keypoint_threshold, n_keypoints=self.min_keypoints)
        xy, confidence = assemble(
            maps.keypoints, maps.fields, maps.layout.limbs, demands
        )
        return xy[: self.max_people], confidence[: self.max_people]


def prepare(
    image: NDArray[np.uint8], height_px: int, preparation: Preparation
) -> NDArray[np.float32]:
    """Return the picture as the network takes it, shape (1, 3, height, width).

    Parameters
    ----------
    image
        Shape (height, width, 3), RGB.
    height_px
        Height to give it; height and width become the nearest multiples of
        `STRIDE_PX`.
    preparation
        What becomes of the numbers.

    """
    import cv2

    height, width = image.shape[:2]
    shape = [
        max(round(side * height_px / height / STRIDE_PX), 1) * STRIDE_PX
        for side in (width, height)
    ]
    smaller = cv2.resize(image, shape, interpolation=cv2.INTER_AREA)
    colours = smaller if preparation.is_rgb else smaller[..., ::-1]
    values = (colours.astype(np.float32) - preparation.mean) * preparation.scale
    return np.ascontiguousarray(values.transpose(2, 0, 1)[None], np.float32)


def decode_one(
    keypoints: NDArray[np.floating], threshold: float, min_keypoints: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the one person of a picture, or nobody.

    Parameters
    ----------
    keypoints
        Shape (n_keypoints, height, width).
    threshold
        Height below which a keypoint is not found.
    min_keypoints
        Who has fewer is nobody.

    Returns
    -------
    xy, confidence
        As `midstance.pose.images.part_affinity.assemble`.

    """
    xy, height = highest_peaks(keypoints)
    is_found = height >= threshold
    n_people = int(is_found.sum() >= min_keypoints)
    xy = np.where(is_found[:, None], xy, np.nan)
    return xy[None][:n_people], np.where(is_found, height, 0)[None][:n_people]


def find_layout(path: Path, description: Path | None = None) -> Layout:
    """Return how the outputs of the network in a file are laid out.

    Raises
    ------
    WeightsError
        If the file holds none of OpenPose's networks.

    """
    return tried(OpenCVNetwork(path, backend=NAME, description=description), path)


def tried(network: OpenCVNetwork, path: Path) -> Layout:
    """Return how the outputs of a network are laid out, by a black picture.

    Raises
    ------
    WeightsError
        If it is none of OpenPose's.

    """
    black = np.zeros((1, 3, 4 * STRIDE_PX, 4 * STRIDE_PX), np.float32)
    return _sorted(network(black), path).layout


def _sorted(outputs: list[NDArray[np.float32]], path: Path) -> Maps:
    maps = sort_out(outputs)
    if maps is None:
        known = {layout.skeleton: layout.n_maps for layout in LAYOUTS}
        raise WeightsError(
            f"{path} gives outputs of shape "
            f"{[values.shape for values in outputs]}, none of OpenPose's networks "
            f"({known} maps); give another file."
        )
    return maps
