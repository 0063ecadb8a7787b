"""Tidy CSV of points: a row for each time, person and keypoint."""

from pathlib import Path

import xarray as xr

from midstance.files import read_text, replacing
from midstance.formats.base import Holds, Told, TracksFormat, formats
from midstance.formats.tables.tidy import POINTS, points_of, points_table
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
        table = read_columns(read_text(path, _KIND), POINTS, path, _KIND)
        return points_of(table, path, _KIND)

    def write(self, tracks: xr.Dataset, path: Path) -> None:
        """Write a row for each time, person and keypoint."""
        table = points_table(tracks)
        with replacing(path) as part:
            table.to_csv(part, index=False, float_format="%.7g")
