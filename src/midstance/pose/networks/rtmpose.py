"""RTMPose: a crop around each person in, the keypoints along both axes out.

Takes the ONNX networks of RTMPose, RTMW and DWPose: Halpe (26 keypoints, feet
included), COCO (17) and whole body (133).

References
----------
.. [1] T. Jiang et al., *RTMPose: Real-Time Multi-Person Pose Estimation based on
   MMPose*, 2023. Differences: keypoints lie between the bins; people are followed
   by their own keypoints, and the detector runs when somebody is lost, at
   intervals, and never when as many as wanted are seen.
.. [2] Y. Li et al., *SimCC: a Simple Coordinate Classification Perspective for
   Human Pose Estimation*, 2022.

"""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, ClassVar

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from midstance.errors import WeightsError
from midstance.pose.base import Needs, PoseSession, Recognised, backends
from midstance.pose.images.heatmaps import highest_peaks
from midstance.pose.people.person_boxes import PersonBoxes, detector_kind
from midstance.pose.people.top_down import (
    Boxes,
    Detect,
    Follower,
    Following,
    blazepose_boxes,
    crop_around,
    in_frames,
    to_picture,
)
from midstance.pose.runtimes.onnx import Device, OnnxNetwork
from midstance.pose.user_network import UserNetwork, onnx_needs
from midstance.weights.added import added_files
from midstance.weights.published import find_weights

NAME = "rtmpose"
SKELETONS = {26: "halpe-26", 17: "coco-17", 133: "whole-body-133"}
"""By the number of keypoints."""

FREE_PX = (192, 256)
"""Width and height of the input where the network leaves them free."""

MEAN = np.array([123.675, 116.28, 103.53], np.float32)
SPREAD = np.array([58.395, 57.12, 57.375], np.float32)


@backends.register(NAME)
@dataclass(frozen=True)
class RTMPose(UserNetwork):
    """RTMPose with the detector of your choice.

    Parameters
    ----------
    weights
        The ``.onnx`` file, by path or by its name in the folder of weights; None:
        what was added by ``midstance weights add rtmpose``.
    detector
        A YOLOX or RTMDet ``.onnx`` file that finds people; None: what was added,
        or else the detector of BlazePose.
    max_people
        How many people to follow at most.
    detection_threshold
        Score from which the detector's box is a person.
    presence_threshold
        Mean score of the keypoints from which a crop holds a person.
    keypoint_threshold
        Score from which a keypoint is found.
    search_interval_s
        While fewer than `max_people` are followed, look for more as often as this
        says; a lost person is looked for at once.
    rate_hz
        Frames per second of what is looked at; a video says its own.
    device
        Where the networks run: ``"cpu"`` or ``"gpu"``.
    n_threads
        Processor cores to use.

    """

    name: ClassVar[str] = NAME
    usual_skeleton: ClassVar[str] = SKELETONS[26]
    can_begin_anywhere: ClassVar[bool] = True
    needs: ClassVar[Needs] = onnx_needs(
        licence="Apache-2.0",
        how="get an RTMPose .onnx (or its .zip; body with feet, Halpe, is best for "
        "runners) from its makers, and add it.",
    )

    detector: Path | None = None
    max_people: Annotated[int, Field(ge=1)] = 1
    detection_threshold: Annotated[float, Field(gt=0, lt=1)] = 0.5
    presence_threshold: Annotated[float, Field(gt=0, lt=1)] = 0.3
    keypoint_threshold: Annotated[float, Field(ge=0, lt=1)] = 0.1
    search_interval_s: Annotated[float, Field(gt=0)] = 0.5
    rate_hz: Annotated[float, Field(gt=0)] = 30.0
    device: Device = "cpu"
    n_threads: Annotated[int, Field(ge=1)] = 2

    @classmethod
    def skeleton_of(cls, path: Path) -> str:
        """Return the skeleton of the network in a file.

        Raises
        ------
        WeightsError
            If it is none of RTMPose's.

        """
        return require_simcc(OnnxNetwork(path, backend=NAME, n_threads=1), path)

    def files(self) -> dict[str, Path]:
        """Return the networks to use, by what they are for."""
        added = added_files(NAME, "detector")
        detector = self.detector or (added[0] if added else None)
        files = super().files()
        return files if detector is None else {**files, "detector": detector}

    @classmethod
    def recognise(cls, path: Path) -> Recognised:
        """Return what a file is: a pose network or a detector of people."""
        kind = detector_kind(OnnxNetwork(path, backend=NAME, n_threads=1), path)
        if kind is None:
            return super().recognise(path)
        files = {f"detector-{kind.name}.onnx": path}
        return Recognised("detector", kind.name, files)

    def start(self, path: Path) -> PoseSession:
        """Return the network in a file with its detector, at work."""
        look = CropNetwork(path, n_threads=self.n_threads, device=self.device)
        following = Following(
            self.max_people,
            self.presence_threshold,
            self.keypoint_threshold,
            in_frames(self.search_interval_s, self.rate_hz),
        )
        detect = self._detector(self.files().get("detector"))
        return Follower(following, look.n_keypoints, detect, look)

    def _detector(self, path: Path | None) -> Detect:
        if path is None:
            return blazepose_boxes(
                find_weights("blazepose")["detector"],
                threshold=self.detection_threshold,
                n_threads=self.n_threads,
            )
        return PersonBoxes(
            path,
            backend=NAME,
            threshold=self.detection_threshold,
            n_threads=self.n_threads,
            device=self.device,
        )


class CropNetwork:
    """Finds the keypoints of the person in each box.

    Parameters
    ----------
    path
        The network.
    n_threads
        Processor cores to use.
    device
        Where it runs.

    """

    def __init__(self, path: Path, *, n_threads: int, device: Device = "cpu") -> None:
        self._network = OnnxNetwork(
            path, backend=NAME, n_threads=n_threads, device=device
        )
        skeleton = require_simcc(self._network, path)
        self.n_keypoints = next(n for n, name in SKELETONS.items() if name == skeleton)
        shape = next(iter(self._network.inputs.values()))
        self._is_alone = shape[0] == 1
        self.size_px = shape[3] or FREE_PX[0], shape[2] or FREE_PX[1]

    def __call__(
        self, image: NDArray[np.uint8], boxes: Boxes
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return keypoints (px of the RGB picture) and their scores.

        Returns
        -------
        xy_px, score
            Shapes (n_boxes, n_keypoints, 2) and (n_boxes, n_keypoints).

        """
        crops = np.stack([crop_around(box, self.size_px) for box in boxes])
        inputs = np.concatenate([prepare(image, crop, self.size_px) for crop in crops])
        parts = np.split(inputs, len(inputs)) if self._is_alone else [inputs]
        found = [list(self._network(part).values()) for part in parts]
        x, y = (np.concatenate(axis) for axis in zip(*found, strict=True))
        xy, score = decode(x, y, self.size_px)
        return to_picture(xy, crops, self.size_px), score


def require_simcc(network: OnnxNetwork, path: Path) -> str:
    """Return the skeleton of a network that gives one row per keypoint and axis.

    Raises
    ------
    WeightsError
        If it gives something else, or another number of keypoints.

    """
    shapes = network.tried(FREE_PX)
    counts = {shape[1] for shape in shapes if len(shape) == 3}
    n_keypoints = counts.pop() if len(shapes) == 2 and len(counts) == 1 else None
    if n_keypoints not in SKELETONS:
        raise WeightsError(
            f"{path} should be an RTMPose network, two outputs with "
            f"{sorted(SKELETONS)} keypoints, but takes {network.inputs} and gives "
            f"{shapes or network.outputs}; give another file."
        )
    return SKELETONS[n_keypoints]


def prepare(
    image: NDArray[np.uint8], crop: NDArray[np.floating], size_px: tuple[int, int]
) -> NDArray[np.float32]:
    """Return a crop as the network takes it, shape (1, 3, height, width)."""
    import cv2

    scale = size_px[0] / (crop[2] - crop[0])
    # Here corners of pixels are whole numbers; for OpenCV centres are.
    shift = (0.5 - crop[:2]) * scale - 0.5
    matrix = np.array([[scale, 0, shift[0]], [0, scale, shift[1]]])
    cut = cv2.warpAffine(image, matrix, size_px, flags=cv2.INTER_LINEAR)
    values = (cut.astype(np.float32) - MEAN) / SPREAD
    return np.ascontiguousarray(values.transpose(2, 0, 1)[None])


def decode(
    x: NDArray[np.floating], y: NDArray[np.floating], size_px: tuple[int, int]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the keypoints that the numbers of the network mean.

    Parameters
    ----------
    x, y
        Shapes (n_people, n_keypoints, n_bins): how likely each keypoint lies at
        each place along an axis. A bin stands for a place in whole or half pixels
        of the input, the first for the middle of its first pixel.
    size_px
        Width and height of the input.

    Returns
    -------
    xy, score
        Shapes (n_people, n_keypoints, 2), in pixels of the input from its corner,
        and (n_people, n_keypoints): the lower peak of the two axes.

    """
    places, heights = [], []
    for values, size in zip((x, y), size_px, strict=True):
        n_people, n_keypoints, n_bins = values.shape
        rows = values.reshape(n_people * n_keypoints, 1, n_bins)
        peak, height = highest_peaks(rows)
        place = (peak[:, 0] - 0.5) * size / n_bins + 0.5
        places.append(place.reshape(n_people, n_keypoints))
        heights.append(height.reshape(n_people, n_keypoints))
    return np.stack(places, axis=-1), np.minimum(*heights)
