"""Columns of a Parquet file, read in a process of its own.

Of a damaged file the library (arro3) panics, or asks for more memory than there is;
a process of its own can end as it likes (`midstance.formats.tables.parquet_child`).
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from midstance.errors import FormatError
from midstance.files import require_modest

MARK = b"PAR1"
_PATIENCE_S = 60.0


def is_parquet(path: Path) -> bool:
    """Return whether a file begins and ends as Parquet does, with a footer between."""
    if not path.is_file() or path.stat().st_size < 3 * len(MARK):
        return False
    with path.open("rb") as file:
        first = file.read(len(MARK))
        file.seek(-2 * len(MARK), 2)
        length, last = file.read(len(MARK)), file.read(len(MARK))
    n_footer = int.from_bytes(length, "little")
    return first == last == MARK and n_footer + 3 * len(MARK) <= path.stat().st_size


def read_parquet_columns(path: Path, expected: str) -> pd.DataFrame:
    """Return the columns of a Parquet file that hold numbers or texts.

    Parameters
    ----------
    path
        The file.
    expected
        What it should be, for the message.

    Raises
    ------
    FormatError
        If it is missing, damaged, or unpacks to far more than its size.

    """
    if not is_parquet(path):
        raise FormatError(
            f"{path} is not {expected}: it does not begin and end as Parquet does; "
            "give a whole file."
        )
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder) / "columns.npz"
        module = "midstance.formats.tables.parquet_child"
        command = [sys.executable, "-m", module, str(path), str(found)]
        try:
            subprocess.run(
                command, capture_output=True, check=True, timeout=_PATIENCE_S
            )
        except (subprocess.SubprocessError, OSError) as error:
            raise FormatError(
                f"{path} is not {expected}, or is damaged; write it again."
            ) from error
        require_modest(path, found.stat().st_size)
        with np.load(found, allow_pickle=False) as held:
            return pd.DataFrame({name: held[name] for name in held.files})
