"""The front door of the report: the page with its player, and the overlay video."""

import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from midstance.drawing.evidence import Evidence
from midstance.drawing.hiding import shown_frames
from midstance.drawing.overlay import write_overlay
from midstance.drawing.stills import draw_stills
from midstance.files import StrPath, as_path, make_folder
from midstance.kernels.progress import Progress
from midstance.report.page import write_page
from midstance.report.player.parts import FILM, Film, FilmKind, film_of
from midstance.schema.analysis import Analysis
from midstance.video.film import write_film
from midstance.video.reader import open_video
from midstance.words.text import later

PAGE, OVERLAY = "report.html", "overlay.mp4"
_STAGE = later("Writing the report")


def write_report(
    analysis: Analysis,
    video: StrPath,
    folder: StrPath,
    *,
    film: FilmKind = "embed",
    progress: Progress | None = None,
) -> Path:
    """Write ``report.html`` into `folder`, with the recording in its player.

    Only the frames of a few events are decoded; the recording itself is copied when
    browsers play it as it is, else encoded once.

    Parameters
    ----------
    analysis
        What was found in `video`.
    video
        The same file or folder of images; the part that was analyzed is read.
    folder
        Made when it is not there.
    film
        ``embed``: the page holds the recording, up to 40 MB; a larger one is linked.
        ``link``: it stays beside the page as ``player.mp4``. ``none``: a page without
        a player.
    progress
        Called with the stage, what is done and the whole (None when not known).

    Returns
    -------
    pathlib.Path
        The page.

    Raises
    ------
    VideoError
        If the video cannot be decoded.
    OutputError
        If the folder cannot be written to.

    """
    folder = as_path(folder, "The folder of the report")
    source = as_path(video, "The video")
    make_folder(folder)
    with drawing_stills(analysis, source) as stills:
        shown = make_film(analysis, source, folder, film, progress=progress)
        if progress:
            progress(_STAGE, 0, 1)
        write_page(analysis, folder / PAGE, film=shown, evidence=stills)
    if progress:
        progress(_STAGE, 1, 1)
    return folder / PAGE


@contextmanager
def drawing_stills(
    analysis: Analysis, video: Path
) -> Iterator[Callable[[], list[Evidence]]]:
    """Draw the images of single events beside other work; yield what waits for them.

    Most of their time goes into decoding, which another core can do.
    """
    with ThreadPoolExecutor(1) as beside:
        yield beside.submit(draw_stills, analysis, video, analysis.config.clip).result


def make_film(
    analysis: Analysis,
    video: Path,
    folder: Path,
    kind: FilmKind,
    *,
    progress: Progress | None = None,
) -> Film | None:
    """Return the film of the page in `folder`; one that is linked lies there."""
    if kind == "none":
        (folder / FILM).unlink(missing_ok=True)
        return None
    with tempfile.TemporaryDirectory(dir=folder, prefix=".player-") as place:
        path = Path(place) / FILM
        clip = analysis.config.clip
        is_plain = not analysis.config.hide_faces
        change = None if is_plain else shown_frames(analysis, slower=clip.slow_motion)
        write_film(video, path, clip, change=change, progress=progress)
        film = film_of(path, Path(place) / PAGE, kind)
        if film is not None and not film.is_embedded:
            path.replace(folder / FILM)
        else:
            (folder / FILM).unlink(missing_ok=True)
    return film


def draw_overlay(
    analysis: Analysis,
    video: StrPath,
    folder: StrPath,
    *,
    progress: Progress | None = None,
) -> Path:
    """Write ``overlay.mp4`` into `folder`: everything that was found, burnt in.

    Parameters
    ----------
    analysis, video, folder, progress
        As of `write_report`.

    Returns
    -------
    pathlib.Path
        The video.

    Raises
    ------
    VideoError
        If the video cannot be decoded.
    OutputError
        If the folder cannot be written to.

    """
    path = as_path(folder, "The folder of the overlay") / OVERLAY
    with open_video(video, **analysis.config.clip.reader_options()) as frames:
        write_overlay(
            frames,
            path,
            analysis.tracks,
            analysis.events,
            analysis.scenes,
            change=shown_frames(analysis),
            progress=progress,
        )
    return path
