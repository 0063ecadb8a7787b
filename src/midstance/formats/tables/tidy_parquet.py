"""Tidy Parquet of points: a row for each time, person and keypoint.

Written, not read: on a damaged file the library (arro3) ends the interpreter's thread
in place of raising an error, and nothing here may end so.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from midstance.files import replacing
from midstance.formats.base import Holds, TracksFormat, formats
from midstance.formats.tables.tidy import points_table


@formats.register("parquet")
class TidyParquet(TracksFormat):
    """Points in 2D or 3D, for R, pandas, Polars, DuckDB and Arrow."""

    label = "Tidy Parquet of points"
    extensions = (".parquet",)
    holds = Holds(axes=(2, 3), people=True, people_names=True, confidence=True)

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
