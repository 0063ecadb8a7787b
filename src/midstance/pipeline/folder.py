"""One video into one folder of results, taken up where it was left."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from midstance.config import Config
from midstance.errors import MidstanceError, NotEnoughDataError, OutputError
from midstance.files import ensure_writable, replacing_together
from midstance.kernels.progress import Progress
from midstance.pipeline.analyze import analyze, curate
from midstance.pipeline.edited import (
    follow_people,
    kept_edits,
    with_kept_remarks,
    with_kept_repetitions,
)
from midstance.pipeline.runs.log import RUN, RunLog
from midstance.pipeline.runs.read_ahead import REPORT, SAVING, reading_ahead
from midstance.report.page import compile_templates
from midstance.report.player.parts import FILM, FilmKind
from midstance.report.write import OVERLAY, PAGE, draw_overlay, write_report
from midstance.schema.analysis import FACTS, OPTIONAL, RESULTS, Analysis
from midstance.schema.notes import to_plain

POSES = "poses.npz"
_LOCK = ".midstance.lock"


def analyze_into(
    folder: Path,
    video: Path,
    config: Config,
    *,
    with_report: bool = True,
    film: FilmKind = "embed",
    with_overlay: bool = False,
    name: str | None = None,
    progress: Progress | None = None,
    numbers: Callable[[pd.DataFrame, bool], None] | None = None,
    wait_s: float = 0.0,
    log: RunLog | None = None,
) -> Analysis:
    """Analyze `video` into `folder` and return what was found.

    Poses that an interrupted analysis left there are used, and what a person
    changed about the events is kept. The results change all at once: a run that is
    killed leaves the earlier ones, with their report, or these.

    Parameters
    ----------
    folder
        For the results; made when it is not there. A wrong input leaves none.
    video
        Video file, or folder of images.
    config
        Settings.
    with_report
        Whether to write the report page.
    film
        Where the report has its video, as of `midstance.report.write.write_report`.
    with_overlay
        Whether to draw the overlay video, which takes about as long as the analysis.
    name
        What to call the video in the results; None: as its file is called.
    progress
        Called with the stage, what is done and the whole.
    numbers
        Called with a summary, and whether it is of the whole video: of the first
        seconds while the rest is looked at, and of all before the report is made.
    wait_s
        How long to wait for another run that writes into the folder.
    log
        Notes what the run does, also into ``run.jsonl`` in `folder`.

    Raises
    ------
    MidstanceError
        If the video cannot be analyzed or the folder not be written to.
    NotEnoughDataError
        If nobody was found.
    OutputError
        If another run writes into the folder, or it holds files of somebody else
        that would be overwritten.

    """
    log = log or RunLog()
    with _nothing_left_behind(folder), _alone_in(folder, wait_s), _noted(log, folder):
        _refuse_foreign(folder)
        log.event("begin", video=name or video.name, midstance=version("midstance"))
        for_report = (*REPORT, compile_templates) if with_report else ()
        with reading_ahead(*SAVING, *for_report):
            analysis = analyze(
                video,
                config=config,
                poses_file=folder / POSES,
                edits=kept_edits(folder, video, config),
                name=name,
                progress=progress,
                first=None if numbers is None else partial(_tell_first, numbers),
                log=log,
            )
        followed = follow_people(analysis.edits, folder, analysis)
        if not followed.equals(analysis.edits):
            analysis = curate(analysis, followed)
        analysis = with_kept_repetitions(folder, video, analysis)
        analysis = with_kept_remarks(folder, video, analysis)
        if not analysis.raw_tracks.sizes["individual"]:
            raise NotEnoughDataError(
                f"Nobody was found in {video}; the whole body must be in the "
                "picture, at least a sixth of its height."
            )
        if numbers is not None:
            numbers(analysis.summary(), True)
        stale = (*OPTIONAL, PAGE, FILM, OVERLAY)
        with replacing_together(folder, stale=stale, last=FACTS) as part:
            log.begin("results")
            analysis.save(part)
            if with_report:
                log.begin("report")
                write_report(analysis, video, part, film=film, progress=progress)
            if with_overlay:
                log.begin("overlay")
                draw_overlay(analysis, video, part, progress=progress)
        for note in to_plain(analysis.notes):
            log.event("note", level=logging.WARNING, **note)
        log.event("found", fingerprint=analysis.fingerprint(), **_counts(analysis))
    return analysis


def _tell_first(
    numbers: Callable[[pd.DataFrame, bool], None], summary: pd.DataFrame
) -> None:
    numbers(summary, False)


def _counts(analysis: Analysis) -> dict[str, int]:
    return {
        "n_frames": int(analysis.raw_tracks.sizes["time"]),
        "n_people": int(analysis.raw_tracks.sizes["individual"]),
        "n_events": len(analysis.events),
        "n_measures": len(analysis.measures),
    }


@contextmanager
def _noted(log: RunLog, folder: Path) -> Iterator[None]:
    """Keep the log in the folder, with how the run ended."""
    log.keep_in(folder / RUN)
    try:
        yield
    except BaseException as error:
        log.close(error)
        raise
    log.close()


@contextmanager
def _alone_in(folder: Path, wait_s: float) -> Iterator[None]:
    """Hold the folder, so that two runs do not mix their results in it."""
    from filelock import FileLock, Timeout

    ensure_writable(folder)
    lock = FileLock(folder / _LOCK)
    try:
        lock.acquire(timeout=wait_s)
    except Timeout as error:
        raise OutputError(
            f"Another run of midstance is writing into {folder}; wait until it ends, "
            "or choose another output folder."
        ) from error
    try:
        yield
    finally:
        with suppress(OSError):  # Windows keeps a file that is open
            (folder / _LOCK).unlink()
        lock.release()


def _refuse_foreign(folder: Path) -> None:
    """Refuse a folder in which files of somebody else have the names of results."""
    if (folder / FACTS).is_file():
        return
    foreign = [name for name in (*RESULTS, PAGE, FILM) if (folder / name).exists()]
    if foreign:
        raise OutputError(
            f"{folder} holds {foreign[0]}, which no analysis of midstance wrote and "
            "would be overwritten; move it away, or choose another output folder."
        )


@contextmanager
def _nothing_left_behind(folder: Path) -> Iterator[None]:
    """Take back what a wrong input began; an interruption keeps it to go on from."""
    has_log = (folder / RUN).exists()
    made = [each for each in (folder, *folder.parents) if not each.exists()]
    try:
        yield
    except MidstanceError:
        if made and folder.is_dir():
            (folder / POSES).unlink(missing_ok=True)
        if not has_log:
            with suppress(OSError):
                (folder / RUN).unlink(missing_ok=True)
        with suppress(OSError):  # somebody put something else into one
            for each in made:
                each.rmdir()
        raise
