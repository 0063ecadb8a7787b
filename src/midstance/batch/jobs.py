"""What is to be done: the videos of a folder, each with its settings and results."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from midstance.config import Config
from midstance.errors import ConfigError, VideoError
from midstance.files import settle
from midstance.pipeline.provenance import video_sha256
from midstance.report.page import shows
from midstance.report.write import PAGE
from midstance.schema.analysis import FACTS
from midstance.schema.foreign.subjects import Row, read_subjects

SUFFIXES = frozenset(
    [
        *(".mp4", ".mov", ".m4v", ".avi", ".mkv", ".webm", ".gif", ".mpg", ".mpeg"),
        *(".mts", ".m2ts", ".wmv", ".flv", ".3gp"),
    ]
)


@dataclass(frozen=True)
class Job:
    """One video and everything needed to analyze it.

    Parameters
    ----------
    name
        Where the video is below the folder of the batch, without its suffix.
    video
        The file.
    folder
        For its results.
    config
        Settings.
    with_report
        Whether to write the report page.
    person
        Who runs; empty: nobody said.

    """

    name: str
    video: Path
    folder: Path
    config: Config
    with_report: bool = True
    person: str = ""

    @property
    def log(self) -> Path:
        """Return the path of the log of a fault of ours, beside the results."""
        return self.folder.parent / f"{self.folder.name}.crash.log"


def find_jobs(
    videos: Path,
    out: Path,
    config: Config,
    *,
    subjects: Path | None = None,
    with_report: bool = True,
) -> list[Job]:
    """Return a job for each video in `videos` and the folders below it, by name.

    Results of midstance and hidden files are passed over.

    Parameters
    ----------
    videos
        Folder with videos.
    out
        For the results: a folder each, named and nested as the videos are.
    config
        Settings for all.
    subjects
        CSV table with the column ``video`` (name, with or without suffix, below
        `videos`), if wanted ``person``, and settings of `midstance.config.Subject`
        for that video, such as ``height_m``; an empty cell changes nothing.
    with_report
        Whether to write report pages.

    Raises
    ------
    VideoError
        If there is no video.
    ConfigError
        If the table cannot be read, gives a setting that cannot be, or names an
        unknown one or an unknown video; the message says the line.

    """
    if not videos.is_dir():
        raise VideoError(f"No folder at {videos}; give one that holds videos.")
    # Whoever does a job may stand in another folder, or on another machine.
    videos, out = videos.resolve(), out.resolve()
    paths = _videos(videos, out)
    if not paths:
        raise VideoError(
            f"{videos} holds no video; midstance takes {' '.join(sorted(SUFFIXES))}."
        )
    names = _names([path.relative_to(videos) for path in paths])
    rows = {} if subjects is None else read_subjects(subjects)[0]
    jobs = []
    for path, name in zip(paths, names, strict=True):
        own = Row({})
        for spelling in sorted({name, path.relative_to(videos).as_posix()} & set(rows)):
            if own.line:
                raise ConfigError(
                    f"{subjects}: the lines {own.line} and {rows[spelling].line} both "
                    f"tell of {path.name}; give each video one row."
                )
            own = rows.pop(spelling)
        try:
            settings = config.updated(subject=own.settings)
        except ConfigError as error:
            raise ConfigError(f"{subjects}, line {own.line}: {error}") from error
        jobs.append(Job(name, path, out / name, settings, with_report, own.person))
    for video, row in rows.items():
        raise ConfigError(
            f"{subjects}, line {row.line}: there is no video {video!r} in {videos}; "
            f"it has {names[:5]}{' and more' if len(names) > 5 else ''}."
        )
    return jobs


def is_quarantined(job: Job) -> bool:
    """Return whether this very job crashed before: same video, settings, version."""
    try:
        return job.log.read_text("utf-8", errors="replace").endswith(_mark(job))
    except OSError:
        return False


def quarantine(job: Job) -> None:
    """Remember in its log that `job` crashed, so that it is not tried each time."""
    job.log.parent.mkdir(parents=True, exist_ok=True)
    with job.log.open("a", encoding="utf-8") as file:
        file.write(_mark(job))


def _mark(job: Job) -> str:
    """Return the line that names a job in a log, with all that makes it this one."""
    settings = job.config.model_dump_json()
    facts = "\n".join([version("midstance"), video_sha256(job.video), settings])
    return f"\nmidstance job {hashlib.sha256(facts.encode()).hexdigest()}\n"


def is_done(job: Job) -> bool:
    """Return whether its folder holds what this version would find anew."""
    try:
        settle(job.folder)
        facts = json.loads((job.folder / FACTS).read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    if not isinstance(facts, dict):
        return False
    fingerprint = str(facts.get("fingerprint"))
    if job.with_report and not shows(job.folder / PAGE, fingerprint):
        return False
    origin = facts.get("provenance", {})
    return bool(
        _as_asked(facts.get("config"), job) == job.config.model_dump(mode="json")
        and origin.get("midstance") == version("midstance")
        and origin.get("video_sha256") == video_sha256(job.video)
    )


def _as_asked(config: object, job: Job) -> object:
    """Return the settings of an analysis, with the turn that was left to be found."""
    if job.config.clip.rotate != "auto" or not isinstance(config, dict):
        return config
    return {**config, "clip": {**config.get("clip", {}), "rotate": "auto"}}


def _videos(folder: Path, out: Path) -> list[Path]:
    results = out.resolve()
    is_inside = folder.resolve() in results.parents
    found = []
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        is_hidden = any(part.startswith(".") for part in parts)
        is_ours = (path.parent / "analysis.json").is_file() or (
            is_inside and results in path.resolve().parents
        )
        is_video = path.suffix.lower() in SUFFIXES and path.is_file()
        if is_video and not is_hidden and not is_ours:
            found.append(path)
    return found


def _names(paths: list[Path]) -> list[str]:
    """Return names without suffix, but for videos that would share one."""
    short = [path.with_suffix("").as_posix() for path in paths]
    times = Counter(short)
    return [
        name if times[name] == 1 else path.as_posix()
        for name, path in zip(short, paths, strict=True)
    ]
