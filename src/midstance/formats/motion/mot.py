"""MOT and STO: curves over time, such as joint angles, as OpenSim reads them."""

from pathlib import Path

import numpy as np
import pandas as pd

from midstance.errors import FormatError
from midstance.files import read_text, reading, replacing
from midstance.formats.base import CurvesFormat, Holds, Told, formats

_KIND = "a MOT or STO file of curves"


@formats.register("mot")
class Mot(CurvesFormat):
    """Angles over time in degrees."""

    label = "MOT, STO (OpenSim)"
    extensions = (".mot", ".sto")
    holds = Holds(exact_to=1e-6)

    def is_one(self, path: Path, head: bytes) -> bool:
        """Return whether the header ends as theirs do."""
        del path
        return b"endheader" in head.lower()

    def read(self, path: Path, told: Told) -> pd.DataFrame:
        """Return the curves; see `read_mot`."""
        del told
        return read_mot(path)

    def write(self, curves: pd.DataFrame, path: Path) -> None:
        """Write angles; see `write_mot`."""
        write_mot(curves, path)


def write_mot(curves: pd.DataFrame, path: Path) -> None:
    """Write curves in degrees.

    Parameters
    ----------
    curves
        Index: time in s. One column a curve; NaN is written as ``nan``.
    path
        Where to; ``.mot`` and ``.sto`` hold the same.

    """
    header = [
        path.stem,
        "version=1",
        f"nRows={len(curves)}",
        f"nColumns={curves.shape[1] + 1}",
        "inDegrees=yes",
        "endheader",
        "\t".join(["time", *("_".join(str(n).split()) for n in curves.columns)]),
    ]
    rows = (
        "\t".join([f"{time:.6f}", *(f"{value:.6f}" for value in row)])
        for time, row in zip(curves.index, curves.to_numpy(dtype=float), strict=True)
    )
    with replacing(path) as part:
        part.write_text("\n".join([*header, *rows]) + "\n", "utf-8")


def read_mot(path: Path) -> pd.DataFrame:
    """Read curves in degrees; the index is time in s.

    Raises
    ------
    FormatError
        If the file is missing, is no MOT, is not in degrees, or holds another number
        of rows or columns than its header says.

    """
    lines = read_text(path, _KIND, fallback="cp1252").splitlines()
    ends = [index for index, line in enumerate(lines) if line.strip().lower() == _END]
    if not ends or len(lines) < ends[0] + 2:
        raise FormatError(
            f"{path} is not {_KIND}; expected a header that ends with {_END!r}, names "
            "of columns and rows of numbers."
        )
    header, rest = lines[: ends[0]], lines[ends[0] + 1 :]
    names = rest[0].split()
    rows = [line.split() for line in rest[1:] if line.strip()]
    if any(len(row) != len(names) for row in rows) or not names:
        raise FormatError(f"{path} must have {len(names)} numbers in every row.")
    with reading(path, _KIND):
        table = np.array(rows, dtype=float).reshape(len(rows), len(names))
    said = {
        key.strip().lower(): value.strip().lower()
        for key, mark, value in (line.partition("=") for line in header)
        if mark
    }
    if said.get("indegrees") != "yes":
        raise FormatError(f"{path} must say inDegrees=yes; convert radians first.")
    for key, count in (("nrows", len(rows)), ("ncolumns", len(names))):
        if key in said and said[key] != str(count):
            raise FormatError(
                f"{path} says {key}={said[key]}, but holds {count}; it is cut short, "
                "or was changed by hand."
            )
    return pd.DataFrame(table[:, 1:], columns=names[1:], index=table[:, 0])


_END = "endheader"
