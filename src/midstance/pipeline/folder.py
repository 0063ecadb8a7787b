"""One video into one folder of results, taken up where it was left."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from midstance.config import Config
from midstance.errors import MidstanceError, NotEnoughDataError
from midstance.files import ensure_writable
from midstance.pipeline.analyze import analyze
from midstance.pipeline.edited import kept_edits
from midstance.pose.estimate import Progress
from midstance.report.write import write_report
from midstance.schema.analysis import Analysis

POSES = "poses.npz"


def analyze_into(
    folder: Path,
    video: Path,
    config: Config,
    *,
    with_report: bool = True,
    progress: Progress | None = None,
) -> Analysis:
    """Analyze `video` into `folder` and return what was found.

    Poses that an interrupted analysis left there are used, and what a person
    changed about the events is kept.

    Parameters
    ----------
    folder
        For the results; made when it is not there. A wrong input leaves none.
    video
        Video file, or folder of images.
    config
        Settings.
    with_report
        Whether to draw the overlay video and the report page.
    progress
        Called with the stage, what is done and the whole.

    Raises
    ------
    MidstanceError
        If the video cannot be analyzed or the folder not be written to.
    NotEnoughDataError
        If nobody was found.

    """
    with _nothing_left_behind(folder):
        ensure_writable(folder)
        analysis = analyze(
            video,
            config=config,
            poses_file=folder / POSES,
            edits=kept_edits(folder, video, config),
            progress=progress,
        )
        if not analysis.raw_tracks.sizes["individual"]:
            raise NotEnoughDataError(
                f"Nobody was found in {video}; the whole body must be in the "
                "picture, at least a sixth of its height."
            )
        analysis.save(folder)
        if with_report:
            write_report(analysis, video, folder, progress=progress)
    return analysis


@contextmanager
def _nothing_left_behind(folder: Path) -> Iterator[None]:
    """Take back what a wrong input began; an interruption keeps it to go on from."""
    was_there = folder.exists()
    try:
        yield
    except MidstanceError:
        if not was_there and folder.is_dir():
            (folder / POSES).unlink(missing_ok=True)
            with suppress(OSError):  # somebody put something else into it
                folder.rmdir()
        raise
