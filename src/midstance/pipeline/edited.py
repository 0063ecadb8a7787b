"""A folder of results whose events a person changed: here or in a spreadsheet."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from midstance.config import Config
from midstance.errors import ConfigError, MidstanceError, VideoError
from midstance.exercises.curate import curate_repetitions
from midstance.files import as_path
from midstance.kernels.progress import Progress
from midstance.pipeline.analyze import curate
from midstance.pipeline.provenance import video_sha256, video_size_bytes
from midstance.report.page import write_page
from midstance.report.player.known import fingerprint_in, known_stills, remarks_in
from midstance.report.player.parts import (
    FILM,
    FilmKind,
    hides_faces,
    is_without_film,
    known_film,
)
from midstance.report.write import OVERLAY, PAGE, drawing_stills, write_report
from midstance.schema.analysis import Analysis, load
from midstance.schema.edits import (
    MANUAL,
    apply_edits,
    edits_between,
    make_edits,
    match,
    nearest_pairs,
)
from midstance.schema.notes import Note, join_notes, make_notes
from midstance.schema.remarks import REMARKS, load_remarks
from midstance.schema.repetition_edits import TIMES
from midstance.schema.repetitions import EDITS as REPETITION_EDITS
from midstance.schema.tracks import individuals
from midstance.schema.video import VIDEO_PATH
from midstance.tracking.same import same_people

_MOST_PARTS = 6
"""How many folders of its path the video may have been moved with."""

OUTDATED = Note(
    "overlay_outdated",
    "The contacts drawn in the overlay video are those before the last changes by "
    "hand, because the original video was not at hand; the numbers follow the changes.",
)


def open_folder(folder: Path) -> tuple[Analysis, bool]:
    """Return the analysis in `folder`, and whether its table was changed elsewhere.

    What was changed in ``events.csv`` since midstance wrote it becomes edits, and
    the measures follow. Nothing is written.

    Raises
    ------
    FormatError
        If the folder holds no complete analysis.
    SchemaError
        If somebody wrote something into the table that is no event.

    """
    analysis = load(folder)
    edits = with_table(analysis)
    if edits is None:
        return analysis, False
    return curate(analysis, edits), True


def with_table(analysis: Analysis) -> pd.DataFrame | None:
    """Return all edits when the table of events is not what they made, else None."""
    detected = analysis.as_detected()
    expected = apply_edits(detected, analysis.edits, analysis.tracks)
    if edits_between(expected, analysis.events).empty:
        return None
    found = edits_between(detected, analysis.events)
    return make_edits([*_rows(found), *_rows(_invisible(analysis, expected))])


def _invisible(analysis: Analysis, expected: pd.DataFrame) -> pd.DataFrame:
    """Return the edits that the table cannot show: they met no event and made none."""
    edits = analysis.edits
    met = set(match(edits, analysis.as_detected()).values())
    by_hand = expected[expected["source"] == MANUAL]
    made = {i for i, _ in nearest_pairs(edits, "time_s", by_hand)}
    return edits.drop(edits.index[sorted(met | made)])


def follow_people(
    edits: pd.DataFrame, folder: Path, analysis: Analysis
) -> pd.DataFrame:
    """Return `edits` by the names that the people have in another analysis.

    Parameters
    ----------
    edits
        Made for the analysis in `folder`, on the clock of the new one.
    folder
        Holds the analysis before.
    analysis
        The new one of the same video.

    Returns
    -------
    pandas.DataFrame
        Each with the name of whoever is where its person was. Nobody there: the name
        stays, with ``-before`` when it is now somebody else's, and meets no event.

    """
    if edits.empty:
        return edits
    names = _names_now(set(edits["individual"]), load(folder), analysis)
    return edits.assign(individual=edits["individual"].replace(names))


def _names_now(used: set[str], before: Analysis, analysis: Analysis) -> dict[str, str]:
    """Return what people of an analysis are called in another one of the video."""
    if before.config.clip.rotate != analysis.config.clip.rotate:
        return {}
    slower = before.config.clip.slow_motion / analysis.config.clip.slow_motion
    earlier = before.raw_tracks.assign_coords(time=before.raw_tracks["time"] * slower)
    names = same_people(earlier, analysis.raw_tracks)
    taken = set(names.values()) | set(individuals(analysis.raw_tracks))
    unknown = {name: f"{name}-before" for name in used if name in taken}
    return {**unknown, **names}


def kept_edits(folder: Path, video: Path, config: Config) -> pd.DataFrame:
    """Return the edits in `folder` for another analysis of `video` into it.

    Raises
    ------
    ConfigError
        If they were made for another video, or it cannot be told for which: they
        would be lost.

    """
    try:
        analysis = load(folder)
    except MidstanceError as error:
        if not (folder / "edits.csv").is_file():
            return make_edits()
        raise ConfigError(
            f"{folder} holds events curated by hand, but not for which video "
            f"({error}) Choose another folder, or move edits.csv away."
        ) from error
    edits = with_table(analysis)
    edits = analysis.edits if edits is None else edits
    if edits.empty:
        return edits
    if not _is_analyzed(video, analysis):
        raise ConfigError(
            f"{folder} holds events curated by hand ({len(edits)}) for "
            f"{analysis.video.name}, and {video} is another video; choose another "
            "folder, or delete this one."
        )
    slower = analysis.config.clip.slow_motion / config.clip.slow_motion
    return edits.assign(
        time_s=edits["time_s"] * slower,
        detected_time_s=edits["detected_time_s"] * slower,
    )


def with_kept_repetitions(folder: Path, video: Path, analysis: Analysis) -> Analysis:
    """Return `analysis` with what a person changed about the repetitions in `folder`.

    Raises
    ------
    ConfigError
        If they were made for another video: they would be lost.

    """
    if not (folder / REPETITION_EDITS).is_file():
        return analysis
    before = load(folder)
    edits = before.repetitions.edits
    if not _is_analyzed(video, before):
        raise ConfigError(
            f"{folder} holds repetitions put right by hand ({len(edits)}) for "
            f"{before.video.name}, and {video} is another video; choose another "
            "folder, or delete this one."
        )
    slower = before.config.clip.slow_motion / analysis.config.clip.slow_motion
    times_s = {name: edits[name] * slower for name in TIMES}
    edits = follow_people(edits.assign(**times_s), folder, analysis)
    return curate_repetitions(analysis, edits)


def with_kept_remarks(folder: Path, video: Path, analysis: Analysis) -> Analysis:
    """Return `analysis` with what a person said about the recording in `folder`.

    Raises
    ------
    ConfigError
        If it was said about another video, or it cannot be told about which: it would
        be lost.

    """
    if not (folder / REMARKS).is_file():
        return analysis
    try:
        before = load(folder)
    except MidstanceError as error:
        raise ConfigError(
            f"{folder} holds remarks of a person, but not about which video ({error}) "
            f"Choose another folder, or move {REMARKS} away."
        ) from error
    if not _is_analyzed(video, before):
        raise ConfigError(
            f"{folder} holds remarks of a person about {before.video.name}, and "
            f"{video} is another video; choose another folder, or delete this one."
        )
    slower = before.config.clip.slow_motion / analysis.config.clip.slow_motion
    used = {one.individual for one in before.remarks.decisions}
    names = _names_now(used, before, analysis)
    remarks = before.remarks.on_clock(slower).renamed(names)
    return dataclasses.replace(analysis, remarks=remarks)


def find_video(folder: Path, analysis: Analysis, given: Path | None) -> Path | None:
    """Return where the analyzed video is, or None when it cannot be found.

    Parameters
    ----------
    folder
        Folder of the analysis. The video is looked for where it was, and as it lay
        to this folder when both were moved together; then by its name in the folder,
        beside it, and in the current folder. Its content must be the same.
    analysis
        What was found in the video.
    given
        Where the user says that it is.

    Raises
    ------
    VideoError
        If the given video is missing, or not the one that was analyzed.

    """
    if given is None:
        found = (path for path in _places(folder, analysis) if path.exists())
        return next((path for path in found if _is_analyzed(path, analysis)), None)
    if not given.exists():
        raise VideoError(f"No video at {given}; give the one that was analyzed.")
    if not _is_analyzed(given, analysis):
        raise VideoError(
            f"{given} is not the video that was analyzed, {analysis.video.name}; "
            "give that one, or none to see what the report holds."
        )
    return given


def _places(folder: Path, analysis: Analysis) -> Iterator[Path]:
    """Yield where the analyzed video may be, the likeliest first."""
    known = analysis.provenance.get(VIDEO_PATH, "")
    here = folder.resolve()
    if known:
        yield as_path(known, "A video")
        # Both in a folder that was moved: the end of the path is as it was. Windows
        # wrote it with other strokes.
        parts = known.replace("\\", "/").split("/")
        for above in (here, *here.parents):
            for n_parts in range(min(len(parts) - 1, _MOST_PARTS), 0, -1):
                yield above.joinpath(*parts[-n_parts:])
    for place in (here, here.parent, Path.cwd()):
        yield place / analysis.video.name


def redraw(
    analysis: Analysis,
    video: Path | None,
    folder: Path,
    *,
    progress: Progress | None = None,
) -> Path:
    """Write the report anew, and return its page.

    The film that the page had is kept, unless it shows faces that are to be hidden:
    nothing is encoded. An overlay video shows
    the contacts of before: with the video at hand it is removed, since it can be
    drawn again; without it stays, and the page says so.
    """
    page, overlay = folder / PAGE, folder / OVERLAY
    kind: FilmKind = "link" if (folder / FILM).is_file() else "embed"
    film = known_film(page)
    hides = analysis.config.hide_faces
    is_other = film is not None and hides_faces(page) != hides
    if is_other and (hides or video is not None):
        film = None  # it shows faces that are to be hidden, or hides them
        (folder / FILM).unlink(missing_ok=True)
        overlay.unlink(missing_ok=True)
    if video is None:
        if overlay.is_file():
            notes = join_notes(analysis.notes, make_notes([OUTDATED]))
            analysis = dataclasses.replace(analysis, notes=notes)
        write_page(analysis, page, film=film)
        return page
    overlay.unlink(missing_ok=True)
    if film is None and not is_without_film(page):
        return write_report(analysis, video, folder, film=kind, progress=progress)
    with drawing_stills(analysis, video) as stills:
        write_page(analysis, page, film=film, evidence=stills)
    return page


def refresh(folder: Path) -> None:
    """Write the report of a folder anew if a person said something since.

    Film and images are those of before: nothing is decoded.
    """
    page = folder / PAGE
    told = remarks_in(page)
    if told is None or told == load_remarks(folder).digest():
        return
    film, stills, of = known_film(page), known_stills(page), fingerprint_in(folder)
    write_page(load(folder), page, film=film, evidence=stills, fingerprint=of)


def _is_analyzed(video: Path, analysis: Analysis) -> bool:
    """Return whether `video` is the one that was analyzed."""
    known = str(analysis.provenance.get("video_sha256", ""))
    if not known:
        return video.exists() and video.name == analysis.video.name
    # Hashing takes long, and most other files are of another size.
    size_bytes = analysis.provenance.get("video_size_bytes", 0)
    if size_bytes and video_size_bytes(video) != size_bytes:
        return False
    return video.exists() and video_sha256(video) == known


def _rows(edits: pd.DataFrame) -> list[tuple[str, str, str, str, float, float]]:
    return list(edits.itertuples(index=False, name=None))
