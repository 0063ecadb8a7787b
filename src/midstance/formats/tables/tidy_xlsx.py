"""A spreadsheet of points: a row for each time, person and keypoint."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from midstance.errors import FormatError, SchemaError
from midstance.files import reading, replacing
from midstance.formats.base import Holds, Told, TracksFormat, formats
from midstance.formats.npz import npz_names
from midstance.formats.tables.tidy import POINTS, points_of, points_table

_KIND = "a spreadsheet of points"
_SHEET = "points"
_MOST_ROWS = 1_048_576
"""Rows of a sheet, as spreadsheet programs have them."""
_TEXTS = ("individual", "keypoint")
_NO_TEXT = ("=", "#")
"""What begins so would be taken for a formula or an error."""


@formats.register("xlsx")
class TidyXlsx(TracksFormat):
    """Points in 2D or 3D, for spreadsheet programs."""

    label = "Spreadsheet of points (Excel, LibreOffice)"
    extensions = (".xlsx",)
    holds = Holds(axes=(2, 3), people=True, people_names=True, confidence=True)

    def is_one(self, path: Path, head: bytes) -> bool:
        """Return whether it is a zip with a workbook."""
        return head.startswith(b"PK") and "xl/workbook.xml" in npz_names(path)

    def read(self, path: Path, told: Told) -> xr.Dataset:
        """Return the tracks of the first sheet, as `points_table` makes it."""
        del told
        return points_of(_table(path), path, _KIND)

    def write(self, tracks: xr.Dataset, path: Path) -> None:
        """Write a row for each time, person and keypoint.

        Raises
        ------
        SchemaError
            If there are more than a sheet can hold.

        """
        table = points_table(tracks)
        if len(table) >= _MOST_ROWS:
            raise SchemaError(
                f"A sheet holds {_MOST_ROWS} rows, and these tracks need "
                f"{len(table) + 1}; choose Parquet or CSV."
            )
        _write(table, path)


def _table(path: Path) -> pd.DataFrame:
    import openpyxl

    with reading(path, _KIND):
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        try:
            rows = list(book.worksheets[0].iter_rows(values_only=True))
        finally:
            book.close()
        names = [str(name) for name in rows[0]]
        if not set(POINTS) <= set(names):
            raise FormatError(
                f"{path} is not {_KIND}: its first row should name "
                f"{', '.join(POINTS)} and the axes, got {names[:12]}."
            )
        table = pd.DataFrame(rows[1:], columns=names).dropna(how="all")
        numbers = [name for name in names if name not in _TEXTS]
        return table.astype(dict.fromkeys(numbers, float))


def _write(table: pd.DataFrame, path: Path) -> None:
    import openpyxl
    from openpyxl.cell import WriteOnlyCell

    # Before the first row: a sheet that was begun has to be written to its end.
    _require_printable(name for column in _TEXTS for name in table[column].unique())
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(_SHEET)

    def cell(value: Any) -> Any:  # noqa: ANN401 -- anything a table holds
        if not isinstance(value, str) or value[:1] not in _NO_TEXT:
            return value
        text = WriteOnlyCell(sheet, value=value)
        text.data_type = "s"
        return text

    sheet.append([str(name) for name in table.columns])
    for row in table.astype(object).where(np.asarray(table.notna()), None).to_numpy():
        sheet.append([cell(value) for value in row])
    with replacing(path) as part:
        book.save(part)


def _require_printable(names: Iterable[str]) -> None:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    wrong = next((name for name in names if ILLEGAL_CHARACTERS_RE.search(name)), None)
    if wrong is not None:
        raise SchemaError(
            f"A spreadsheet cannot hold the name {wrong!r}; rename it, or choose CSV."
        )
