"""The landmark network of BlazePose: a square with a person in, 33 points out.

References
----------
.. [1] V. Bazarevsky et al., *BlazePose: On-device Real-time Body Pose Tracking*,
   2020, section 2.3, and the graph ``pose_landmark_cpu`` of MediaPipe 0.10.21,
   from which the numbers are.

"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from midstance.pose.images.crops import Square
from midstance.pose.people.bystanders import UPRIGHT, paint_out
from midstance.pose.runtimes.litert import Run

INPUT_PX = 256
N_LANDMARKS = 33
N_POINTS = 39
"""Landmarks and auxiliary points; the first two of these say where the body is:
the middle of the hips, and how far the body reaches and whither."""

KERNEL = 9
MIN_PEAK = 0.5


@dataclass(frozen=True)
class Person:
    """One person as the network saw them.

    Parameters
    ----------
    presence
        Probability that there is somebody in the square at all.
    xy_px
        Shape (33, 2), in the image.
    visibility
        Shape (33,), 0 to 1.
    xyz_m
        Shape (33, 3), metres from the mid-hip, upright as the image is.
    alignment_px
        Shape (2, 2): the middle of the hips, and a point that says how far the
        body reaches and in which direction its head is.

    """

    presence: float
    xy_px: NDArray[np.float32]
    visibility: NDArray[np.float32]
    xyz_m: NDArray[np.float32]
    alignment_px: NDArray[np.floating]


class LandmarkNetwork:
    """Finds the landmarks of the person in a square.

    Parameters
    ----------
    network
        One of the ``pose_landmark_*.tflite``, segmentation cut or not, opened by a
        runtime.

    """

    def __init__(self, network: Run) -> None:
        self._network = network
        # Used again for each image: new memory costs more than what is written to it.
        self._input = np.empty((1, INPUT_PX, INPUT_PX, 3), np.float32)

    def __call__(
        self,
        image: NDArray[np.uint8],
        square: Square,
        others_px: Sequence[NDArray[np.floating]] = (),
        own_px: NDArray[np.floating] | None = None,
    ) -> Person:
        """Return what the network sees in `square` of an RGB image.

        Others, whose landmarks (33, 2) are given, are painted out, but not over
        the person's own landmarks, where these are known.
        """
        found = self._network(
            prepare(image, square, others_px, own_px, out=self._input)
        )
        return decode(
            found["Identity"].reshape(N_POINTS, 5),
            float(found["Identity_1"].item()),
            found["Identity_3"][0],
            found["Identity_4"].reshape(N_POINTS, 3),
            square,
        )


def prepare(
    image: NDArray[np.uint8],
    square: Square,
    others_px: Sequence[NDArray[np.floating]] = (),
    own_px: NDArray[np.floating] | None = None,
    *,
    out: NDArray[np.float32] | None = None,
) -> NDArray[np.float32]:
    """Return the square as the network takes it: border repeated, 0 to 1.

    Shape (1, `INPUT_PX`, `INPUT_PX`, 3), written into `out` where that is given.
    """
    cut = square.cut(image, INPUT_PX, repeat_border=True)
    if others_px:
        others = [square.from_picture(points) for points in others_px]
        own = UPRIGHT if own_px is None else square.from_picture(own_px)
        cut = paint_out(cut, others, own)
    return np.multiply(cut[None], np.float32(1 / 255), out=out, dtype=np.float32)


def decode(
    points: NDArray[np.float32],
    presence: float,
    heatmaps: NDArray[np.float32],
    world: NDArray[np.float32],
    square: Square,
) -> Person:
    """Return what the numbers of the network mean.

    Parameters
    ----------
    points
        Shape (39, 5): x, y, z in pixels of the input, visibility and presence
        before the logistic function.
    presence
        Probability of a person.
    heatmaps
        Shape (64, 64, 39), before the logistic function.
    world
        Shape (39, 3), metres, upright as the square is.
    square
        Where the input was cut from.

    """
    used = points[: N_LANDMARKS + 2]
    xy = refine(used[:, :2].astype(float) / INPUT_PX, heatmaps)
    xy_px = square.to_picture(xy)
    xyz_m = world[:N_LANDMARKS].copy()
    xyz_m[:, :2] = square.turned(xyz_m[:, :2])
    return Person(
        presence,
        xy_px[:N_LANDMARKS].astype(np.float32),
        _logistic(points[:N_LANDMARKS, 3]),
        xyz_m,
        xy_px[N_LANDMARKS:],
    )


def refine(
    xy: NDArray[np.floating], heatmaps: NDArray[np.float32]
) -> NDArray[np.floating]:
    """Return `xy` moved to the middle of the warm area around each point.

    Parameters
    ----------
    xy
        Shape (n_points, 2), 0 to 1 across the square.
    heatmaps
        Shape (height, width, n_maps), before the logistic function; those of the
        points come first.

    Returns
    -------
    numpy.ndarray
        Shape (n_points, 2). A point outside of the map, or whose surroundings
        stay below `MIN_PEAK`, is returned as it came. The centre is that of
        `KERNEL` by `KERNEL` cells, fewer at the edge.

    """
    size = np.array([heatmaps.shape[1], heatmaps.shape[0]])
    cell = np.trunc(xy * size).astype(int)
    reach = np.arange(KERNEL) - KERNEL // 2
    cols = cell[:, 0, None, None] + reach[None, None, :]
    rows = cell[:, 1, None, None] + reach[None, :, None]
    inside = (cols >= 0) & (cols < size[0]) & (rows >= 0) & (rows < size[1])
    # One number for each cell: three indices take three times as long.
    first = rows.clip(0, size[1] - 1) * size[0] + cols.clip(0, size[0] - 1)
    which = first * heatmaps.shape[2] + np.arange(len(xy))[:, None, None]
    warmth = _logistic(heatmaps.reshape(-1)[which].astype(float))
    warmth = np.where(inside, warmth, 0)
    total = warmth.sum(axis=(1, 2))
    usable = warmth.max(axis=(1, 2)) >= MIN_PEAK
    usable &= ((cell >= 0) & (cell < size)).all(axis=1)
    safe = np.where(total > 0, total, 1)
    centre = np.stack(
        [(warmth * cols).sum(axis=(1, 2)), (warmth * rows).sum(axis=(1, 2))], axis=1
    )
    return np.where(usable[:, None], centre / safe[:, None] / size, xy)


def _logistic(values: NDArray[np.floating]) -> NDArray[Any]:
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -80, 80))))
