"""`write_report`: the page of an analysis, with its player."""

from dataclasses import replace
from pathlib import Path

from midstance.api.arguments import as_analysis, as_truth
from midstance.api.calls import checked_call
from midstance.api.progress import shown_progress
from midstance.errors import ConfigError
from midstance.files import StrPath
from midstance.kernels.progress import Progress
from midstance.report import write as report
from midstance.report.player.parts import FILM_KINDS, FilmKind
from midstance.schema.analysis import Analysis


@checked_call
def write_report(
    analysis: Analysis,
    video: StrPath,
    folder: StrPath,
    *,
    film: FilmKind = "embed",
    with_overlay: bool = False,
    hide_faces: bool | None = None,
    progress: bool | Progress | None = True,
) -> Path:
    """Write ``report.html`` into `folder`, with the recording in its player.

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
    with_overlay
        Whether to write ``overlay.mp4`` too, with everything that was found drawn in.
    hide_faces
        Whether film, stills and overlay show nobody's face; None: as the analysis says.
    progress
        As of `midstance.analyze`.

    Returns
    -------
    pathlib.Path
        The page.

    Raises
    ------
    ConfigError
        If `film` is none of these.
    VideoError
        If the video cannot be decoded.
    OutputError
        If the folder cannot be written to.

    Examples
    --------
    >>> import midstance as ms
    >>> ms.write_report(ms.example(), "nowhere.mp4", "out")
    Traceback (most recent call last):
    midstance.errors.VideoError: No video at nowhere.mp4; give a video file or a folder.

    """
    found = as_analysis(analysis)
    if not isinstance(film, str) or film not in FILM_KINDS:
        raise ConfigError(f"film must be one of {', '.join(FILM_KINDS)}, got {film!r}.")
    hidden = found.config.updated(hide_faces=as_truth(hide_faces, "hide_faces"))
    found = replace(found, config=hidden)
    with shown_progress(progress) as told:
        page = report.write_report(found, video, folder, film=film, progress=told)
        if with_overlay:
            report.draw_overlay(found, video, folder, progress=told)
    return page
