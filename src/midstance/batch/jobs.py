"""What is to be done: the videos of a folder, each with its settings and results."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path, PurePosixPath

from midstance.batch.remote import files_at, look_at_results, sha256_at
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
    video_url, folder_url
        Address of the video, and of its results, where they lie elsewhere; then
        `video` is its name alone, and `folder` holds what is known of the results.

    """

    name: str
    video: Path
    folder: Path
    config: Config
    with_report: bool = True
    person: str = ""
    video_url: str = ""
    folder_url: str = ""

    def video_sha256(self) -> str:
        """Return what tells the video from any other; see `video_sha256`."""
        if self.video_url:
            return sha256_at(self.video_url)
        return video_sha256(self.video)

    @property
    def log(self) -> Path:
        """Return the path of the log of a fault of ours, beside the results."""
        return self.folder.parent / f"{self.folder.name}.crash.log"


def find_jobs(
    videos: Path | str,
    out: Path | str,
    config: Config,
    *,
    subjects: Path | None = None,
    with_report: bool = True,
    mirror: Path | None = None,
) -> list[Job]:
    """Return a job for each video in `videos` and the folders below it, by name.

    Results of midstance and hidden files are passed over.

    Parameters
    ----------
    videos
        Folder with videos, or its address.
    out
        For the results: a folder each, named and nested as the videos are; or an
        address.
    config
        Settings for all.
    subjects
        CSV table with the column ``video`` (name, with or without suffix, below
        `videos`), if wanted ``person``, and settings of `midstance.config.Subject`
        for that video, such as ``height_m``; an empty cell changes nothing.
    with_report
        Whether to write report pages.
    mirror
        Folder for what is known of results that lie at an address.

    Raises
    ------
    VideoError
        If there is no video.
    ConfigError
        If the table cannot be read, gives a setting that cannot be, or names an
        unknown one or an unknown video; the message says the line.

    """
    paths = _videos_at(videos, out)
    if not paths:
        raise VideoError(
            f"{videos} holds no video; midstance takes {' '.join(sorted(SUFFIXES))}."
        )
    names = _names(paths)
    rows = {} if subjects is None else read_subjects(subjects)[0]
    jobs = []
    for path, name in zip(paths, names, strict=True):
        own = Row({})
        for spelling in sorted({name, path.as_posix()} & set(rows)):
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
        jobs.append(
            Job(
                name,
                # Whoever does it may stand in another folder, or on another machine.
                Path(path) if isinstance(videos, str) else videos.resolve() / path,
                (mirror or Path() if isinstance(out, str) else out).resolve() / name,
                settings,
                with_report,
                own.person,
                f"{videos}/{path}" if isinstance(videos, str) else "",
                f"{out}/{name}" if isinstance(out, str) else "",
            )
        )
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
    facts = "\n".join([version("midstance"), job.video_sha256(), settings])
    return f"\nmidstance job {hashlib.sha256(facts.encode()).hexdigest()}\n"


def is_done(job: Job) -> bool:
    """Return whether its folder holds what this version would find anew."""
    look_at_results(job)
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
        and origin.get("video_sha256") == job.video_sha256()
    )


def _as_asked(config: object, job: Job) -> object:
    """Return the settings of an analysis, with the turn that was left to be found."""
    if job.config.clip.rotate != "auto" or not isinstance(config, dict):
        return config
    return {**config, "clip": {**config.get("clip", {}), "rotate": "auto"}}


def _videos_at(videos: Path | str, out: Path | str) -> list[PurePosixPath]:
    """Return the paths of the videos in a folder or at an address, from there."""
    if isinstance(videos, str):
        found = [PurePosixPath(name) for name in files_at(videos)]
        results = {path.parent for path in found if path.name == FACTS}
        inside = f"{out}/".removeprefix(f"{videos}/") if isinstance(out, str) else "/"
        return [
            path
            for path in found
            if _is_video(path)
            and path.parent not in results
            and not f"{path}".startswith(inside)
        ]
    if not videos.is_dir():
        raise VideoError(f"No folder at {videos}; give one that holds videos.")
    folder = videos.resolve()
    results_at = None if isinstance(out, str) else out.resolve()
    is_inside = results_at is not None and folder in results_at.parents
    paths = []
    for path in sorted(folder.rglob("*")):
        is_ours = (path.parent / FACTS).is_file() or (
            is_inside and results_at in path.resolve().parents
        )
        relative = PurePosixPath(path.relative_to(folder).as_posix())
        if _is_video(relative) and path.is_file() and not is_ours:
            paths.append(relative)
    return paths


def _is_video(path: PurePosixPath) -> bool:
    """Return whether a path is named as a video, and no part of it is hidden."""
    is_hidden = any(part.startswith(".") for part in path.parts)
    return path.suffix.lower() in SUFFIXES and not is_hidden


def _names(paths: list[PurePosixPath]) -> list[str]:
    """Return names without suffix, but for videos that would share one."""
    short = [path.with_suffix("").as_posix() for path in paths]
    times = Counter(short)
    return [
        name if times[name] == 1 else path.as_posix()
        for name, path in zip(short, paths, strict=True)
    ]
