"""TRC: marker trajectories as OpenSim reads them.

In the file y points up; x stays forward and z is to the right.
"""

import re
from itertools import takewhile
from pathlib import Path

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from midstance.errors import FormatError
from midstance.files import read_text, reading, replacing, require_modest
from midstance.formats.base import Holds, Told, TracksFormat, formats
from midstance.formats.points import (
    as_tracks,
    by_person,
    metres_per_unit,
    own_names,
    require_one_in_3d,
    rising_times,
)
from midstance.schema.tracks import rate_hz

_KIND = "a TRC file of markers"
_N_HEADER = 5
_KEYS = (
    *("DataRate", "CameraRate", "NumFrames", "NumMarkers", "Units"),
    *("OrigDataRate", "OrigDataStartFrame", "OrigNumFrames"),
)


@formats.register("trc")
class Trc(TracksFormat):
    """Markers in 3D, tab between them."""

    label = "TRC (OpenSim, Pose2Sim, Theia)"
    extensions = (".trc",)
    holds = Holds(axes=(3,), exact_to=1e-6)

    def is_one(self, path: Path, head: bytes) -> bool:
        """Return whether the file begins as one."""
        del path
        return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"PathFileType")

    def read(self, path: Path, told: Told) -> xr.Dataset:
        """Return the markers; see `read_trc`."""
        return read_trc(path, told)

    def write(self, tracks: xr.Dataset, path: Path) -> None:
        """Write 3D tracks; see `write_trc`."""
        write_trc(tracks, path)


def write_trc(tracks: xr.Dataset, path: Path) -> None:
    """Write 3D tracks of one person in mm.

    Parameters
    ----------
    tracks
        In m, x forward, y left, z up. What is NaN is left blank.
    path
        Where to.

    Raises
    ------
    SchemaError
        If the tracks are not in m in 3D, or of several people.

    """
    position = require_one_in_3d(tracks, "TRC")
    names = own_names([str(name) for name in tracks["keypoint"].to_numpy()])
    time_s = tracks["time"].to_numpy()
    rate = rate_hz(tracks) if len(time_s) > 1 else 0.0
    numbers = np.stack([position[:, 0], position[:, 2], -position[:, 1]], axis=-1)
    table = 1000.0 * numbers.reshape(len(time_s), -1)
    n = len(time_s)
    values = (f"{rate:.6g}", f"{rate:.6g}", n, len(names), "mm", f"{rate:.6g}", 1, n)
    axes = [f"{axis}{i}" for i in range(1, len(names) + 1) for axis in "XYZ"]
    lines = [
        ["PathFileType", "4", "(X/Y/Z)", path.name],
        list(_KEYS),
        [str(value) for value in values],
        ["Frame#", "Time", *(part for name in names for part in (name, "", ""))],
        ["", "", *axes],
        [],
    ]
    for index, (time, row) in enumerate(zip(time_s, table, strict=True), start=1):
        cells = ["" if np.isnan(value) else f"{value:.4f}" for value in row]
        lines.append([str(index), f"{time:.6f}", *cells])
    with replacing(path) as part:
        part.write_text("\n".join("\t".join(line) for line in lines) + "\n", "utf-8")


def read_trc(path: Path, told: Told | None = None) -> xr.Dataset:
    """Read a TRC file as tracks in m, x forward, y left, z up.

    Parameters
    ----------
    path
        Separated by tabs, blanks or commas, in UTF-8 or in the encoding of an older
        program. Blanks, NaN and 0, 0, 0 are gaps. A prefix before a colon names the
        person: ``Anna:LHip``. What its header says and its table does not hold, and
        times that were rounded, are said in the attr ``notes``.
    told
        ``unit``, where the file names none.

    Raises
    ------
    FormatError
        If the file is missing, is no TRC, has decimal commas, has more numbers in
        a row than its header names markers for, or has times that do not rise.
    MissingSettingError
        If its unit is neither m, cm nor mm.

    """
    told = told or Told()
    text = read_text(path, _KIND, fallback="cp1252")
    lines = text.splitlines()
    if len(lines) <= _N_HEADER or not lines[0].lstrip().startswith("PathFileType"):
        raise FormatError(
            f"{path} is not {_KIND}; expected its five header lines, the first of "
            "which begins with PathFileType, and rows of numbers."
        )
    mark = next((mark for mark in "\t," if mark in lines[3]), "")
    about = _about(lines[1], lines[2])
    scale = metres_per_unit(about.get("Units", ""), told, path)
    names = _names(_cells(lines[3], mark), _cells(lines[4], mark))
    rows = [
        (number, _cells(line, mark))
        for number, line in enumerate(lines[_N_HEADER:], _N_HEADER + 1)
        if line.strip()
    ]
    is_cut = not text.endswith(("\n", "\r"))
    rows, notes = _checked(rows, about, len(names), path, is_cut=is_cut)
    with reading(path, _KIND):
        require_modest(path, 8 * len(rows) * (2 + 3 * len(names)))
        table = _numbers(rows, 2 + 3 * len(names), path)
    rate = _number(about.get("DataRate", ""))
    time_s, rounded = rising_times(table[:, 1], rate, path)
    numbers = scale * table[:, 2:].reshape(len(rows), -1, 3)
    points = np.stack([numbers[..., 0], -numbers[..., 2], numbers[..., 1]], axis=-1)
    place, keypoints, people = by_person(points, names)
    return as_tracks(
        place,
        time_s,
        keypoints=keypoints,
        people=people,
        unit="m",
        attrs={"source_file": path.name},
        notes=(*notes, *rounded),
    )


def _cells(line: str, mark: str) -> list[str]:
    """Return the cells of a line; trailing blanks are missing markers and stay."""
    if mark:
        return [cell.strip() for cell in line.split(mark)]
    return line.split()


def _about(keys: str, values: str) -> dict[str, str]:
    """Return the header; one that is short says less."""
    mark = next((mark for mark in "\t," if mark in values), "")
    return dict(zip(_cells(keys, mark), _cells(values, mark), strict=False))


def _names(cells: list[str], axes: list[str]) -> list[str]:
    """Return a name for each marker, empty for one without.

    A name stands above the first of its three columns, and their axes below it say
    how many there are.
    """
    count = len([axis for axis in axes if axis]) // 3
    spread = cells[2::3]
    named = [cell for cell in cells[2:] if cell]
    is_spread = [cell for cell in spread if cell] == named
    names = spread if is_spread else named
    n_trailing = len(list(takewhile(lambda name: not name, reversed(names))))
    n_markers = max(count, len(names) - n_trailing)
    return [*names, *[""] * n_markers][:n_markers]


_Rows = list[tuple[int, list[str]]]


def _checked(
    rows: _Rows, about: dict[str, str], n_markers: int, path: Path, *, is_cut: bool
) -> tuple[_Rows, list[str]]:
    """Return the rows that are whole, and what differs from the header's counts."""
    notes = []
    width = 2 + 3 * n_markers
    for number, cells in rows:
        if any(cells[width:]):
            raise FormatError(
                f"Line {number} of {path} has {len(cells) - 2} numbers, but the header "
                f"names {n_markers} markers of three numbers each."
            )
    said = _number(about.get("NumMarkers", ""))
    if np.isfinite(said) and said != n_markers:
        notes.append(f"Its header counts {said:g} markers; the table has {n_markers}.")
    if is_cut and rows and len(rows[-1][1]) < width:
        rows = rows[:-1]
        notes.append("Its last row is cut short and was left out.")
    said = _number(about.get("NumFrames", ""))
    if np.isfinite(said) and said != len(rows):
        notes.append(f"Its header counts {said:g} frames; the table has {len(rows)}.")
    if not rows or not n_markers:
        raise FormatError(f"{path} is not {_KIND}: it has no row of numbers.")
    return rows, notes


def _numbers(rows: _Rows, width: int, path: Path) -> NDArray[np.float64]:
    table = np.full((len(rows), width), np.nan)
    for index, (number, cells) in enumerate(rows):
        for column, cell in enumerate(cells[:width]):
            if cell:
                try:
                    table[index, column] = float(cell)
                except ValueError:
                    raise _no_number(cell, number, path) from None
    return table


def _no_number(cell: str, number: int, path: Path) -> FormatError:
    if re.fullmatch(r"[-+]?\d+,\d+", cell):
        return FormatError(
            f"Line {number} of {path} has a decimal comma ({cell!r}); export it with "
            "decimal points."
        )
    return FormatError(
        f"Line {number} of {path} has {cell[:40]!r} where a number was expected."
    )


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")
