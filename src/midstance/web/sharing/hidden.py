"""A report in which nobody can be recognized by their face."""

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from midstance.drawing.faces import find_heads, hide_faces
from midstance.drawing.stills import draw_stills
from midstance.files import make_folder, replacing_together
from midstance.report.page import write_page
from midstance.report.player.known import known_stills, remarks_in
from midstance.report.player.parts import FILM, film_of, known_film
from midstance.report.write import PAGE
from midstance.schema.analysis import Analysis, load
from midstance.schema.remarks import load_remarks
from midstance.video.reader import open_video
from midstance.video.writer import VideoWriter

_CRF = 28
_ZERO_S = 1e-3


def write_hidden(
    results: Path, video: Path, folder: Path, send: Callable[[Any], None]
) -> None:
    """Write the report of `results` into `folder`, with no face in film and stills.

    Both are drawn from a film that has none: nothing of the video itself is in it.
    """
    analysis = load(results)
    make_folder(folder)
    with (
        tempfile.TemporaryDirectory(dir=folder, prefix=".hiding-") as place,
        replacing_together(folder, stale=(), last=PAGE) as part,
    ):
        film = Path(place) / FILM
        is_from_zero = write_hidden_film(analysis, video, film)
        stills = []
        if is_from_zero:
            clip = analysis.config.clip.model_copy(
                update={"start_s": None, "end_s": None, "rotate": 0}
            )
            shown = analysis.config.model_copy(update={"clip": clip})
            stills = draw_stills(replace(analysis, config=shown), film, clip)
        film.replace(part / FILM)
        kept = film_of(part / FILM, part / PAGE, "link")
        write_page(
            analysis, part / PAGE, film=kept, evidence=stills, is_for_others=True
        )
    send(1.0)


def renew_hidden(results: Path, folder: Path) -> None:
    """Write the report in `folder` anew if a person said something since.

    Its film and its images, which show no face, are taken over.
    """
    page = folder / PAGE
    told, wanted = remarks_in(page), load_remarks(results).for_others().digest()
    if told is None or told == wanted:
        return
    film, stills = known_film(page), known_stills(page)
    write_page(load(results), page, film=film, evidence=stills, is_for_others=True)


def write_hidden_film(analysis: Analysis, video: Path, film: Path) -> bool:
    """Write the part of the video that was analyzed, with no face in it.

    Returns
    -------
    bool
        Whether its times are those of the video: whether that was from 0 s on.

    """
    clip = analysis.config.clip
    heads = find_heads(analysis.raw_tracks)
    first_s: float | None = None
    with open_video(video, **clip.reader_options()) as frames, ExitStack() as stack:
        rate_hz = frames.info.rate_hz or clip.image_rate_hz
        for frame in frames:
            if first_s is None:
                first_s = frame.time_s
                height_px, width_px = frame.image.shape[:2]
                opened = VideoWriter(film, width_px, height_px, rate_hz, crf=_CRF)
                writer = stack.enter_context(opened)
            image = hide_faces(frame.image, heads, frame.time_s)
            writer.write(image, frame.time_s * clip.slow_motion)
    return first_s is not None and abs(first_s) < _ZERO_S
