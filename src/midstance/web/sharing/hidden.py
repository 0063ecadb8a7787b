"""A report, and a video, in which nobody can be recognized by their face."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from midstance.config import Clip
from midstance.drawing.evidence import Evidence
from midstance.drawing.hiding import hidden_in_file
from midstance.drawing.stills import draw_stills
from midstance.errors import MidstanceError
from midstance.files import make_folder, replacing_together
from midstance.report.page import write_page
from midstance.report.player.known import fingerprint_in, known_stills, remarks_in
from midstance.report.player.parts import Film, known_film
from midstance.report.write import PAGE, make_film
from midstance.schema.analysis import Analysis, load
from midstance.schema.remarks import load_remarks
from midstance.video.reader import open_video
from midstance.video.writer import VideoWriter
from midstance.words.language import Language

_CRF = 20


def write_hidden(
    results: Path, video: Path, folder: Path, send: Callable[[Any], None]
) -> None:
    """Write the report of `results` into `folder`, with no face in film and stills."""
    of, hidden = fingerprint_in(results), _hidden(results)
    make_folder(folder)
    with replacing_together(folder, stale=(), last=PAGE) as part:
        film = make_film(hidden, video, part, "link")
        stills = draw_stills(hidden, video, hidden.config.clip)
        _write(hidden, part / PAGE, film, stills, of)
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
    _write(_hidden(results), page, film, stills, fingerprint_in(results))


def hidden_in(results: Path, folder: Path, spoken: Language) -> Path:
    """Return the file of the report in `folder` in a language; missing, it is made.

    Its film and its images, which show no face, are taken over. One that cannot be made
    anew is returned in the language that it is in.
    """
    page = folder / PAGE
    made = folder / f"{spoken}-{page.stat().st_mtime_ns}.html"
    if made.is_file():
        return made
    for old in folder.glob(f"{spoken}-*.html"):
        old.unlink(missing_ok=True)
    film, stills = known_film(page), known_stills(page)
    try:
        of = fingerprint_in(results)
        _write(_hidden(results), made, film, stills, of, spoken=spoken)
    except MidstanceError:
        return page
    return made


def _write(
    hidden: Analysis,
    page: Path,
    film: Film | None,
    stills: list[Evidence],
    of: str,
    *,
    spoken: Language | None = None,
) -> None:
    write_page(
        hidden,
        page,
        film=film,
        evidence=stills,
        language=spoken,
        is_for_others=True,
        fingerprint=of,
    )


def _hidden(results: Path) -> Analysis:
    analysis = load(results)
    config = analysis.config.updated(hide_faces=True)
    return replace(analysis, config=config)


def write_hidden_video(analysis: Analysis, video: Path, path: Path) -> None:
    """Write the whole video of an analysis with no face in it.

    Every frame keeps its time and its size, so that the analysis fits the new file as
    it fits the old one. Before and after the part that was analyzed nobody knows
    where a head is, so those frames are grey.

    Parameters
    ----------
    analysis
        What was found in `video`.
    video
        The video file.
    path
        Where the new one shall be; nothing that the old file says about place, camera
        or time is in it.

    Raises
    ------
    VideoError
        If the video cannot be decoded.
    OutputError
        If the folder cannot be written to.

    """
    clip = analysis.config.clip
    whole = Clip(image_rate_hz=clip.image_rate_hz)
    with open_video(video, **whole.reader_options()) as frames:
        info = frames.info
        rate_hz = info.rate_hz or clip.image_rate_hz
        with VideoWriter(path, info.width_px, info.height_px, rate_hz, crf=_CRF) as out:
            for frame in hidden_in_file(analysis, frames):
                out.write(frame.image, frame.time_s)
