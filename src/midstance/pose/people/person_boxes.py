"""Detectors of people in the ONNX format, YOLOX and RTMDet: an image in, boxes out.

References
----------
.. [1] Z. Ge et al., *YOLOX: Exceeding YOLO Series in 2021*, 2021.
.. [2] C. Lyu et al., *RTMDet: An Empirical Study of Designing Real-Time Object
   Detectors*, 2022.

"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from midstance.errors import WeightsError
from midstance.kernels.geometry.boxes import keep_best
from midstance.pose.images.letterbox import Letterbox
from midstance.pose.runtimes.onnx import Device, OnnxNetwork

STRIDES = (8, 16, 32)
INPUT_PX = 640
"""Side of the input where the network leaves it free."""

SAME_PERSON_OVERLAP = 0.45
PERSON = 0
"""Number of the class in COCO and in networks for people alone."""

RTMDET_MEAN = np.array([103.53, 116.28, 123.675], np.float32)
RTMDET_SPREAD = np.array([57.375, 57.12, 58.395], np.float32)


@dataclass(frozen=True)
class Kind:
    """What a detector wants and gives.

    Parameters
    ----------
    name
        ``"yolox"``, which takes colours as they are, or ``"rtmdet"``, which wants
        them centred; the files do not say which they are, so their name must.
    is_raw
        Whether boxes come per cell and are still to be chosen from.

    """

    name: str
    is_raw: bool


class PersonBoxes:
    """Finds people of any number in one image.

    Parameters
    ----------
    path
        The network; one whose name holds ``rtmdet`` is an RTMDet, any other a
        YOLOX.
    backend
        Name of the pose backend, for messages.
    threshold
        Score (0 to 1) below which a box is nobody.
    n_threads
        Processor cores to use.
    device
        Where it runs.

    Raises
    ------
    WeightsError
        If the file is no such detector.

    """

    def __init__(
        self,
        path: Path,
        *,
        backend: str,
        threshold: float,
        n_threads: int,
        device: Device = "cpu",
    ) -> None:
        self._network = OnnxNetwork(
            path, backend=backend, n_threads=n_threads, device=device
        )
        kind = detector_kind(self._network, path)
        if kind is None:
            raise WeightsError(
                f"{path} should be a YOLOX or RTMDet network, but takes "
                f"{self._network.inputs} and gives {self._network.outputs}; give "
                "another detector."
            )
        self.kind = kind
        self._threshold = threshold

    def __call__(self, image: NDArray[np.uint8]) -> NDArray[np.float64]:
        """Return the people in an RGB image, surest first.

        Returns
        -------
        numpy.ndarray
            Shape (n_people, 4): left, top, right, bottom (px).

        """
        shape = next(iter(self._network.inputs.values()))
        frame_px = shape[3] or INPUT_PX, shape[2] or INPUT_PX
        frame = Letterbox.in_corner((image.shape[1], image.shape[0]), frame_px)
        outputs = list(self._network(prepare(image, frame, self.kind)).values())
        if self.kind.is_raw:
            boxes, scores = decode_cells(outputs[0][0], frame_px)
        else:
            labels = outputs[1][0] if len(outputs) > 1 else np.zeros(1)
            is_person = np.broadcast_to(labels == PERSON, outputs[0].shape[1:2])
            rows = outputs[0][0][is_person]
            boxes, scores = rows[:, :4], rows[:, 4]
        sure = scores >= self._threshold
        boxes, scores = boxes[sure].astype(float), scores[sure]
        best = boxes[keep_best(boxes, scores, SAME_PERSON_OVERLAP)]
        corners = frame.to_picture(best.reshape(-1, 2, 2))
        return np.asarray(corners.reshape(-1, 4), np.float64)


def detector_kind(network: OnnxNetwork, path: Path) -> Kind | None:
    """Return what kind of detector a network is; None when it is none."""
    shapes = network.tried((INPUT_PX, INPUT_PX))
    dims = [len(shape) for shape in shapes]
    name = "rtmdet" if "rtmdet" in path.name.lower() else "yolox"
    if dims in ([3], [3, 2]) and shapes[0][2] == 5:
        return Kind(name, is_raw=False)
    if dims == [3] and shapes[0][2] > 5:
        return Kind(name, is_raw=True)
    return None


def prepare(
    image: NDArray[np.uint8], frame: Letterbox, kind: Kind
) -> NDArray[np.float32]:
    """Return the image as the network takes it: blue first, (1, 3, height, width)."""
    shown = frame.draw(image)[..., ::-1].astype(np.float32)
    if kind.name == "rtmdet":
        shown = (shown - RTMDET_MEAN) / RTMDET_SPREAD
    return np.ascontiguousarray(shown.transpose(2, 0, 1)[None])


def decode_cells(
    rows: NDArray[np.float32], frame_px: tuple[int, int]
) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """Return the boxes that the raw numbers of a YOLOX mean.

    Parameters
    ----------
    rows
        Shape (n_cells, 5 + n_classes): where the centre lies from the cell's
        corner and the logarithm of the size, in cells; how sure the box and each
        class are, 0 to 1.
    frame_px
        Width and height of the input.

    Returns
    -------
    boxes, scores
        Shapes (n_cells, 4), left, top, right, bottom (px of the input), and
        (n_cells,): of people.

    """
    corners, strides = [], []
    for stride in STRIDES:
        y, x = np.mgrid[: frame_px[1] // stride, : frame_px[0] // stride]
        corners.append(np.stack([x.ravel(), y.ravel()], axis=1))
        strides.append(np.full((x.size, 1), stride))
    unit_px = np.concatenate(strides)
    centre = (rows[:, :2] + np.concatenate(corners)) * unit_px
    half = np.exp(rows[:, 2:4]) * unit_px / 2
    boxes = np.hstack([centre - half, centre + half])
    return boxes, rows[:, 4] * rows[:, 5 + PERSON]
