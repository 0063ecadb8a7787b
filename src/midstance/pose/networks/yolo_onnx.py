"""YOLO-pose in the ONNX format, run without Ultralytics: people and poses at once.

Takes what Ultralytics exports from v8, v11 and v26 networks: one box per cell of
the picture, of which the best are kept, or people who are final already.

References
----------
.. [1] D. Maji et al., *YOLO-Pose: Enhancing YOLO for Multi Person Pose Estimation
   Using Object Keypoint Similarity Loss*, 2022. Differences: a keypoint that the
   network places outside the picture is not found (NaN), where Ultralytics moves
   it to the border; and whatever class a person belongs to, nobody is found twice.

"""

import ast
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, ClassVar

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
from midstance.pose.runtimes.onnx import Device, OnnxNetwork, Shape
from midstance.pose.user_network import UserNetwork, onnx_needs
from midstance.schema.poses import only_inside
from midstance.schema.skeletons import get_skeleton
from midstance.weights.chosen import require_keypoints

NAME = "yolo_onnx"
STRIDE_PX = 32
"""Sides of the picture that the networks take are multiples of this."""


@backends.register(NAME)
@dataclass(frozen=True)
class YoloOnnx(UserNetwork):
    """A YOLO-pose network in the ONNX format (v8, v11, v26).

    Parameters
    ----------
    weights
        The ``.onnx`` file, by path or by its name in the folder of weights; None:
        what was added by ``midstance weights add yolo_onnx``.
    skeleton
        The keypoints that the network was trained for.
    max_people
        How many people to give at most, surest first.
    detection_threshold
        Score above which a box is a person.
    same_person_overlap
        Overlap of two boxes above which they are one person found twice.
    input_px
        Longer side of the picture as the network sees it, where the file leaves
        it free.
    device
        Where the network runs: ``"cpu"`` or ``"gpu"``.
    n_threads
        Processor cores that it uses.

    """

    name: ClassVar[str] = NAME
    can_begin_anywhere: ClassVar[bool] = True
    needs: ClassVar[Needs] = onnx_needs(
        licence="AGPL-3.0 (networks of Ultralytics)",
        how="export a YOLO-pose network of Ultralytics to ONNX, and add it.",
    )

    skeleton: str = "coco-17"
    max_people: Annotated[int, Field(ge=1)] = 10
    detection_threshold: Annotated[float, Field(gt=0, lt=1)] = 0.25
    same_person_overlap: Annotated[float, Field(gt=0, lt=1)] = 0.7
    input_px: Annotated[int, Field(ge=STRIDE_PX, multiple_of=STRIDE_PX)] = 640
    device: Device = "cpu"
    n_threads: Annotated[int, Field(ge=1)] = 2

    @classmethod
    def skeleton_of(cls, path: Path) -> str:
        """Return how many keypoints the network in a file gives."""
        n_keypoints = require_poses(OnnxNetwork(path, backend=NAME, n_threads=1), path)
        return f"{n_keypoints or 'unnamed'} keypoints"

    def start(self, path: Path) -> PoseSession:
        """Return the network in a file, at work."""
        network = OnnxNetwork(
            path, backend=NAME, n_threads=self.n_threads, device=self.device
        )
        layout = read_layout(network, path, self.skeleton)
        free_px = (self.input_px, self.input_px)
        shape = next(iter(network.inputs.values()))

        def estimate(image: NDArray[np.uint8]) -> FramePoses:
            frame = whole_picture(image, shape, free_px)
            found = next(iter(network(prepare(image, frame)).values()))
            return decode(
                found[0],
                layout,
                frame,
                threshold=self.detection_threshold,
                same_overlap=self.same_person_overlap,
                max_people=self.max_people,
            )

        return EachFrameAlone(estimate)


@dataclass(frozen=True)
class Layout:
    """What the numbers of one person are.

    Parameters
    ----------
    n_keypoints
        How many keypoints the network gives.
    n_values
        Number of values of each keypoint: 2 (x, y) or 3 (and its visibility).
    n_classes
        How many kinds of people the network tells apart; usually 1.

    """

    n_keypoints: int
    n_values: int = 3
    n_classes: int = 1

    @property
    def n_numbers(self) -> int:
        """Return how many numbers all keypoints of a person are."""
        return self.n_keypoints * self.n_values


def read_layout(network: OnnxNetwork, path: Path, skeleton: str) -> Layout:
    """Return the layout that the file says, or else the usual one of `skeleton`.

    Raises
    ------
    WeightsError
        If the network is none for poses.
    ConfigError
        If it gives other keypoints than `skeleton` has.

    """
    n_found = require_poses(network, path)
    if n_found is None:
        return Layout(len(get_skeleton(skeleton).keypoints))
    require_keypoints(n_found, skeleton, backend=NAME)
    _, n_values = _said(network, "kpt_shape")
    return Layout(n_found, n_values, len(_said(network, "names") or [0]))


def require_poses(network: OnnxNetwork, path: Path) -> int | None:
    """Return how many keypoints a network says it gives; None: it says nothing.

    Raises
    ------
    WeightsError
        If it is none for poses.

    """
    task = network.metadata.get("task", "pose")
    shapes = [len(shape) for shape in network.outputs.values()]
    if task != "pose" or shapes != [3]:
        raise WeightsError(
            f"{path} should be a pose network of the YOLO family, but is one for "
            f"{task!r} with the outputs {network.outputs}; export it from "
            "a network whose name ends in -pose."
        )
    said = _said(network, "kpt_shape")
    return int(said[0]) if said else None


def whole_picture(
    image: NDArray[np.uint8], shape: Shape, free_px: tuple[int, int]
) -> Letterbox:
    """Return how the picture is shown to a network that takes inputs of `shape`.

    Where the network leaves its size free, borders only fill the shorter side up
    to a multiple of `STRIDE_PX`.

    Parameters
    ----------
    image
        Shape (height, width, 3).
    shape
        (n, 3, height, width) of the network, with None where it is free.
    free_px
        Width and height to use there.

    """
    image_px = image.shape[1], image.shape[0]
    width, height = shape[3] or free_px[0], shape[2] or free_px[1]
    frame = Letterbox.centred(image_px, (width, height))
    if shape[2] and shape[3]:
        return frame
    least = tuple(-(-side // STRIDE_PX) * STRIDE_PX for side in frame.shown_px)
    return Letterbox.centred(image_px, (least[0], least[1]))


def prepare(image: NDArray[np.uint8], frame: Letterbox) -> NDArray[np.float32]:
    """Return the picture as the network takes it: (1, 3, height, width), 0 to 1."""
    shown = frame.draw(image).transpose(2, 0, 1)[None]
    return np.ascontiguousarray(shown, np.float32) / np.float32(255)


def decode(
    output: NDArray[np.float32],
    layout: Layout,
    frame: Letterbox,
    *,
    threshold: float,
    same_overlap: float,
    max_people: int,
) -> FramePoses:
    """Return the people that the network's numbers mean, surest first.

    Parameters
    ----------
    output
        Either shape (4 + n_classes + layout.n_numbers, n_boxes): centre, size,
        score of each class and keypoints of each box; or, people found already,
        shape (n_people, 6 + layout.n_numbers): left, top, right, bottom, score,
        class and keypoints. All in pixels of `frame`.
    layout
        What the numbers of a person are.
    frame
        How the picture was shown.
    threshold
        Score that a person must exceed.
    same_overlap
        Overlap of boxes above which they show one person.
    max_people
        How many people to return at most.

    Raises
    ------
    WeightsError
        If the output has neither shape.

    """
    boxes, scores, keypoints, is_final = _split(output, layout)
    sure = np.flatnonzero(scores > threshold)
    boxes, scores, keypoints = boxes[sure], scores[sure], keypoints[sure]
    if is_final:
        best = np.argsort(-scores, kind="stable")[:max_people]
    else:
        best = keep_best(boxes, scores, same_overlap)[:max_people]

    points = keypoints[best].reshape(-1, layout.n_keypoints, layout.n_values)
    xy_px = only_inside(frame.to_picture(points[..., :2]), *frame.image_px)
    if layout.n_values == 3:
        confidence = points[..., 2]
    else:
        confidence = np.repeat(scores[best, None], layout.n_keypoints, axis=1)
    corners = frame.to_picture(boxes[best].reshape(-1, 2, 2)).clip(0, frame.image_px)
    return FramePoses(
        xy_px.astype(np.float32),
        confidence.astype(np.float32),
        box_px=corners.reshape(-1, 4).astype(np.float32),
    )


def _split(
    output: NDArray[np.float32], layout: Layout
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32], bool]:
    """Return boxes, scores and keypoints of `output`, and if they are final."""
    n_before = 4 + layout.n_classes
    if output.shape[1] == 6 + layout.n_numbers:
        return output[:, :4], output[:, 4], output[:, 6:], True
    if output.shape[0] == n_before + layout.n_numbers:
        rows = output.T
        scores = rows[:, 4:n_before].max(axis=1)
        return _corners(rows[:, :4]), scores, rows[:, n_before:], False
    raise WeightsError(
        f"The network should give {layout.n_keypoints} keypoints of "
        f"{layout.n_values} numbers and {layout.n_classes} classes, but its output "
        f"has the shape {output.shape}; set skeleton to the one that it was trained "
        "for, or export it again."
    )


def _corners(boxes: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return left, top, right and bottom of boxes given by centre and size."""
    half = boxes[:, 2:] / 2
    return np.hstack([boxes[:, :2] - half, boxes[:, :2] + half])


def _said(network: OnnxNetwork, key: str) -> Any:  # noqa: ANN401
    """Return what the file says about itself, None if nothing."""
    text = network.metadata.get(key)
    return ast.literal_eval(text) if text else None
