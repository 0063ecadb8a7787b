"""Turn the columns of a Parquet file into ``.npz``, in a process that may break.

    python -m midstance.formats.tables.parquet_child FILE COLUMNS.npz

It imports little, so that it is there in a moment.
"""

import sys
from contextlib import suppress
from typing import Any

import numpy as np

_MOST_BYTES = 8 << 30


def main(path: str, found: str) -> None:
    """Write the columns that hold numbers or texts, without pickled objects.

    Whatever is wrong with the file ends the process.
    """
    from arro3.io import read_parquet

    table = read_parquet(path).read_all()
    columns = {name: plain(table.column(name)) for name in table.column_names}
    kept = {name: column for name, column in columns.items() if column is not None}
    with open(found, "wb") as file:  # noqa: PTH123 - a Path would cost an import
        np.savez(file, allow_pickle=False, **kept)


def plain(column: Any) -> np.ndarray[Any, Any] | None:  # noqa: ANN401
    """Return a column as numbers or texts; None: it holds something else.

    A missing number is NaN, a missing text is empty.
    """
    values = column.to_pylist()
    known = [value for value in values if value is not None]
    if known and all(isinstance(value, str) for value in known):
        return np.array(["" if value is None else value for value in values])
    if not all(isinstance(value, int | float) for value in known):
        return None
    return np.array([np.nan if v is None else v for v in values], dtype=float)


def _limit_memory() -> None:
    """Let a file that asks for terabytes end this process and nothing else."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MOST_BYTES, _MOST_BYTES))


if __name__ == "__main__":
    _limit_memory()
    main(*sys.argv[1:])
