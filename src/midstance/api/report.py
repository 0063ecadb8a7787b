"""`write_report`: the page and the overlay video of an analysis."""

from pathlib import Path

from midstance.api.arguments import as_analysis
from midstance.api.calls import checked_call
from midstance.api.progress import shown_progress
from midstance.files import StrPath
from midstance.kernels.types import Progress
from midstance.report import write as report
from midstance.schema.analysis import Analysis


@checked_call
def write_report(
    analysis: Analysis,
    video: StrPath,
    folder: StrPath,
    *,
    progress: bool | Progress | None = True,
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
        As of `midstance.analyze`.

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

    Examples
    --------
    >>> import midstance as ms
    >>> ms.write_report(ms.example(), "nowhere.mp4", "out")
    Traceback (most recent call last):
    midstance.errors.VideoError: No video at nowhere.mp4; give a video file or a folder.

    """
    found = as_analysis(analysis)
    with shown_progress(progress) as told:
        return report.write_report(found, video, folder, progress=told)
