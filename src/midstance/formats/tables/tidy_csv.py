"""Tidy CSV of points: a row for each time, person and keypoint."""

from pathlib import Path

import xarray as xr

from midstance.files import read_text
from midstance.formats.base import Holds, Told, TracksFormat, formats
from midstance.formats.tables.tidy import (
    POINTS,
    points_of,
    points_table,
    without_cut_row,
    write_csv,
)
from midstance.schema.foreign.table import read_columns

_KIND = "a tidy CSV of points"


@formats.register("csv")
class TidyCsv(TracksFormat):
    """Points in 2D or 3D, for R, pandas and spreadsheets."""

    label = "Tidy CSV of points"
    extensions = (".csv",)
    holds = Holds(
        axes=(2, 3), people=True, people_names=True, confidence=True, exact_to=1e-3
    )

    def is_one(self, path: Path, head: bytes) -> bool:
        """Return whether its first line names time, keypoint and x."""
        del path
        first = head.partition(b"\n")[0]
        return all(name.encode() in first for name in (*POINTS, "x_"))

    def read(self, path: Path, told: Told) -> xr.Dataset:
        """Return the tracks of a table that `points_table` made."""
        del told
        text, notes = without_cut_row(read_text(path, _KIND))
        table = read_columns(text, POINTS, path, _KIND)
        return points_of(table, path, _KIND, notes)

    def write(self, tracks: xr.Dataset, path: Path) -> None:
        """Write a row for each time, person and keypoint."""
        write_csv(points_table(tracks), path)
