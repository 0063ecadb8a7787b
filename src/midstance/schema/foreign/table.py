"""Tables in CSV as people and their spreadsheets write them.

A spreadsheet writes a mark of the encoding in front, semicolons and decimal commas in
half of Europe, and the encoding of its country.
"""

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from midstance.errors import FormatError, SchemaError
from midstance.files import read_text, reading

_MARKS = (",", ";", "\t")
_COMMENT = "#"


@dataclass(frozen=True)
class Table:
    """The cells of a table as texts.

    Parameters
    ----------
    path
        Where it comes from, for messages.
    cells
        One column of texts each, stripped; names in lower case, in the file's order.
    lines
        Number of each row's line in the file.

    """

    path: Path
    cells: Mapping[str, list[str]]
    lines: list[int]

    def words(self, column: str, meanings: Mapping[str, str]) -> list[str]:
        """Return what each cell of a column means.

        Parameters
        ----------
        column
            Its name.
        meanings
            By spelling, in lower case and with ``_`` for blanks and hyphens.

        Raises
        ------
        SchemaError
            If a cell has another spelling; the message says which.

        """
        found = []
        for line, cell in zip(self.lines, self.cells[column], strict=True):
            spelt = cell.lower().replace(" ", "_").replace("-", "_")
            if spelt not in meanings:
                raise SchemaError(
                    f"{column} must be one of {tuple(dict.fromkeys(meanings.values()))}"
                    f", got {cell[:40]!r} in line {line} of {self.path}."
                )
            found.append(meanings[spelt])
        return found

    def numbers(self, column: str, *, can_be_empty: bool) -> NDArray[np.float64]:
        """Return a column as numbers; a decimal comma is one, an empty cell NaN.

        Raises
        ------
        SchemaError
            If a cell is no number, is infinite, or must not be empty; the message
            says which.

        """
        values = np.full(len(self.lines), np.nan)
        for index, cell in enumerate(self.cells[column]):
            text = cell.replace(",", ".", 1) if "." not in cell else cell
            is_empty = text.lower() in ("", "nan", "na")
            if is_empty and can_be_empty:
                continue
            try:
                values[index] = float(text)
            except ValueError:
                values[index] = np.inf
            if not np.isfinite(values[index]):
                raise SchemaError(
                    f"{column} must be a number, got {cell[:40]!r} in line "
                    f"{self.lines[index]} of {self.path}."
                )
        return values


def read_table(path: Path, expected: str) -> Table:
    """Return the table of a CSV file.

    Parameters
    ----------
    path
        Commas, semicolons or tabs between the cells, with or without quotes; in
        UTF-8, UTF-16 or the encoding of an older program. Empty lines and lines that
        begin with ``#`` are passed over.
    expected
        What it should be, for the message.

    Raises
    ------
    FormatError
        If it cannot be read, has no row of names or one twice, or a row has more or
        fewer cells than there are names.

    """
    text = read_text(path, expected, fallback="cp1252")
    lines = [
        (number, line)
        for number, line in enumerate(text.splitlines(), 1)
        if line.strip() and not line.lstrip().startswith(_COMMENT)
    ]
    if not lines:
        raise FormatError(f"{path} is not {expected}: it is empty.")
    mark = separator(lines[0][1])
    with reading(path, expected):
        rows = [
            next(csv.reader([line], delimiter=mark, strict=True)) for _, line in lines
        ]
    names = [name.strip().lower() for name in rows[0]]
    twice = [name for name, times in Counter(names).items() if times > 1]
    if twice:
        raise FormatError(f"{path} is not {expected}: {twice[0]!r} heads two columns.")
    for (number, _), row in zip(lines[1:], rows[1:], strict=True):
        if len(row) != len(names):
            raise FormatError(
                f"Line {number} of {path} has {len(row)} cells, but {len(names)} "
                f"columns have a name ({', '.join(names)})."
            )
    columns = zip(*rows[1:], strict=True) if rows[1:] else ([] for _ in names)
    return Table(
        path,
        {
            name: [cell.strip() for cell in column]
            for name, column in zip(names, columns, strict=True)
        },
        [number for number, _ in lines[1:]],
    )


def separator(line: str) -> str:
    """Return what stands between the cells of the first line of a table.

    Examples
    --------
    >>> separator("side;event;time_s")
    ';'

    """
    return max(_MARKS, key=line.count)


def read_columns(
    text: str, names: Sequence[str], path: Path, expected: str
) -> pd.DataFrame:
    """Return some columns of a long table of numbers and names, as they stand.

    Quicker than `read_table`, for the millions of rows that a program writes.

    Parameters
    ----------
    text
        The table.
    names
        Columns that must be there.
    path, expected
        For the message.

    Raises
    ------
    FormatError
        If it is no table with these columns.

    """
    mark = separator(text.partition("\n")[0])
    with reading(path, expected):
        table = pd.read_csv(
            io.StringIO(text), sep=mark, decimal="," if mark == ";" else "."
        )
    missing = [name for name in names if name not in table]
    if missing:
        raise FormatError(
            f"{path} is not {expected}: it has no column {missing[0]!r} among "
            f"{[str(name) for name in table.columns][:12]}."
        )
    return table
