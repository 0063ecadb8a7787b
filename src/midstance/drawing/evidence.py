"""Evidence: the frame that shows an event, cut out around the person."""

from bisect import bisect_right
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from midstance.drawing.person import DrawnPerson, nearest
from midstance.drawing.primitives import Point, window
from midstance.kernels.types import Image
from midstance.schema.events import KINDS, SIDES, of_individual, times_s

_HEIGHT_PX = 480
_ASPECT = 0.75
_MARGIN = 0.12
_JPEG_QUALITY = 86
_STRIDE_S = 1.2
"""A walker's stride is hardly longer: all four events lie within it."""


@dataclass(frozen=True)
class Evidence:
    """A frame that shows an event.

    Parameters
    ----------
    individual, side, event
        As in the events table.
    event_time_s
        When the event was, between frames (s).
    frame_time_s
        When the frame was (s).
    jpeg
        The image, with the skeleton drawn.

    """

    individual: str
    side: str
    event: str
    event_time_s: float
    frame_time_s: float
    jpeg: bytes

    @property
    def frame_offset_s(self) -> float:
        """Return how long after the event the frame was taken (s); negative: before."""
        return self.frame_time_s - self.event_time_s


@dataclass(frozen=True)
class Wanted:
    """An event to show, and the number of the frame that shows it best."""

    person: DrawnPerson
    side: str
    event: str
    event_time_s: float
    row: int


def choose_events(
    people: list[DrawnPerson], events: pd.DataFrame, time_s: NDArray[np.float64]
) -> dict[int, list[Wanted]]:
    """Choose one event of each person, side and kind: of one stride, near to frames.

    Of all stretches as long as a slow stride, the one with most kinds is taken; of
    equals, the one whose events lie nearest to frames. So the frames lie together,
    and little has to be decoded. Only frames that show the foot count.

    Returns
    -------
    dict of int to list of Wanted
        By number of the time in the tracks.

    """
    chosen: dict[int, list[Wanted]] = {}
    for person in people:
        own = of_individual(events, person.name)
        wanted = [
            Wanted(person, side, event, float(at_s), row)
            for event in KINDS
            for side in SIDES
            for at_s in times_s(own, side, event)
            if (row := nearest(time_s, float(at_s))) is not None
            and person.foot(row, side) is not None
        ]
        for one in _of_one_stride(wanted, time_s):
            chosen.setdefault(one.row, []).append(one)
    return chosen


def _of_one_stride(wanted: list[Wanted], time_s: NDArray[np.float64]) -> list[Wanted]:
    def away_s(one: Wanted) -> float:
        return abs(float(time_s[one.row]) - one.event_time_s)

    ordered = sorted(wanted, key=lambda one: one.event_time_s)
    moments_s = [one.event_time_s for one in ordered]
    best: list[Wanted] = []
    for i, first in enumerate(ordered):
        near: dict[tuple[str, str], Wanted] = {}
        end = bisect_right(moments_s, first.event_time_s + _STRIDE_S)
        for one in ordered[i:end]:
            known = near.get((one.side, one.event))
            if known is None or away_s(one) < away_s(known):
                near[one.side, one.event] = one
        found = list(near.values())
        if (-len(found), sum(map(away_s, found))) < (
            -len(best),
            sum(map(away_s, best)),
        ):
            best = found
    return best


def crop_around_person(image: Image, wanted: Wanted, frame_time_s: float) -> Evidence:
    """Return the part of `image` around the person as evidence."""
    import cv2

    part = _around(image, wanted.person.box(wanted.row))
    if part.shape[0] > _HEIGHT_PX:
        width_px = round(part.shape[1] * _HEIGHT_PX / part.shape[0])
        resized = cv2.resize(part, (width_px, _HEIGHT_PX), interpolation=cv2.INTER_AREA)
        part = np.asarray(resized, np.uint8)
    bgr = cv2.cvtColor(part, cv2.COLOR_RGB2BGR)
    _, stored = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    return Evidence(
        individual=wanted.person.name,
        side=wanted.side,
        event=wanted.event,
        event_time_s=wanted.event_time_s,
        frame_time_s=frame_time_s,
        jpeg=stored.tobytes(),
    )


def _around(image: Image, box: tuple[Point, Point] | None) -> Image:
    """Return a part of one shape (3 to 4) that holds `box`, as far as there is."""
    if box is None:
        return image
    (left, top), (right, bottom) = box
    height_px = (1 + 2 * _MARGIN) * max(bottom - top, (right - left) / _ASPECT)
    width_px = _ASPECT * height_px
    x_px = _shifted((left + right) / 2, width_px, image.shape[1])
    y_px = _shifted((top + bottom) / 2, height_px, image.shape[0])
    part, _ = window(
        image,
        (x_px - width_px / 2, y_px - height_px / 2),
        (x_px + width_px / 2, y_px + height_px / 2),
    )
    return part


def _shifted(middle_px: float, length_px: float, whole_px: int) -> float:
    """Return the middle moved so that `length_px` around it lies in the image."""
    if length_px >= whole_px:
        return whole_px / 2
    return min(max(middle_px, length_px / 2), whole_px - length_px / 2)
