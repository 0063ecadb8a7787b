"""The people of an analysis: who there was, and whose numbers are reported."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from midstance.bouts.locomotion import find_bouts
from midstance.drawing.contact_sheet import contact_sheet
from midstance.drawing.hiding import shown_frames
from midstance.drawing.primitives import window
from midstance.exercises.curate import curate_repetitions
from midstance.kernels.types import Image
from midstance.pipeline.analyze import analyze_tracks
from midstance.pipeline.steps import clean
from midstance.schema.analysis import Analysis
from midstance.schema.bouts import GAITS
from midstance.schema.notes import notes_before
from midstance.schema.one_person import of_person
from midstance.schema.tracks import individuals
from midstance.tracking.choose import boxes_px
from midstance.video.reader import open_video

_SAME_S = 1e-4
_ALONE = 2.0
"""How much an image with others in it is worth less: the share of the box they
cover counts so often."""


@dataclass(frozen=True)
class SeenPerson:
    """Somebody in a video.

    Parameters
    ----------
    name
        As in the tracks.
    first_s, last_s
        When they were first and last seen.
    seen_s
        For how long, gaps left out.
    activity
        What they did most, gaits first; empty: nothing that is known.
    is_reported
        Whether the numbers of the analysis are theirs too.

    """

    name: str
    first_s: float
    last_s: float
    seen_s: float
    activity: str
    is_reported: bool


def list_people(analysis: Analysis) -> list[SeenPerson]:
    """Return everybody who was seen, longest first."""
    raw = analysis.raw_tracks
    time_s = raw["time"].to_numpy()
    reported = set(individuals(analysis.tracks))
    everybody = []
    for name in individuals(raw):
        own = of_person(raw, name)
        frames = np.flatnonzero(own["position"].notnull().any(["space", "keypoint"]))
        everybody.append(
            SeenPerson(
                name=name,
                first_s=float(time_s[frames[0]]),
                last_s=float(time_s[frames[-1]]),
                seen_s=float(len(frames) * np.median(np.diff(time_s))),
                activity=_activity(own, analysis),
                is_reported=name in reported,
            )
        )
    return everybody


def report_others(
    analysis: Analysis,
    *,
    runner: str | None = None,
    people: int | Literal["all"] | None = None,
) -> Analysis:
    """Return the analysis with the numbers of other people of the same video.

    The network is not asked again, and what a person changed about the events of
    anybody is kept.

    Parameters
    ----------
    analysis
        What was found.
    runner
        Who comes first, see `midstance.tracking.choose`; None: as before.
    people
        How many are reported; None: as before.

    Raises
    ------
    ConfigError
        If nobody has that name or is ever at that place.

    """
    found = analyze_tracks(
        analysis.raw_tracks,
        analysis.config.updated(runner=runner, people=people),
        video=analysis.video,
        notes_on_video=notes_before(analysis.notes, "tracks"),
        edits=analysis.edits,
        provenance=analysis.provenance,
    )
    edits = analysis.repetitions.edits
    return curate_repetitions(found, edits) if len(edits) else found


def draw_people(analysis: Analysis, people: list[SeenPerson], video: Path) -> Image:
    """Return a sheet with an image of each person, name, time and activity.

    Parameters
    ----------
    analysis
        What was found in `video`.
    people
        Who is to be shown.
    video
        The video that was analyzed.

    Raises
    ------
    VideoError
        If it cannot be decoded.

    """
    raw = analysis.raw_tracks
    boxes, names = boxes_px(raw), individuals(raw)
    time_s = raw["time"].to_numpy()
    numbers = {one.name: names.index(one.name) for one in people}
    rows = {name: _best_frame(raw, boxes, number) for name, number in numbers.items()}
    cells = {}
    with open_video(video, **analysis.config.clip.reader_options()) as frames:
        for frame in shown_frames(analysis)(frames):
            for one in people:
                row = rows[one.name]
                if abs(frame.time_s - time_s[row]) < _SAME_S:
                    left, top, right, bottom = boxes[row, numbers[one.name]]
                    part, _ = window(frame.image, (left, top), (right, bottom))
                    picture = part if part.size else frame.image
                    cells[one.name] = (picture, _heading(one), described(one))
            if len(cells) == len(people):
                break
    return contact_sheet([cells[one.name] for one in people if one.name in cells])


def described(one: SeenPerson) -> str:
    """Return when somebody was seen and what they did, in a few words.

    Examples
    --------
    >>> described(SeenPerson("person-1", 0.0, 7.5, 6.04, "running", True))
    'running, 6.0 s between 0.0 and 7.5 s'

    """
    times = f"{one.seen_s:.1f} s between {one.first_s:.1f} and {one.last_s:.1f} s"
    return f"{one.activity}, {times}" if one.activity else times


def _heading(one: SeenPerson) -> str:
    return f"{one.name}: reported" if one.is_reported else one.name


def _activity(own: xr.Dataset, analysis: Analysis) -> str:
    name = individuals(own)[0]
    if name in individuals(analysis.tracks):
        bouts = analysis.bouts[analysis.bouts["individual"] == name]
    else:
        bouts = find_bouts(clean(own, analysis.config))
    lasts_s = (bouts["end_s"] - bouts["start_s"]).groupby(bouts["activity"]).sum()
    if lasts_s.empty:
        return ""
    gaits = lasts_s[lasts_s.index.isin(GAITS)]
    return str((lasts_s if gaits.empty else gaits).idxmax())


def _best_frame(raw: xr.Dataset, boxes: NDArray[np.float64], number: int) -> int:
    """Return the frame that shows somebody large, sure, whole and alone."""
    own = boxes[:, number]
    confidence = raw["confidence"].isel(individual=number).mean("keypoint").to_numpy()
    height_px = own[:, 3] - own[:, 1]
    value = np.nan_to_num(confidence, nan=-1.0) * np.sqrt(np.nan_to_num(height_px))
    covered = np.zeros(len(own))
    for other in range(boxes.shape[1]):
        if other != number:
            covered += np.nan_to_num(_covered(own, boxes[:, other]))
    size = np.array([raw.attrs["image_width_px"], raw.attrs["image_height_px"]])
    outside = np.maximum(-own[:, :2], 0) + np.maximum(own[:, 2:] - size, 0)
    cut_off = np.nan_to_num(outside.sum(axis=1) / np.maximum(height_px, 1.0))
    return int(np.argmax(value / (1 + _ALONE * (covered + cut_off))))


def _covered(
    own: NDArray[np.float64], other: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the share of each box of `own` that the box of `other` covers."""
    shared = np.minimum(own[:, 2:], other[:, 2:]) - np.maximum(own[:, :2], other[:, :2])
    return np.asarray(
        np.prod(np.maximum(shared, 0), axis=1)
        / np.maximum(np.prod(own[:, 2:] - own[:, :2], axis=1), 1.0)
    )
