"""MOT: curves over time, such as joint angles, as OpenSim reads them."""

from pathlib import Path

import numpy as np
import pandas as pd

from midstance.errors import FormatError
from midstance.files import replacing


def write_mot(curves: pd.DataFrame, path: Path) -> None:
    """Write curves in degrees.

    Parameters
    ----------
    curves
        Index: time in s. One column a curve; NaN is written as ``nan``.
    path
        Where to.

    """
    header = [
        path.stem,
        "version=1",
        f"nRows={len(curves)}",
        f"nColumns={curves.shape[1] + 1}",
        "inDegrees=yes",
        "endheader",
        "\t".join(["time", *map(str, curves.columns)]),
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
        If the file is missing, is no MOT, or is not in degrees.

    """
    try:
        lines = path.read_text("utf-8").splitlines()
        end = [line.strip().lower() for line in lines].index("endheader")
        names = lines[end + 1].split()
        rows = [line.split() for line in lines[end + 2 :] if line.strip()]
        table = np.array(rows, dtype=float).reshape(len(rows), len(names))
    except (OSError, UnicodeDecodeError, IndexError, ValueError) as error:
        raise FormatError(
            f"{path} is no MOT file; expected a header that ends with 'endheader' and "
            f"rows of numbers ({error})."
        ) from error
    if "indegrees=yes" not in "".join(lines[:end]).lower().replace(" ", ""):
        raise FormatError(f"{path} must say inDegrees=yes; convert radians first.")
    return pd.DataFrame(table[:, 1:], columns=names[1:], index=table[:, 0])
