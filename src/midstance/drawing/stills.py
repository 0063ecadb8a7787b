"""Images of single events, from as few frames of the video as they need."""

from pathlib import Path

import numpy as np

from midstance.config import Clip
from midstance.drawing.evidence import (
    Evidence,
    Wanted,
    choose_events,
    crop_around_person,
)
from midstance.drawing.hiding import shown_frames
from midstance.drawing.overlay import (
    DrawnSize,
    draw_people,
    drawn_scale,
    drawn_size,
    fit,
)
from midstance.drawing.person import DrawnPerson, make_people, nearest
from midstance.kernels.types import Array
from midstance.schema.analysis import Analysis
from midstance.video.reader import Frame, open_video

_TOGETHER_S = 2.0
"""Frames no further apart are decoded in one go."""


def draw_stills(analysis: Analysis, video: Path, clip: Clip) -> list[Evidence]:
    """Return an image of one event of each person, side and kind.

    Only the part of the video around them is decoded.

    Parameters
    ----------
    analysis
        What was found.
    video
        The video, or a copy of it.
    clip
        How to read `video` so that its frames have the times of the tracks.

    Returns
    -------
    list of Evidence
        In order of time.

    Raises
    ------
    VideoError
        If the video cannot be decoded.

    """
    info = analysis.video
    scale = drawn_scale(info.width_px, info.height_px)
    size = drawn_size(info.width_px, info.height_px, 0)
    people = make_people(analysis.tracks, analysis.events, analysis.scenes, scale)
    time_s = analysis.tracks["time"].to_numpy()
    wanted = choose_events(people, analysis.events, time_s)
    shown = shown_frames(analysis)
    found: list[Evidence] = []
    for rows in _close_rows(sorted(wanted), time_s):
        part = clip.model_copy(update=_around(rows, time_s, clip))
        with open_video(video, **part.reader_options()) as frames:
            for frame in shown(frames):
                row = nearest(time_s, frame.time_s)
                if row in rows:
                    found += _stills(frame, size, people, row, wanted.pop(row, []))
    return found


def _close_rows(rows: list[int], time_s: Array) -> list[list[int]]:
    """Return `rows`, which rise, parted where there is a pause between them."""
    groups: list[list[int]] = []
    for row in rows:
        if groups and time_s[row] - time_s[groups[-1][-1]] <= _TOGETHER_S:
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _around(rows: list[int], time_s: Array, clip: Clip) -> dict[str, float]:
    """Return start and end (s of the file) of what holds the frames of `rows`."""
    edge_s = float(np.median(np.diff(time_s))) / 2 if time_s.size > 1 else 0.05
    first_s, last_s = float(time_s[rows[0]]), float(time_s[rows[-1]])
    return {
        "start_s": max(0.0, clip.slow_motion * (first_s - edge_s)),
        "end_s": clip.slow_motion * (last_s + edge_s),
    }


def _stills(
    frame: Frame,
    size: DrawnSize,
    people: list[DrawnPerson],
    row: int,
    wanted: list[Wanted],
) -> list[Evidence]:
    canvas = np.empty((size.height_px, size.width_px, 3), np.uint8)
    fit(frame.image, canvas)
    draw_people(canvas, people, row, frame.time_s, size.unit_px)
    return [crop_around_person(canvas, one, frame.time_s) for one in wanted]
