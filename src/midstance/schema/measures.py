"""Measures: one row per number, so that a new metric never changes the shape.

Beside them, curves over the stride and the stance as files.
"""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from midstance.files import replacing

COLUMNS = (
    *("metric", "individual", "side", "time_s"),
    *("value", "uncertainty", "shared_uncertainty", "unit"),
)
"""`side` is left, right or both; `time_s` is the initial contact that opens the
stride or step; `uncertainty` is one standard deviation of that single value, and
`shared_uncertainty` the part of it that all strides of the clip have in common:
the scale, a habit of the network, an event rule that is late for this runner."""

MISSING_COLUMNS = ("metric", "individual", "reason", "remedy")
"""`reason` is a whole sentence; `remedy` names what can be done about it, see
`midstance.schema.remedies`, and is empty when nothing can."""
SUMMARY_COLUMNS = (
    *("metric", "individual", "side", "value", "uncertainty", "spread", "n", "unit"),
)
MEDIAN_TO_MEAN = float(np.sqrt(np.pi / 2))
"""By how much the median of many normal values scatters more than their mean."""


def empty_measures() -> pd.DataFrame:
    """Return a measures table without rows."""
    return pd.DataFrame(columns=list(COLUMNS))


def make_missing(rows: Iterable[tuple[str, ...]] = ()) -> pd.DataFrame:
    """Build the table of what could not be measured, and why.

    Parameters
    ----------
    rows
        Tuples in the order of `MISSING_COLUMNS`; the remedy may be left out.

    Examples
    --------
    >>> make_missing([("speed", "anna", "Needs the scale.", "scale")]).shape
    (1, 4)

    """
    whole = [(*row, "")[: len(MISSING_COLUMNS)] for row in rows]
    return pd.DataFrame(whole, columns=list(MISSING_COLUMNS))


def load_missing(path: Path) -> pd.DataFrame:
    """Read the table of what could not be measured; older ones name no remedy."""
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    return table.reindex(columns=list(MISSING_COLUMNS), fill_value="")


def summarize(measures: pd.DataFrame) -> pd.DataFrame:
    """Return one row per metric, person and side.

    `value` is the median over the strides, `spread` their standard deviation
    (NaN for one stride), `n` their number. `uncertainty` is that of the median:
    the part that all strides share, which does not average out, and the random
    part, the larger of what the strides' scatter and what the single values'
    uncertainty say, over the root of `n`. Rows without ``shared_uncertainty``
    count as half shared.
    """
    rows = []
    keys = ["metric", "individual", "side"]
    for (metric, individual, side), group in measures.groupby(keys, sort=False):
        seen = group[np.isfinite(group["value"].to_numpy(dtype=float))]
        if seen.empty:
            continue
        values = seen["value"].to_numpy(dtype=float)
        spread = float(np.std(values, ddof=1)) if values.size > 1 else np.nan
        rows.append(
            (
                *(metric, individual, side, float(np.median(values))),
                *(_median_uncertainty(seen, spread), spread),
                *(values.size, seen["unit"].iloc[0]),
            )
        )
    return pd.DataFrame(rows, columns=list(SUMMARY_COLUMNS))


def save_curves(curves: xr.Dataset, path: Path) -> None:
    """Write curves as netCDF, numbers in single precision."""
    plain = {
        name: {"dtype": "float32", "zlib": True}
        for name, variable in curves.data_vars.items()
        if variable.dtype.kind == "f"
    }
    # In memory first: HDF5 crashes the interpreter on a disk that is full.
    packed = bytes(curves.to_netcdf(engine="h5netcdf", encoding=plain))
    with replacing(path) as part:
        part.write_bytes(packed)


def load_curves(path: Path) -> xr.Dataset | None:
    """Return curves from their file; None: results of before they were kept."""
    if not path.is_file():
        return None
    with xr.open_dataset(path, engine="h5netcdf") as opened:
        return opened.load()


def _median_uncertainty(group: pd.DataFrame, spread: float) -> float:
    single = group["uncertainty"].to_numpy(dtype=float)
    if "shared_uncertainty" in group:
        shared = group["shared_uncertainty"].to_numpy(dtype=float)
    else:
        shared = single / 2
    known = np.isfinite(single) & np.isfinite(shared)
    random = np.sqrt(np.maximum(single[known] ** 2 - shared[known] ** 2, 0.0))
    candidates = [spread] if np.isfinite(spread) else []
    if known.any():
        candidates.append(float(np.median(random)))
    if not candidates:
        return float("nan")
    # The median of one or two values is their mean.
    factor = MEDIAN_TO_MEAN if len(group) > 2 else 1.0
    by_chance = factor * max(candidates) / np.sqrt(len(group))
    in_common = float(np.median(shared[known])) if known.any() else 0.0
    return float(np.hypot(by_chance, in_common))
