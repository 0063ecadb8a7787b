"""RTMO: everybody in a picture at once, in one stage, in the ONNX format.

References
----------
.. [1] P. Lu et al., *RTMO: Towards High-Performance One-Stage Real-Time Multi-Person
   Pose Estimation*, 2024.

"""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, ClassVar

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from midstance.errors import WeightsError
from midstance.kernels.geometry.boxes import keep_best
from midstance.pose.base import (
    EachFrameAlone,
    FramePoses,
    Needs,
    PoseSession,
    backends,
)
from midstance.pose.images.letterbox import Letterbox
from midstance.pose.runtimes.onnx import Device, OnnxNetwork
from midstance.pose.user_network import UserNetwork, onnx_needs
from midstance.schema.poses import only_inside

NAME = "rtmo"
SKELETONS = {17: "coco-17", 26: "halpe-26", 133: "whole-body-133"}
"""By the number of keypoints."""

INPUT_PX = 640
"""Side of the input where the network leaves it free."""


@backends.register(NAME)
@dataclass(frozen=True)
class RTMO(UserNetwork):
    """RTMO, which needs no detector.

    Parameters
    ----------
    weights
        The ``.onnx`` file, by path or by its name in the folder of weights; None:
        what was added by ``midstance weights add rtmo``.
    max_people
        How many people to give at most, surest first.
    detection_threshold
        Score from which a box is a person.
    keypoint_threshold
        Score from which a keypoint is found.
    same_person_overlap
        Overlap of two boxes above which they are one person found twice.
    device
        Where the network runs: ``"cpu"`` or ``"gpu"``.
    n_threads
        Processor cores to use.

    """

    name: ClassVar[str] = NAME
    can_begin_anywhere: ClassVar[bool] = True
    needs: ClassVar[Needs] = onnx_needs(
        licence="Apache-2.0",
        how="get an RTMO .onnx (or its .zip) from its makers, and add it.",
    )

    max_people: Annotated[int, Field(ge=1)] = 10
    detection_threshold: Annotated[float, Field(gt=0, lt=1)] = 0.4
    keypoint_threshold: Annotated[float, Field(ge=0, lt=1)] = 0.1
    same_person_overlap: Annotated[float, Field(gt=0, lt=1)] = 0.65
    device: Device = "cpu"
    n_threads: Annotated[int, Field(ge=1)] = 2

    @classmethod
    def skeleton_of(cls, path: Path) -> str:
        """Return the skeleton of the network in a file.

        Raises
        ------
        WeightsError
            If it is none of RTMO's.

        """
        return require_poses(OnnxNetwork(path, backend=NAME, n_threads=1), path)

    def start(self, path: Path) -> PoseSession:
        """Return the network in a file, at work."""
        network = OnnxNetwork(
            path, backend=NAME, n_threads=self.n_threads, device=self.device
        )
        require_poses(network, path)
        shape = next(iter(network.inputs.values()))
        frame_px = shape[3] or INPUT_PX, shape[2] or INPUT_PX

        def estimate(image: NDArray[np.uint8]) -> FramePoses:
            frame = Letterbox.in_corner((image.shape[1], image.shape[0]), frame_px)
            boxes, poses = network(prepare(image, frame)).values()
            return self._decode(boxes[0], poses[0], frame)

        return EachFrameAlone(estimate)

    def _decode(
        self,
        boxes: NDArray[np.float32],
        poses: NDArray[np.float32],
        frame: Letterbox,
    ) -> FramePoses:
        sure = boxes[:, 4] >= self.detection_threshold
        boxes, poses = boxes[sure], poses[sure]
        best = keep_best(boxes[:, :4], boxes[:, 4], self.same_person_overlap)
        best = best[: self.max_people]
        corners = frame.to_picture(boxes[best, :4].reshape(-1, 2, 2))
        xy_px = only_inside(frame.to_picture(poses[best, :, :2]), *frame.image_px)
        confidence = poses[best, :, 2]
        xy_px[confidence < self.keypoint_threshold] = np.nan
        return FramePoses(
            xy_px.astype(np.float32),
            confidence.clip(0, 1).astype(np.float32),
            box_px=corners.reshape(-1, 4).astype(np.float32),
        )


def prepare(image: NDArray[np.uint8], frame: Letterbox) -> NDArray[np.float32]:
    """Return the picture as the network takes it: blue first, 0 to 255."""
    shown = frame.draw(image)[..., ::-1].transpose(2, 0, 1)[None]
    return np.ascontiguousarray(shown, np.float32)


def require_poses(network: OnnxNetwork, path: Path) -> str:
    """Return the skeleton of a network that gives boxes and poses.

    Raises
    ------
    WeightsError
        If it gives something else, or another number of keypoints.

    """
    shapes = network.tried((INPUT_PX, INPUT_PX))
    is_fit = [len(shape) for shape in shapes] == [3, 4]
    n_keypoints = shapes[1][2] if is_fit else None
    if n_keypoints not in SKELETONS or (shapes[0][2], shapes[1][3]) != (5, 3):
        raise WeightsError(
            f"{path} should be an RTMO network, boxes of 5 numbers and poses of "
            f"{sorted(SKELETONS)} keypoints, but takes {network.inputs} and gives "
            f"{shapes or network.outputs}; give another file."
        )
    return SKELETONS[n_keypoints]
