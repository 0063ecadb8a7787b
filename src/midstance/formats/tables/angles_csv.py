"""Tidy CSV of angles: a row for each time and angle."""

from pathlib import Path

import pandas as pd

from midstance.files import read_text
from midstance.formats.base import CurvesFormat, Holds, Told, formats
from midstance.formats.tables.tidy import ANGLES, angles_of, angles_table, write_csv
from midstance.schema.foreign.table import read_columns

_KIND = "a tidy CSV of angles"


@formats.register("csv-angles")
class AnglesCsv(CurvesFormat):
    """Angles over time, for R, pandas and spreadsheets."""

    label = "Tidy CSV of angles"
    extensions = (".csv",)
    holds = Holds(exact_to=1e-3)

    def is_one(self, path: Path, head: bytes) -> bool:
        """Return whether its first line names time, angle and value."""
        del path
        first = head.partition(b"\n")[0]
        return all(name.encode() in first for name in ANGLES)

    def read(self, path: Path, told: Told) -> pd.DataFrame:
        """Return the curves of a table that `angles_table` made."""
        del told
        table = read_columns(read_text(path, _KIND), ANGLES, path, _KIND)
        return angles_of(table, path, _KIND)

    def write(self, curves: pd.DataFrame, path: Path) -> None:
        """Write a row for each time and angle."""
        write_csv(angles_table(curves), path)
