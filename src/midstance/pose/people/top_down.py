"""People followed through a video by a network that looks at one person at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from midstance.kernels.geometry.boxes import overlap
from midstance.pose.base import FramePoses, Memory, PoseSession
from midstance.pose.people.blazepose_detector import PersonDetector
from midstance.pose.runtimes.litert import LiteRTNetwork
from midstance.schema.poses import only_inside

PADDING = 1.25
"""How much larger than the person's box the crop is."""

BEYOND = 1.15
"""How far head and shoes reach beyond the keypoints."""

SAME_BOX_OVERLAP = 0.5
SAME_BODY_DISTANCE = 0.06
"""Mean distance of the keypoints of two people, over the height of their box, below
which they are one person found twice."""

N_BODY = 17
"""Only these first keypoints say whether there is a person; hands and face, which
whole-body networks add, are often too small to be seen."""

Boxes = NDArray[np.float64]
Detect = Callable[[NDArray[np.uint8]], Boxes]
Look = Callable[[NDArray[np.uint8], Boxes], tuple[Boxes, Boxes]]


@dataclass(frozen=True)
class Following:
    """What to accept and how often to search.

    Parameters
    ----------
    max_people
        How many people to follow at most.
    presence
        Mean score of the keypoints from which a box holds a person.
    keypoint
        Score from which a keypoint is found.
    search_interval
        While fewer than `max_people` are followed, look for more in every frame of
        this number, see `in_frames`; a lost person is looked for at once.

    """

    max_people: int
    presence: float
    keypoint: float
    search_interval: int


def in_frames(pause_s: float, rate_hz: float) -> int:
    """Return how many frames a pause lasts, 1 at least.

    Examples
    --------
    >>> in_frames(0.5, 30.0), in_frames(0.5, 10.0), in_frames(0.5, 1.0)
    (15, 5, 1)

    """
    return max(1, round(pause_s * rate_hz))


class Follower(PoseSession):
    """Follows people through the frames of one video by their own keypoints.

    Parameters
    ----------
    settings
        What to accept and how often to search.
    n_keypoints
        How many `look` gives.
    detect
        Gives a box for each person in an image, surest first.
    look
        Gives keypoints and scores of the person in each box.

    """

    def __init__(
        self, settings: Following, n_keypoints: int, detect: Detect, look: Look
    ) -> None:
        self._settings = settings
        self._n_keypoints = n_keypoints
        self._detect = detect
        self._look = look
        self._boxes: Boxes = np.empty((0, 4))
        self._n_since_search = 0

    def __call__(self, image: NDArray[np.uint8]) -> FramePoses:
        """Return the people in `image`; who was seen before comes first."""
        n_before = len(self._boxes)
        xy, score = self._seen(image, self._boxes)
        if self._shall_search(len(xy), was_lost=len(xy) < n_before):
            self._n_since_search = 0
            new = self._new_boxes(image, boxes_around(xy))
            more = self._seen(image, new)
            xy, score = np.concatenate([xy, more[0]]), np.concatenate([score, more[1]])
        is_new = _first_of_each(xy)
        xy, score = xy[is_new], score[is_new]
        self._boxes = boxes_around(xy)
        return FramePoses(
            xy.astype(np.float32),
            score.clip(0, 1).astype(np.float32),
            box_px=self._boxes.astype(np.float32),
        )

    def forget(self) -> None:
        """Search the next frame as if it were the first."""
        self._boxes = np.empty((0, 4))
        self._n_since_search = 0

    def memory(self) -> Memory:
        """Return where everybody was, and when the last search was."""
        return {"boxes": self._boxes, "n_since_search": np.array(self._n_since_search)}

    def recall(self, memory: Memory) -> None:
        """Go on as the follower did whose `memory` this is."""
        self._boxes = memory["boxes"]
        self._n_since_search = int(memory["n_since_search"])

    def _shall_search(self, n_people: int, *, was_lost: bool) -> bool:
        self._n_since_search += 1
        if n_people >= self._settings.max_people:
            return False
        is_due = self._n_since_search >= self._settings.search_interval
        return n_people == 0 or was_lost or is_due

    def _new_boxes(self, image: NDArray[np.uint8], known: Boxes) -> Boxes:
        free = [
            box
            for box in self._detect(image)
            if not (overlap(known, box) > SAME_BOX_OVERLAP).any()
        ]
        n_wanted = self._settings.max_people - len(known)
        return np.array(free[:n_wanted], float).reshape(-1, 4)

    def _seen(
        self, image: NDArray[np.uint8], boxes: Boxes
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the people who are in `boxes`; what is not found is NaN."""
        if not len(boxes):
            n = self._n_keypoints
            return np.empty((0, n, 2)), np.empty((0, n))
        places, score = self._look(image, boxes)
        xy = only_inside(places, image.shape[1], image.shape[0])
        is_found = np.isfinite(xy[..., 0]) & (score >= self._settings.keypoint)
        xy = np.where(is_found[..., None], places, np.nan)
        body = score[:, :N_BODY]
        is_there = body.mean(axis=1) >= self._settings.presence
        is_there &= is_found.sum(axis=1) > 1
        return xy[is_there], score[is_there]


def crop_around(box: NDArray[np.floating], size_px: tuple[int, int]) -> Boxes:
    """Return the crop around a box: padded, in the shape of the input.

    Parameters
    ----------
    box
        Left, top, right, bottom (px).
    size_px
        Width and height of the input.

    Examples
    --------
    >>> crop_around(np.array([10.0, 20.0, 50.0, 100.0]), (192, 256)).tolist()
    [-7.5, 10.0, 67.5, 110.0]

    """
    centre, size = (box[:2] + box[2:]) / 2, (box[2:] - box[:2]) * PADDING
    scale = max(size[0] / size_px[0], size[1] / size_px[1], 1e-3)
    half = scale * np.array(size_px) / 2
    return np.concatenate([centre - half, centre + half])


def to_picture(
    xy: NDArray[np.floating], crops: NDArray[np.floating], size_px: tuple[int, int]
) -> NDArray[np.float64]:
    """Return where points of the inputs lie in the image (px)."""
    scale = (crops[:, 2:] - crops[:, :2]) / np.array(size_px)
    return np.asarray(xy * scale[:, None] + crops[:, None, :2], np.float64)


def boxes_around(xy_px: NDArray[np.floating]) -> Boxes:
    """Return the box of each person, hair and shoes included, shape (n_people, 4)."""
    if not len(xy_px):
        return np.empty((0, 4))
    low, high = np.nanmin(xy_px, axis=1), np.nanmax(xy_px, axis=1)
    centre, half = (low + high) / 2, (high - low) / 2 * BEYOND
    return np.hstack([centre - half, centre + half])


def blazepose_boxes(path: Path, *, threshold: float, n_threads: int) -> Detect:
    """Return BlazePose's detector, which gives squares around the hips, as boxes.

    Parameters
    ----------
    path
        The network.
    threshold
        Score (0 to 1) below which a square is nobody.
    n_threads
        Processor cores to use.

    """
    network = LiteRTNetwork(path, n_threads=n_threads)
    detect = PersonDetector(network, threshold=threshold)

    def boxes(image: NDArray[np.uint8]) -> Boxes:
        found = []
        for square in detect(image):
            half = np.array([0.75, 1.0]) * square.size_px / 2 / PADDING
            centre = np.array([square.x_px, square.y_px])
            found.append(np.concatenate([centre - half, centre + half]))
        return np.array(found, float).reshape(-1, 4)

    return boxes


def _first_of_each(xy_px: NDArray[np.floating]) -> NDArray[np.bool_]:
    """Return whether no earlier person is the same one."""
    height = np.ptp(boxes_around(xy_px)[:, [1, 3]], axis=1)
    is_first = np.ones(len(xy_px), bool)
    for number in range(1, len(xy_px)):
        apart = np.hypot(*np.moveaxis(xy_px[:number] - xy_px[number], -1, 0))
        for other in np.flatnonzero(is_first[:number]):
            seen = apart[other][np.isfinite(apart[other])]
            if seen.size and seen.mean() < SAME_BODY_DISTANCE * height[number]:
                is_first[number] = False
    return is_first
