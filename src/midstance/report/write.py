"""The front door of the report: the video is decoded once for all its parts."""

from pathlib import Path

from midstance.drawing.overlay import write_overlay
from midstance.files import StrPath, as_path
from midstance.kernels.types import Progress
from midstance.report.page import write_page
from midstance.schema.analysis import Analysis
from midstance.video.reader import open_video

PAGE, OVERLAY = "report.html", "overlay.mp4"


def write_report(
    analysis: Analysis,
    video: StrPath,
    folder: StrPath,
    *,
    progress: Progress | None = None,
) -> Path:
    """Write ``report.html`` and ``overlay.mp4`` into `folder`.

    Parameters
    ----------
    analysis
        What was found in `video`.
    video
        The same file or folder of images; the part that was analyzed is read.
    folder
        Made when it is not there.
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
    with open_video(video, **analysis.config.clip.reader_options()) as frames:
        evidence = write_overlay(
            frames,
            folder / OVERLAY,
            analysis.tracks,
            analysis.events,
            analysis.scenes,
            progress=progress,
        )
    write_page(analysis, folder / PAGE, overlay=folder / OVERLAY, evidence=evidence)
    return folder / PAGE
