"""What the process of a job does: look whether it is a video, and analyze it."""

import dataclasses
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from midstance.config import Config
from midstance.errors import MidstanceError, VideoError
from midstance.web.store.upload import Number, Upload
from midstance.words.text import later

MOST_PIXELS = 50_000_000
"""Of one frame; 8K has 33 million."""
MOST_S = 4 * 3600.0
"""How long a video may be."""

_TELL_EVERY_S = 0.25
_OPENING = later("Opening the video")


def analyze_recording(recording: Upload, send: Callable[[Any], None]) -> None:
    """Analyze a recording.

    While it works it sends ``["progress", stage, share]`` and ``["first", rows,
    is_whole]``: numbers of the first seconds, and all of them before the report is
    made. At the end come
    ``["view", name]``, from where it was filmed, and ``["numbers", rows]``, the
    cells of a row in the order of `Number`.

    Raises
    ------
    MidstanceError
        If it cannot be analyzed; the sentence calls the video by its shown name.

    """
    from midstance.pipeline.folder import analyze_into

    told_at = 0.0

    def tell(stage: str, done: float, total: float | None) -> None:
        nonlocal told_at
        if time.monotonic() - told_at > _TELL_EVERY_S:
            told_at = time.monotonic()
            send(("progress", stage, min(1.0, done / total) if total else 0.0))

    def tell_numbers(summary: Any, is_whole: bool) -> None:  # noqa: ANN401
        rows = [dataclasses.astuple(row) for row in numbers_of(summary)]
        send(("first", rows, is_whole))

    send(("progress", _OPENING, 0.0))
    try:
        check_video(recording.video, recording.config)
        analysis = analyze_into(
            recording.results,
            recording.video,
            recording.config,
            film="link",
            name=recording.name,
            progress=tell,
            numbers=tell_numbers,
        )
    except MidstanceError as error:
        sentence = str(error)
        for internal in (str(recording.video), recording.video.name):
            sentence = sentence.replace(internal, recording.name)
        raise type(error)(sentence) from error
    first = next(iter(analysis.scenes.values()), None)
    send(("view", first.view if first else ""))
    rows = numbers_of(analysis.summary())
    send(("numbers", [dataclasses.astuple(row) for row in rows]))


def check_video(video: Path, config: Config) -> None:
    """Raise if a video is larger or longer than can be analyzed.

    Raises
    ------
    VideoError
        If so, or if it is none.

    """
    from midstance.video.reader import open_video

    with open_video(video, **config.clip.reader_options()) as frames:
        info = frames.info
    if info.width_px * info.height_px > MOST_PIXELS:
        raise VideoError(
            f"{video} has frames of {info.width_px} x {info.height_px} pixels, "
            f"{MOST_PIXELS / 1e6:g} million are the most; film or export it smaller."
        )
    if info.duration_s > MOST_S:
        raise VideoError(
            f"{video} is {info.duration_s / 3600:.1f} hours long, {MOST_S / 3600:g} "
            "are the most; cut out the part that matters."
        )


def numbers_of(summary: Any) -> list[Number]:  # noqa: ANN401
    """Return the rows of a summary as they are kept; what is missing is None."""
    rows = summary.astype(object).where(summary.notna(), None)
    return [
        Number(
            row.metric, row.individual, row.side, row.value, row.uncertainty, row.unit
        )
        for row in rows.itertuples(index=False)
    ]
