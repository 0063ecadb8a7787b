"""The person detector of BlazePose: an image in, a square for each person out.

References
----------
.. [1] V. Bazarevsky et al., *BlazePose: On-device Real-time Body Pose Tracking*,
   2020, sections 2.1 and 2.2, and the graph ``pose_detection_cpu`` of MediaPipe
   0.10.21, from which the numbers are.

"""

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from midstance.kernels.geometry.boxes import merge_overlapping
from midstance.pose.images.crops import Square
from midstance.pose.people.bystanders import paint_out
from midstance.pose.runtimes.litert import Run

INPUT_PX = 224
STRIDES = (8, 16, 32, 32, 32)
BOXES_PER_STRIDE = 2
SAME_PERSON_OVERLAP = 0.3
MARGIN = 1.25
"""The square reaches this much farther than the circle around the body."""


class PersonDetector:
    """Finds people of any number in one image.

    Parameters
    ----------
    network
        ``pose_detection.tflite``, opened by a runtime.
    threshold
        Score (0 to 1) below which a box is nobody.

    """

    def __init__(self, network: Run, *, threshold: float) -> None:
        self._network = network
        self._threshold = threshold

    def __call__(
        self, image: NDArray[np.uint8], known_px: Sequence[NDArray[np.floating]] = ()
    ) -> list[Square]:
        """Return a square around each person in an RGB image, surest first.

        Those whose landmarks (33, 2) are given are painted out: who stands close
        to them is not taken for a part of them then.
        """
        frame = whole_picture(image)
        found = self._network(prepare(image, frame, known_px))
        return decode(
            found["Identity"][0], found["Identity_1"][0, :, 0], frame, self._threshold
        )


def whole_picture(image: NDArray[np.uint8]) -> Square:
    """Return the square that holds all of the image, centred."""
    height, width = image.shape[:2]
    return Square(width / 2, height / 2, max(width, height))


def prepare(
    image: NDArray[np.uint8],
    frame: Square,
    known_px: Sequence[NDArray[np.floating]] = (),
) -> NDArray[np.float32]:
    """Return the image as the network takes it: black borders, -1 to 1."""
    cut = frame.cut(image, INPUT_PX, repeat_border=False)
    cut = paint_out(cut, [frame.from_picture(points) for points in known_px])
    return cut[None].astype(np.float32) * np.float32(2 / 255) - np.float32(1)


def decode(
    values: NDArray[np.float32],
    logits: NDArray[np.float32],
    frame: Square,
    threshold: float,
) -> list[Square]:
    """Return the squares that the network's numbers mean, surest first.

    Parameters
    ----------
    values
        Shape (2254, 12): centre, size and four points of each box, in pixels of
        the input, measured from the box's anchor. The first point is the middle
        of the hips, the second one says how far the body reaches and whither.
    logits
        Shape (2254,); the logistic function makes them scores.
    frame
        What the network was shown.
    threshold
        Score below which a box is nobody.

    """
    scores = 1 / (1 + np.exp(-np.clip(logits.astype(float), -100, 100)))
    sure = scores >= threshold
    points = values[sure].reshape(-1, 6, 2).astype(float) / INPUT_PX
    points[:, [0, 2, 3, 4, 5]] += anchors()[sure, None]
    half = points[:, 1] / 2
    boxes = np.hstack([points[:, 0] - half, points[:, 0] + half])
    people, _ = merge_overlapping(
        boxes, points[:, 2:4], scores[sure], SAME_PERSON_OVERLAP
    )
    return [
        Square.around(hips, top, MARGIN)
        for hips, top in frame.to_picture(people.reshape(-1, 2, 2))
    ]


@cache
def anchors() -> NDArray[np.float64]:
    """Return the centres from which boxes are measured, shape (2254, 2), 0 to 1.

    Always the same array, which cannot be changed.

    One grid for each run of equal strides, row by row, with `BOXES_PER_STRIDE`
    anchors in every cell for each stride of the run.
    """
    centres = []
    for stride in sorted(set(STRIDES)):
        n_cells = INPUT_PX // stride
        middle = (np.arange(n_cells) + 0.5) / n_cells
        y, x = np.meshgrid(middle, middle, indexing="ij")
        cells = np.stack([x.ravel(), y.ravel()], axis=1)
        centres.append(np.repeat(cells, BOXES_PER_STRIDE * STRIDES.count(stride), 0))
    together = np.vstack(centres)
    together.setflags(write=False)
    return together
