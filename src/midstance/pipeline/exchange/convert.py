"""From one file format to another."""

from pathlib import Path

import pandas as pd
import xarray as xr

from midstance.errors import SchemaError
from midstance.formats.base import CurvesFormat, PoseFrames, Told
from midstance.formats.choose import (
    identify,
    read_points,
    write_curves,
    write_tracks,
    writers,
)
from midstance.formats.motion.qtm import running_joints
from midstance.pipeline.exchange.export import angles_3d, angles_of
from midstance.schema.analysis import FACTS, load
from midstance.schema.tracks import individuals
from midstance.tracking.link import link


def read_tracks(path: Path | str, told: Told | None = None) -> xr.Dataset:
    """Return the tracks of a file of any registered format.

    Where a file says who is in each frame and not who is who, people are followed
    from frame to frame.

    Parameters
    ----------
    path
        File or folder; its content says of which format it is.
    told
        What it does not say itself.

    Raises
    ------
    FormatError
        If no format fits, it holds no points, it is damaged, or it does not say
        enough (`MissingSettingError`).
    SchemaError
        If its content breaks the contract of tracks.

    """
    found = read_points(path, told)
    return _linked(found) if isinstance(found, PoseFrames) else found


def convert(
    source: Path,
    out: Path,
    told: Told | None = None,
    *,
    person: str | None = None,
    joints: bool = False,
) -> str:
    """Write `out`, in the format of its ending, and return what was noted.

    Parameters
    ----------
    source, told
        See `read_tracks`; curves are read, too, when `out` holds curves. The folder
        of an analysis gives whatever the format of `out` holds: points in 2D or, for
        one that holds space alone, in 3D, or angles.
    out
        A format of angles gets the joint angles of points in 3D.
    person
        Whose tracks; None: of everybody, as far as the format holds them.
    joints
        Whether to make the 18 joints of the running skeleton of 45 markers.

    Raises
    ------
    FormatError, SchemaError
        As `read_tracks`; and if the format of `out` does not hold what was read.

    """
    if (source / FACTS).is_file():
        _convert_analysis(source, out, person)
        return ""
    _, chosen = identify(source)
    if isinstance(chosen, CurvesFormat):
        write_curves(chosen.read(source, told or Told()), out)
        return ""
    tracks = read_tracks(source, told)
    if joints:
        tracks = running_joints(tracks)
    if person is not None:
        tracks = only(tracks, person)
    if _holds_curves(out):
        write_curves(_angles(tracks), out)
    else:
        write_tracks(tracks, out)
    return str(tracks.attrs.get("notes", ""))


def only(tracks: xr.Dataset, person: str) -> xr.Dataset:
    """Return the tracks of one person.

    Raises
    ------
    SchemaError
        If there is nobody of that name.

    """
    if person not in individuals(tracks):
        raise SchemaError(f"No {person!r} in the tracks; got {individuals(tracks)}.")
    return tracks.sel(individual=[person])


def _convert_analysis(folder: Path, out: Path, person: str | None) -> None:
    """Write what an analysis holds, in the format of `out`."""
    analysis = load(folder)
    if _holds_curves(out):
        people = individuals(analysis.tracks) if person is None else [person]
        if len(people) != 1:
            raise SchemaError(
                f"Angles in a {out.suffix} file are one person's, and there are "
                f"{people}; choose one."
            )
        only(analysis.tracks, people[0])
        write_curves(angles_of(analysis, people[0]), out)
        return
    needs_space = all(
        one.holds.axes == (3,)
        for one in writers(out.suffix)
        if not isinstance(one, CurvesFormat)
    )
    tracks = analysis.tracks
    if writers(out.suffix) and needs_space:
        if analysis.tracks_3d is None:
            raise SchemaError(
                f"{out.suffix} files hold points in space, and nobody in {folder} was "
                "lifted to 3D; analyze with lifting, or choose another format."
            )
        tracks = analysis.tracks_3d
    write_tracks(tracks if person is None else only(tracks, person), out)


def _holds_curves(out: Path) -> bool:
    kinds = writers(out.suffix)
    return bool(kinds) and all(isinstance(one, CurvesFormat) for one in kinds)


def _angles(tracks: xr.Dataset) -> pd.DataFrame:
    if tracks.sizes["space"] != 3 or tracks.sizes["individual"] != 1:
        raise SchemaError(
            f"Joint angles are made of one person in 3D, got {individuals(tracks)} in "
            f"{tracks.sizes['space']}D; lift the tracks first, and choose one person, "
            "or give the folder of the analysis, which knows the view."
        )
    return angles_3d(tracks)


def _linked(found: PoseFrames) -> xr.Dataset:
    times_s = found.time_s
    if times_s is None:
        raise SchemaError("Poses without times cannot be followed; give the rate.")
    timed = zip(map(float, times_s), found.poses, strict=True)
    return link(timed, found.skeleton, attrs=found.attrs)
