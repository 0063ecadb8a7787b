"""The overlay video: what was found, drawn on every frame."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from midstance.drawing.colours import MIDDLE, SIDE_COLOURS, Rgb
from midstance.drawing.person import (
    SHADE,
    DrawnPerson,
    Mark,
    draw_person,
    make_people,
    nearest,
)
from midstance.drawing.primitives import (
    Point,
    blend,
    draw_disc,
    draw_line,
    draw_ring,
    draw_text,
    window,
)
from midstance.kernels.progress import Progress
from midstance.kernels.types import Image
from midstance.schema.events import SIDES
from midstance.schema.scene import Scene
from midstance.schema.tracks import rate_hz
from midstance.video.film import Change
from midstance.video.reader import Frame, VideoReader
from midstance.video.writer import VideoWriter

_LONGEST_PX, _SHORTEST_PX = 1280, 480
"""Longer images are made smaller, so that a report stays small and quick;
smaller ones larger, so that the writing can be read."""
_FADE_S = 0.15
_WORDS = {"initial_contact": "contact", "toe_off": "toe-off"}
_GREY: Rgb = (150, 158, 166)
_WINDOW_S = 3.0
_MOST_PEOPLE = 3


@dataclass(frozen=True)
class DrawnSize:
    """Sizes of the drawing, in px; `unit_px` is 1 px of an image 720 px wide.

    Below the image lies a strip with the clock and the running timeline, so
    that they hide nothing.
    """

    width_px: int
    height_px: int
    strip_px: int
    unit_px: float


def write_overlay(
    video: VideoReader,
    path: Path,
    tracks: xr.Dataset,
    events: pd.DataFrame,
    scenes: dict[str, Scene],
    *,
    change: Change = iter,
    progress: Progress | None = None,
) -> None:
    """Write the overlay video.

    Drawn are the skeleton (left and right in their colours, the far side lighter,
    filled-in points hollow, missing ones not at all), the floor line with each
    standing foot, contacts and toe-offs for a moment, and below the image the
    clock and a running timeline of stance. Every frame keeps its time; the first
    one is at 0 in the file.

    Parameters
    ----------
    video
        The same part of the same video that the tracks come from.
    path
        Where the overlay shall be, ``.mp4``.
    tracks
        Clean tracks in px. Those of a moving camera, which are in the pixels of
        the first image, are put back on each frame.
    events
        Events of everybody.
    scenes
        How each person is seen, by name.
    change
        Gives the frames as they shall be drawn on; default: as they are.
    progress
        Called with the stage, the frames done, and of how many (None when not
        known).

    Raises
    ------
    VideoError
        If the video cannot be decoded.
    OutputError
        If the folder cannot be written to.

    """
    size_px = (video.info.width_px, video.info.height_px)
    people = make_people(tracks, events, scenes, drawn_scale(*size_px))
    layout = drawn_size(*size_px, len(_rows(people)))
    time_s = tracks["time"].to_numpy()
    shape = (layout.height_px + layout.strip_px, layout.width_px, 3)
    rate = rate_hz(tracks) if time_s.size > 1 else 30.0
    with VideoWriter(path, shape[1], shape[0], rate) as writer:
        for n_done, frame in enumerate(change(video), 1):
            canvas = np.empty(shape, np.uint8)
            picture = canvas[: layout.height_px]
            fit(frame.image, picture)
            row = nearest(time_s, frame.time_s)
            if row is not None:
                draw_people(picture, people, row, frame.time_s, layout.unit_px)
                _draw_marks(picture, people, row, frame.time_s, layout.unit_px)
            _draw_strip(canvas[layout.height_px :], people, frame, layout.unit_px)
            writer.write(canvas, frame.time_s)
            if progress:
                progress("Drawing", n_done, video.n_frames_expected or None)


def drawn_scale(width_px: int, height_px: int) -> float:
    """Return px of the drawing per px of the video."""
    shrink = _LONGEST_PX / max(width_px, height_px)
    grow = _SHORTEST_PX / min(width_px, height_px)
    return min(shrink, max(1.0, grow))


def drawn_size(width_px: int, height_px: int, n_rows: int) -> DrawnSize:
    """Return the sizes of a drawing of images of that size, with rows below it."""
    scale = drawn_scale(width_px, height_px)
    width, height = (
        max(2, 2 * round(side * scale / 2)) for side in (width_px, height_px)
    )
    unit_px = max(min(width, height) / 720, 0.62)
    strip_px = 2 * round((28 + 22 * max(n_rows, 2)) * unit_px / 2)
    return DrawnSize(width, height, strip_px, unit_px)


def _rows(people: list[DrawnPerson]) -> list[tuple[DrawnPerson, str]]:
    """Return the rows of the running timeline: people with contacts, two sides."""
    with_contacts = [
        person
        for person in people
        if any(times.size for times in person.stances_s.values())
    ]
    return [(person, side) for person in with_contacts[:_MOST_PEOPLE] for side in SIDES]


def fit(image: Image, picture: Image) -> None:
    """Fill `picture` with `image`, made larger or smaller."""
    import cv2

    if image.shape == picture.shape:
        picture[:] = image
        return
    is_smaller = picture.shape[0] < image.shape[0]
    method = cv2.INTER_AREA if is_smaller else cv2.INTER_CUBIC
    cv2.resize(image, picture.shape[1::-1], dst=picture, interpolation=method)


def draw_people(
    image: Image, people: list[DrawnPerson], row: int, time_s: float, unit_px: float
) -> None:
    """Draw everybody with their floor line as they are at the time of a row."""
    for person in people:
        if person.floor is not None and person.box(row) is not None:
            _draw_floor(image, person, row, time_s, unit_px)
        draw_person(image, person, row, unit_px)


def _draw_floor(
    image: Image, person: DrawnPerson, row: int, time_s: float, unit_px: float
) -> None:
    """Draw the floor line, and on it a bar under each foot that stands."""
    if person.floor is None:
        return
    (left, left_y), (right, right_y) = (person.shown(at, row) for at in person.floor)
    reach = 8 * unit_px
    part, (x0, y0) = window(
        image,
        (left - reach, min(left_y, right_y) - reach),
        (right + reach, max(left_y, right_y) + reach),
    )
    if part.size == 0:
        return
    layer = part.copy()
    start, end = (left - x0, left_y - y0), (right - x0, right_y - y0)
    draw_line(layer, start, end, SHADE, 4 * unit_px)
    draw_line(layer, start, end, MIDDLE, 2 * unit_px)
    blend(part, layer, 0.6)
    slope = (right_y - left_y) / max(right - left, 1e-6)
    for side in SIDES:
        foot = person.foot(row, side)
        if foot is None or not _stands(person, side, time_s):
            continue
        x_px, half = foot[0] - x0, 26 * unit_px
        y_px = start[1] + slope * (x_px - start[0])
        draw_line(
            part,
            (x_px - half, y_px - slope * half),
            (x_px + half, y_px + slope * half),
            SIDE_COLOURS[side],
            6 * unit_px,
        )


def _stands(person: DrawnPerson, side: str, time_s: float) -> bool:
    stances_s = person.stances_s[side]
    return bool(((stances_s[:, 0] <= time_s) & (time_s < stances_s[:, 1])).any())


def _draw_marks(
    image: Image, people: list[DrawnPerson], row: int, time_s: float, unit_px: float
) -> None:
    for person in people:
        for mark in person.marks:
            age_s = time_s - mark.time_s
            at = person.shown(mark.at, row)
            if 0 <= age_s < _FADE_S and np.isfinite(at).all():
                _draw_mark(image, mark, at, 1 - age_s / _FADE_S, unit_px)
        box = person.box(row) if len(people) > 1 else None
        if box is not None:
            (left, top), (right, _) = box
            at = ((left + right) / 2, top - 18 * unit_px)
            _draw_label(image, person.name, at, MIDDLE, 16 * unit_px, 1.0)


def _draw_mark(
    image: Image, mark: Mark, at: Point, strength: float, unit_px: float
) -> None:
    colour = SIDE_COLOURS[mark.side]
    radius = (16 + 12 * (1 - strength)) * unit_px
    x_px, y_px = at
    part, (x0, y0) = window(
        image,
        (x_px - 2 * radius, y_px - 2 * radius),
        (x_px + 2 * radius, y_px + 2 * radius),
    )
    if part.size == 0:
        return
    layer = part.copy()
    centre = (x_px - x0, y_px - y0)
    draw_ring(layer, centre, SHADE, radius, 6 * unit_px)
    draw_ring(layer, centre, colour, radius, 3.5 * unit_px)
    if mark.event == "initial_contact":
        draw_disc(layer, centre, colour, 7 * unit_px)
    blend(part, layer, strength)
    # One line for each side: feet that pass each other do not hide their words.
    line_px = 22 * SIDES.index(mark.side) * unit_px
    at = (x_px, y_px + 50 * unit_px + line_px)
    if y_px + 80 * unit_px > image.shape[0]:
        at = (x_px, y_px - 40 * unit_px - line_px)
    text = f"{mark.side} {_WORDS[mark.event]}"
    _draw_label(image, text, at, colour, 18 * unit_px, strength)


def _draw_label(
    image: Image, text: str, at: Point, colour: Rgb, size_px: float, opacity: float
) -> None:
    """Write a word that reads on any ground."""
    draw_text(
        image,
        text,
        at,
        colour,
        size_px,
        anchor="middle",
        is_bold=True,
        opacity=opacity,
        shade=SHADE,
    )


def _draw_strip(
    strip: Image, people: list[DrawnPerson], frame: Frame, unit_px: float
) -> None:
    """Draw the clock, and when each foot stood around now."""
    strip[:] = SHADE
    middle = strip.shape[0] / 2
    draw_text(
        strip,
        f"{frame.time_s:.2f} s",
        (20 * unit_px, middle + 4 * unit_px),
        MIDDLE,
        27 * unit_px,
        is_bold=True,
    )
    draw_text(
        strip,
        f"frame {frame.index}",
        (21 * unit_px, middle + 24 * unit_px),
        _GREY,
        14 * unit_px,
    )
    rows = _rows(people)
    for number, (person, side) in enumerate(rows):
        y_px = middle + (number - (len(rows) - 1) / 2) * 22 * unit_px
        _draw_row(strip, person, side, frame.time_s, y_px, unit_px)
        name = side if len(rows) == len(SIDES) else f"{person.name}  {side}"
        draw_text(
            strip,
            name,
            (_window_px(strip, unit_px)[0] - 12 * unit_px, y_px + 5 * unit_px),
            SIDE_COLOURS[side],
            14 * unit_px,
            anchor="right",
        )
    if rows:
        x_px = _window_px(strip, unit_px)[1]
        half = (11 * len(rows) + 5) * unit_px
        draw_line(
            strip, (x_px, middle - half), (x_px, middle + half), MIDDLE, 2 * unit_px
        )


def _window_px(strip: Image, unit_px: float) -> tuple[float, float, float]:
    """Return left end, now and right end of the running timeline."""
    left, right = 265 * unit_px, strip.shape[1] - 20 * unit_px
    return left, (left + right) / 2, right


def _draw_row(
    strip: Image,
    person: DrawnPerson,
    side: str,
    time_s: float,
    y_px: float,
    unit_px: float,
) -> None:
    left, now, right = _window_px(strip, unit_px)
    px_per_s = (right - left) / _WINDOW_S
    thick = 10 * unit_px
    part, (x0, _) = window(strip, (left, 0), (right, strip.shape[0]))
    draw_line(part, (0, y_px), (right - x0, y_px), (38, 44, 51), 1)
    for start_s, end_s in person.stances_s[side]:
        start = now - x0 + (start_s - time_s) * px_per_s + thick / 2
        end = now - x0 + (end_s - time_s) * px_per_s - thick / 2
        if end < -thick or start > right - x0 + thick:
            continue
        colour = SIDE_COLOURS[side] if start_s <= time_s else _dimmed(side)
        draw_line(part, (start, y_px), (max(start, end), y_px), colour, thick)


def _dimmed(side: str) -> Rgb:
    red, green, blue = (
        round(0.45 * a + 0.55 * b)
        for a, b in zip(SIDE_COLOURS[side], SHADE, strict=True)
    )
    return red, green, blue
