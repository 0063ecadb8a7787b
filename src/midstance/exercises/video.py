"""The video of an exercise: skeleton, counter, class probabilities, plot over time."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from midstance.drawing.colours import LEFT, MIDDLE, RIGHT, Rgb
from midstance.drawing.person import (
    SHADE,
    DrawnPerson,
    draw_person,
    make_people,
    nearest,
)
from midstance.drawing.primitives import draw_disc, draw_line, draw_text
from midstance.exercises.counting.repetitions import counted_classes
from midstance.exercises.poses.pose_tracks import joint_angles_deg
from midstance.kernels.progress import Progress
from midstance.kernels.types import Image
from midstance.schema.events import make_events
from midstance.schema.tracks import individuals, rate_hz
from midstance.video.reader import Frame, VideoReader
from midstance.video.writer import VideoWriter

_LONGEST_PX, _SHORTEST_PX = 1280, 480
_GREY: Rgb = (150, 158, 166)
_RULE: Rgb = (38, 44, 51)
_ROW_UNITS = 118
_MOST_PEOPLE, _MOST_CLASSES = 3, 6
_COUNTS_AFTER = 0.75
"""Of the time that the way back takes: a cosine has 15 % left then, and a recording
that ends there shows the last one."""


@dataclass(frozen=True)
class Panel:
    """What is shown of one person below the image.

    Parameters
    ----------
    name
        Name of the person.
    repetitions
        Repetitions of the person, in order of time.
    classes
        Columns of `shares`.
    shares
        Shape (n_times, n_classes), 0 to 1.
    curves
        One line of the plot each: name and shape (n_times,), 0 to 1.

    """

    name: str
    repetitions: pd.DataFrame
    classes: tuple[str, ...]
    shares: NDArray[np.float64]
    curves: tuple[tuple[str, NDArray[np.float64]], ...]


def make_panels(
    tracks: xr.Dataset, probabilities: pd.DataFrame, repetitions: pd.DataFrame
) -> list[Panel]:
    """Return what to show: of everybody who repeats something, else of the first.

    Plotted are the classes that count, of the exercise done most; without classes
    the joint that the repetitions bend, stretched at the bottom of the plot.

    Parameters
    ----------
    tracks
        In px.
    probabilities
        Columns individual, time_s and one per class.
    repetitions
        See `midstance.exercises.table.make_repetitions`.

    """
    names = individuals(tracks)
    active = [n for n in names if (repetitions["individual"] == n).any()]
    classes = tuple(str(name) for name in probabilities.columns[2:])
    panels = []
    for name in active or names[:1]:
        own = repetitions[repetitions["individual"] == name].sort_values("start_s")
        if classes:
            mine = probabilities[probabilities["individual"] == name]
            shares = mine[list(classes)].to_numpy(float)
            curves = _class_curves(classes, shares, own)
        else:
            shares = np.empty((tracks.sizes["time"], 0))
            curves = _joint_curve(tracks.sel(individual=[name]), own)
        panels.append(Panel(name, own, classes, shares, curves))
    return panels


def _class_curves(
    classes: tuple[str, ...], shares: NDArray[np.float64], repetitions: pd.DataFrame
) -> tuple[tuple[str, NDArray[np.float64]], ...]:
    counted = counted_classes(classes)
    done = repetitions["exercise"].value_counts().index.tolist()
    chosen = [counted[exercise] for exercise in done or list(counted)]
    return tuple(
        (name.replace("_", " "), shares[:, classes.index(name)]) for name in chosen[:2]
    )


def _joint_curve(
    tracks: xr.Dataset, repetitions: pd.DataFrame
) -> tuple[tuple[str, NDArray[np.float64]], ...]:
    joints = repetitions["joint"].value_counts().index.tolist()
    angles = joint_angles_deg(tracks)
    if not joints or joints[0] not in angles:
        return ()
    angle = angles[joints[0]]
    low, high = np.nanmin(angle), np.nanmax(angle)
    bent = (high - angle) / max(high - low, 1.0)
    return ((f"{joints[0]} {high:.0f} to {low:.0f}°", bent),)


def write_exercise_video(
    video: VideoReader,
    path: Path,
    tracks: xr.Dataset,
    panels: list[Panel],
    *,
    shown_frames: Callable[[Iterable[Frame]], Iterator[Frame]] = iter,
    progress: Progress | None = None,
) -> None:
    """Write the video with everything that was found drawn on it.

    A repetition counts on the screen when nearly all of the way back is done. Every
    frame keeps its time.

    Parameters
    ----------
    video
        The video that the tracks come from.
    path
        Where it shall be, ``.mp4``.
    tracks
        In px.
    panels
        One for each person to show; the first three are.
    shown_frames
        Gives the frames as they may be shown; see `midstance.drawing.hiding`.
    progress
        Called with the stage, the frames done, and of how many (None when not
        known).

    """
    shown = panels[:_MOST_PEOPLE]
    width_px, height_px, scale = _size(video.info.width_px, video.info.height_px)
    unit_px = max(min(width_px, height_px) / 720, 0.62)
    row_px = 2 * round(_ROW_UNITS * unit_px / 2)
    time_s = tracks["time"].to_numpy()
    people = make_people(tracks, make_events([]), {}, scale)
    ground = _ground(shown, time_s, (row_px, width_px), unit_px)
    shape = (height_px + row_px * len(shown), width_px, 3)
    rate = rate_hz(tracks) if time_s.size > 1 else 30.0
    with VideoWriter(path, shape[1], shape[0], rate) as writer:
        for n_done, frame in enumerate(shown_frames(video), 1):
            canvas = np.empty(shape, np.uint8)
            _fit(frame.image, canvas[:height_px])
            canvas[height_px:] = ground
            row = nearest(time_s, frame.time_s)
            if row is not None:
                _draw_people(canvas[:height_px], people, row, len(shown), unit_px)
                for number, panel in enumerate(shown):
                    top = height_px + number * row_px
                    part = canvas[top : top + row_px]
                    _draw_now(part, panel, row, time_s, unit_px)
            writer.write(canvas, frame.time_s)
            if progress:
                progress("Drawing", n_done, video.n_frames_expected or None)


def _size(width_px: int, height_px: int) -> tuple[int, int, float]:
    shrink = _LONGEST_PX / max(width_px, height_px)
    grow = _SHORTEST_PX / min(width_px, height_px)
    scale = min(shrink, max(1.0, grow))
    width, height = (max(2, 2 * round(s * scale / 2)) for s in (width_px, height_px))
    return width, height, scale


def _fit(image: Image, picture: Image) -> None:
    import cv2

    is_smaller = picture.shape[0] < image.shape[0]
    method = cv2.INTER_AREA if is_smaller else cv2.INTER_CUBIC
    cv2.resize(image, picture.shape[1::-1], dst=picture, interpolation=method)


def _draw_people(
    image: Image, people: list[DrawnPerson], row: int, n_shown: int, unit_px: float
) -> None:
    for person in people:
        draw_person(image, person, row, unit_px)
        box = person.box(row)
        if n_shown > 1 and box is not None:
            (left, top), (right, _) = box
            at = ((left + right) / 2, max(top - 14 * unit_px, 20 * unit_px))
            draw_text(
                image,
                person.name,
                at,
                MIDDLE,
                18 * unit_px,
                anchor="middle",
                is_bold=True,
                shade=SHADE,
            )


def _columns(width_px: int, panel: Panel, unit_px: float) -> tuple[float, ...]:
    """Return where the counter, the bars and the plot begin, and the right end."""
    margin = 20 * unit_px
    counter = min(190 * unit_px, 0.3 * width_px)
    bars = min(250 * unit_px, 0.34 * width_px) if panel.classes else 0.0
    return margin, margin + counter, margin + counter + bars, width_px - margin


def _ground(
    panels: list[Panel],
    time_s: NDArray[np.float64],
    size_px: tuple[int, int],
    unit_px: float,
) -> Image:
    """Return what stays the same under all frames: the plots and the names."""
    row_px, width_px = size_px
    ground = np.empty((row_px * len(panels), width_px, 3), np.uint8)
    ground[:] = SHADE
    for number, panel in enumerate(panels):
        part = ground[number * row_px : (number + 1) * row_px]
        draw_line(part, (0, 0.5), (width_px, 0.5), _RULE, 1)
        _, bars, plot, right = _columns(width_px, panel, unit_px)
        for k, name in enumerate(panel.classes[:_MOST_CLASSES]):
            y_px = _bar_y(k, panel, row_px)
            text = name.replace("_", " ")
            draw_text(part, text, (bars, y_px + 5 * unit_px), _GREY, 14 * unit_px)
        for (name, curve), colour in zip(panel.curves, (LEFT, RIGHT), strict=False):
            across = _x(time_s, time_s, plot, right).tolist()
            up = _y(curve, row_px, unit_px).tolist()
            for start, end in pairwise(zip(across, up, strict=True)):
                if np.isfinite([*start, *end]).all():
                    draw_line(part, start, end, colour, 2 * unit_px)
            offset = 0.0 if colour == LEFT else 110 * unit_px
            at = (plot + offset, 16 * unit_px)
            draw_text(part, name, at, colour, 12 * unit_px)
        base = row_px - 12 * unit_px
        draw_line(part, (plot, base), (right, base), _RULE, 1)
    return ground


def _draw_now(
    part: Image,
    panel: Panel,
    row: int,
    time_s: NDArray[np.float64],
    unit_px: float,
) -> None:
    """Draw the counter, the bars and where in the plot the frame is."""
    now_s = float(time_s[row])
    counter, bars, plot, right = _columns(part.shape[1], panel, unit_px)
    done = panel.repetitions[_counts_from_s(panel.repetitions) <= now_s + 1e-9]
    near = panel.repetitions[panel.repetitions["start_s"] <= now_s + 1e-9]
    last = near.iloc[-1] if len(near) else None
    exercise = "" if last is None else str(last["exercise"])
    count = int((done["exercise"] == exercise).sum())
    row_px = part.shape[0]
    middle = row_px / 2
    draw_text(
        part,
        str(count),
        (counter, middle + 26 * unit_px),
        MIDDLE,
        60 * unit_px,
        is_bold=True,
    )
    beside = counter + (14 + 38 * len(str(count))) * unit_px
    label = exercise or "repetitions"
    draw_text(part, label, (beside, middle + 5 * unit_px), MIDDLE, 16 * unit_px)
    if len(done):
        depth = done.iloc[-1]["depth_deg"]
        text = "" if np.isnan(depth) else f"{depth:.0f}° deep"
        draw_text(
            part, text or " ", (beside, middle + 25 * unit_px), _GREY, 14 * unit_px
        )
    draw_text(part, panel.name, (counter, 18 * unit_px), _GREY, 13 * unit_px)
    start = bars + 0.55 * (plot - bars)
    full = plot - 24 * unit_px - start
    for k, share in enumerate(panel.shares[row, :_MOST_CLASSES]):
        y_px = _bar_y(k, panel, row_px)
        draw_line(part, (start, y_px), (start + full, y_px), _RULE, 9 * unit_px)
        if share > 0.02:  # unknown is not more
            end = (start + full * float(share), y_px)
            draw_line(part, (start, y_px), end, LEFT, 9 * unit_px)
    x_px = float(_x(np.array([now_s]), time_s, plot, right)[0])
    for bottom_s in done["bottom_s"]:
        x = float(_x(np.array([bottom_s]), time_s, plot, right)[0])
        draw_disc(part, (x, row_px - 12 * unit_px), MIDDLE, 4 * unit_px)
    top, base = 24 * unit_px, row_px - 12 * unit_px
    draw_line(part, (x_px, top), (x_px, base), MIDDLE, 2 * unit_px)


def _counts_from_s(repetitions: pd.DataFrame) -> pd.Series:
    """Return when each repetition counts (s): most of the way back is done."""
    back_s = repetitions["end_s"] - repetitions["bottom_s"]
    return repetitions["bottom_s"] + _COUNTS_AFTER * back_s


def _bar_y(number: int, panel: Panel, row_px: int) -> float:
    n = min(len(panel.classes), _MOST_CLASSES)
    return row_px * (number + 1) / (n + 1)


def _x(
    at_s: NDArray[np.float64], time_s: NDArray[np.float64], left: float, right: float
) -> NDArray[np.float64]:
    span_s = max(float(time_s[-1] - time_s[0]), 1e-9)
    return np.asarray(left + (at_s - time_s[0]) / span_s * (right - left))


def _y(values: NDArray[np.float64], row_px: int, unit_px: float) -> NDArray[np.float64]:
    top, base = 26 * unit_px, row_px - 22 * unit_px
    return np.asarray(base - values * (base - top))
