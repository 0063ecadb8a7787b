"""`Analysis.to_xlsx`: the tables of an analysis as a spreadsheet."""

import json
from pathlib import Path
from typing import Any

import pandas as pd

from midstance.errors import ConfigError
from midstance.files import StrPath, as_path, replacing
from midstance.schema.analysis import Analysis
from midstance.schema.video import public

_WIDEST = 60
_CONTROL = {code: None for code in range(32) if chr(code) not in "\t\n"}
"""Letters that a workbook cannot hold."""


def write_xlsx(analysis: Analysis, path: StrPath) -> Path:
    """Write the tables of `analysis` as a workbook, and return its path.

    Sheets: ``summary``, ``strides`` (every value), ``events``, ``bouts``,
    ``missing`` (what could not be measured, and why), ``notes`` and ``about``
    (settings and versions). A missing number is an empty cell; text is text, also
    when it begins with ``=``.

    Parameters
    ----------
    analysis
        What was found.
    path
        The file, ending in ``.xlsx``; a folder for it is made.

    Raises
    ------
    ConfigError
        If it ends otherwise: spreadsheets would not open it.
    OutputError
        If it cannot be written.

    """
    from openpyxl import Workbook

    path = as_path(path, "The spreadsheet")
    if path.suffix.lower() != ".xlsx":
        raise ConfigError(f"A spreadsheet must end in .xlsx, got {path.name}.")
    tables = {
        "summary": analysis.summary(),
        "strides": analysis.measures,
        "events": analysis.events,
        "bouts": analysis.bouts,
        "missing": analysis.missing,
        "notes": pd.DataFrame({"note": list(analysis.warnings)}),
        "about": _about(analysis),
    }
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, table in tables.items():
        _fill(book.create_sheet(name), table)
    with replacing(path) as part:
        book.save(part)
    return path


def _about(analysis: Analysis) -> pd.DataFrame:
    facts: dict[str, Any] = {
        "video": analysis.video.name,
        **public(analysis.provenance),
        "settings": analysis.config.model_dump_json(),
    }
    rows = [
        (name, value if isinstance(value, str) else json.dumps(value, default=str))
        for name, value in facts.items()
    ]
    return pd.DataFrame(rows, columns=["what", "value"])


def _fill(sheet: Any, table: pd.DataFrame) -> None:  # noqa: ANN401
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    names = [str(name) for name in table.columns]
    sheet.append(names)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    widths = [len(name) for name in names]
    for row, values in enumerate(table.itertuples(index=False), 2):
        for column, value in enumerate(values, 1):
            plain = _plain(value)
            cell = sheet.cell(row, column)
            cell.value = plain
            if isinstance(plain, str):
                cell.data_type = "s"  # never a formula
                widths[column - 1] = max(widths[column - 1], len(plain))
            elif isinstance(plain, float):
                cell.number_format = "0.0000"
                widths[column - 1] = max(widths[column - 1], 10)
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = 2 + min(
            width, _WIDEST
        )


def _plain(value: Any) -> str | float | int | bool | None:  # noqa: ANN401
    """Return a value as a cell holds it; what is missing is empty."""
    if isinstance(value, str):
        return value.translate(_CONTROL)
    if isinstance(value, dict | list | tuple):
        return json.dumps(value, default=str)
    if pd.isna(value):
        return None
    plain = value.item() if hasattr(value, "item") else value
    return plain if isinstance(plain, bool | int | float) else str(plain)
