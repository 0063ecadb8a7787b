"""DeepLabCut's CSV: a row a frame, three or four rows of names above."""

import csv
import io
from pathlib import Path

import numpy as np
import xarray as xr

from midstance.errors import FormatError
from midstance.files import read_text, reading, require_modest
from midstance.formats.base import Holds, Told, TracksFormat, formats
from midstance.formats.points import as_tracks

_KIND = "a CSV file of DeepLabCut"
_COORDS = ("x", "y", "likelihood")


HOLDS = Holds(
    axes=(2,),
    people=True,
    people_names=True,
    confidence=True,
    clock="none",
    starts=False,
)
"""What DeepLabCut's files keep, in whichever format."""


@formats.register("deeplabcut")
class DeepLabCutCsv(TracksFormat):
    """Points in px of one or more individuals, with likelihood."""

    label = "CSV of DeepLabCut"
    extensions = (".csv",)
    holds = HOLDS
    needs = ("rate_hz",)

    def is_one(self, path: Path, head: bytes) -> bool:
        """Return whether it begins with the name of the scorer."""
        del path
        return head.removeprefix(b"\xef\xbb\xbf").startswith(b"scorer,")

    def read(self, path: Path, told: Told) -> xr.Dataset:
        """Return the tracks; see `read_deeplabcut_csv`."""
        return read_deeplabcut_csv(path, rate_hz=told.required_rate_hz(path))


def read_deeplabcut_csv(path: Path, *, rate_hz: float) -> xr.Dataset:
    """Read the CSV file of one video, of one individual or of several.

    Parameters
    ----------
    path
        Rows ``scorer``, ``individuals`` (where there are several), ``bodyparts`` and
        ``coords`` name the columns; then a row a frame, that begins with its number.
        Frames that are left out are gaps.
    rate_hz
        Frames per second; the file does not say it.

    Raises
    ------
    FormatError
        If it is something else, or two rows are of one frame.

    """
    text = read_text(path, _KIND, fallback="cp1252")
    with reading(path, _KIND):
        lines = [line for line in csv.reader(io.StringIO(text), strict=True) if line]
    names = {line[0]: line[1:] for line in lines[:4] if line[0] in _ROWS}
    if not {"scorer", "bodyparts", "coords"} <= names.keys():
        raise FormatError(
            f"{path} is not {_KIND}: it should begin with rows of scorer, bodyparts "
            "and coords."
        )
    coords = names["coords"]
    parts, people = names["bodyparts"], names.get("individuals")
    owners = ["person-1"] * len(coords) if people is None else people
    rows = lines[len(names) :]
    if not rows or {len(line) for line in (coords, parts, owners)} != {len(coords)}:
        raise FormatError(
            f"{path} is not {_KIND}: it has no frame, or names are missing."
        )
    if any(len(row) != 1 + len(coords) for row in rows):
        raise FormatError(f"{path} must have {len(coords)} numbers for every frame.")
    with reading(path, _KIND):
        frames = np.array([int(float(row[0])) for row in rows], np.int64)
        table = np.array([[float(c) if c else np.nan for c in row[1:]] for row in rows])
    return deeplabcut_tracks(
        frames, table, list(zip(owners, parts, coords, strict=True)), rate_hz, path
    )


_ROWS = ("scorer", "individuals", "bodyparts", "coords")


def deeplabcut_tracks(
    frames: np.ndarray,
    table: np.ndarray,
    columns: list[tuple[str, str, str]],
    rate_hz: float,
    path: Path,
) -> xr.Dataset:
    """Return the tracks of a table as DeepLabCut keeps it.

    Parameters
    ----------
    frames
        Number of the frame of each row; those that are left out are gaps.
    table
        Shape (n_rows, n_columns).
    columns
        Individual, body part and coordinate of each column.
    rate_hz, path
        Frames per second, and the file.

    Raises
    ------
    FormatError
        If two rows are of one frame.

    """
    if len(set(frames.tolist())) < len(frames):
        raise FormatError(f"{path} has two rows of one frame.")
    who = list(dict.fromkeys(owner for owner, _, _ in columns))
    what = list(dict.fromkeys(part for _, part, _ in columns))
    first = int(frames.min())
    shape = (int(frames.max()) - first + 1, len(who), len(what), len(_COORDS))
    require_modest(path, 8 * int(np.prod(shape, dtype=float)))
    place = np.full(shape, np.nan)
    for index, (owner, part, coord) in enumerate(columns):
        if coord in _COORDS:
            at = (who.index(owner), what.index(part), _COORDS.index(coord))
            place[(frames - first, *at)] = table[:, index]
    return as_tracks(
        place[..., :2],
        (first + np.arange(len(place))) / rate_hz,
        keypoints=what,
        people=who,
        unit="px",
        confidence=place[..., 2],
        attrs={"source_software": "DeepLabCut", "source_file": path.name},
    )
