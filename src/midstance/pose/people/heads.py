"""Where heads are in an image, of whoever is in it: followed by a network or not.

The person detector of BlazePose was taught on faces: each of its boxes lies around
head and shoulders, whether the rest of the body is in the image or not.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from midstance.pose.images.crops import Square
from midstance.pose.people.blazepose_detector import (
    INPUT_PX,
    anchors,
    prepare,
    whole_picture,
)
from midstance.pose.people.tiles import parts_of
from midstance.pose.runtimes.litert import LiteRTNetwork, Run
from midstance.weights.published import find_weights

FindHeads = Callable[[NDArray[np.uint8]], NDArray[np.float64]]
"""Gives x, y and radius (px) of each head in an RGB image, shape (n_heads, 3)."""

_THRESHOLD = 0.4
"""Score (0 to 1) below which a box is nobody: lower than where people are looked for
to be measured, since a face too many does no harm."""
_ABOVE = 0.12
"""How far the head lies above the middle of the box, in lengths of its side."""
_RADIUS = 0.3
"""Of the head with a margin, in lengths of the box's side."""


def head_finder() -> FindHeads:
    """Load the detector; it looks at the whole image, and at parts of its longer side.

    Who is far away is larger in a part: the network sees every image small.

    Raises
    ------
    WeightsError
        If the weights are not here or damaged.
    MissingDependencyError
        If the library that runs them is not installed.

    """
    path = find_weights("blazepose")["detector"]
    network = LiteRTNetwork(path, n_threads=1)

    def find(image: NDArray[np.uint8]) -> NDArray[np.float64]:
        in_parts = (
            heads_in(part, network) + np.array([dx, dy, 0])
            for part, dx, dy in parts_of(image)
        )
        return np.vstack([heads_in(image, network), *in_parts])

    return find


def heads_in(image: NDArray[np.uint8], network: Run) -> NDArray[np.float64]:
    """Return x, y and radius (px) of the heads in an RGB image, shape (n_heads, 3)."""
    frame = whole_picture(image)
    found = network(prepare(image, frame))
    return decode(found["Identity"][0], found["Identity_1"][0, :, 0], frame)


def decode(
    values: NDArray[np.float32], logits: NDArray[np.float32], frame: Square
) -> NDArray[np.float64]:
    """Return the heads that the network's numbers mean.

    Several boxes of one head stay: each of them is hidden.

    Parameters
    ----------
    values, logits
        As of `midstance.pose.people.blazepose_detector.decode`.
    frame
        What the network was shown.

    Returns
    -------
    numpy.ndarray
        Shape (n_heads, 3): x, y and radius in px of the image.

    """
    scores = 1 / (1 + np.exp(-np.clip(logits.astype(float), -100, 100)))
    sure = scores >= _THRESHOLD
    points = values[sure].reshape(-1, 6, 2).astype(float) / INPUT_PX
    points[:, [0, 2]] += anchors()[sure, None]
    middle, hips = (frame.to_picture(points[:, i]) for i in (0, 2))
    side_px = frame.size_px * points[:, 1].max(axis=1)
    way = middle - hips
    long_px = np.maximum(np.linalg.norm(way, axis=1), 1.0)
    head = middle + _ABOVE * (side_px / long_px)[:, None] * way
    return np.column_stack([head, _RADIUS * side_px])
