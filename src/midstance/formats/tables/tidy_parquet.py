"""Tidy Parquet of points: a row for each time, person and keypoint."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from midstance.files import replacing
from midstance.formats.base import Holds, Told, TracksFormat, formats
from midstance.formats.tables.parquet_columns import (
    MARK,
    is_parquet,
    read_parquet_columns,
)
from midstance.formats.tables.tidy import points_of, points_table

_KIND = "a tidy Parquet file of points"


@formats.register("parquet")
class TidyParquet(TracksFormat):
    """Points in 2D or 3D, for R, pandas, Polars, DuckDB and Arrow."""

    label = "Tidy Parquet of points"
    extensions = (".parquet",)
    holds = Holds(axes=(2, 3), people=True, people_names=True, confidence=True)

    def is_one(self, path: Path, head: bytes) -> bool:
        """Return whether the file begins and ends as Parquet does."""
        return head.startswith(MARK) and is_parquet(path)

    def read(self, path: Path, told: Told) -> xr.Dataset:
        """Return the tracks of a table that `points_table` made, or one like it."""
        del told
        return points_of(read_parquet_columns(path, _KIND), path, _KIND)

    def write(self, tracks: xr.Dataset, path: Path) -> None:
        """Write a row for each time, person and keypoint; NaN stays NaN."""
        from arro3.core import Table
        from arro3.io import write_parquet

        columns = {
            str(name): _column(values) for name, values in points_table(tracks).items()
        }
        with replacing(path) as part:
            write_parquet(Table.from_pydict(columns), part)


def _column(values: pd.Series) -> Any:  # noqa: ANN401 -- the library has no types
    from arro3.core import Array, DataType

    if pd.api.types.is_numeric_dtype(values):
        return Array(np.ascontiguousarray(values.to_numpy()))
    return Array([str(value) for value in values], DataType.string())
