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
ALONG_COLUMNS = (
    *("metric", "individual", "side", "start_s", "end_s", "value", "uncertainty"),
    *("n", "unit", "change_per_min", "change_uncertainty"),
)
_STRETCH_S = 10.0
"""Of a clip that is long enough: some fifteen strides of a runner."""
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


def summarize_along(measures: pd.DataFrame) -> pd.DataFrame:
    """Return how every metric goes along the clip: one row per stretch of time.

    Parameters
    ----------
    measures
        Table with `COLUMNS`.

    Returns
    -------
    pandas.DataFrame
        `ALONG_COLUMNS`. The time of a person is cut into stretches of equal length,
        of ten seconds or, in shorter clips, a third of it; there is no row where
        fewer than two values lie, and none of a metric with fewer than two rows.
        `value`, `uncertainty` and `n` are as in `summarize`. `change_per_min` is the
        slope of the straight line through all values, and `change_uncertainty` its
        standard deviation, which what all strides share does not enter, and in which
        values that repeat their neighbour's error do not count as new ones.

    """
    rows = []
    seen = measures[np.isfinite(measures["value"].to_numpy(dtype=float))]
    for individual, own in seen.groupby("individual", sort=False):
        at_s = own["time_s"].to_numpy(dtype=float)
        first_s, last_s = float(np.nanmin(at_s)), float(np.nanmax(at_s))
        n_stretches = max(3, round((last_s - first_s) / _STRETCH_S))
        edges_s = np.linspace(first_s, last_s, n_stretches + 1)
        for (metric, side), group in own.groupby(["metric", "side"], sort=False):
            change = _change_per_min(group)
            number = np.searchsorted(edges_s[1:-1], group["time_s"], side="right")
            parts = [(n, part) for n, part in group.groupby(number) if len(part) >= 2]
            rows += [
                (
                    *(metric, individual, side, edges_s[n], edges_s[n + 1]),
                    float(part["value"].median()),
                    _median_uncertainty(part, float(part["value"].std())),
                    *(len(part), part["unit"].iloc[0], *change),
                )
                for n, part in (parts if len(parts) >= 2 else ())
            ]
    return pd.DataFrame(rows, columns=list(ALONG_COLUMNS))


def _change_per_min(group: pd.DataFrame) -> tuple[float, float]:
    """Return the slope of the values over time, and its standard deviation."""
    own = group.sort_values("time_s")
    at_min = own["time_s"].to_numpy(dtype=float) / 60.0
    values = own["value"].to_numpy(dtype=float)
    if values.size < 4 or not np.ptp(at_min) > 0:
        return np.nan, np.nan
    away = at_min - at_min.mean()
    slope = float(away @ values / (away @ away))
    residual = values - values.mean() - slope * away
    square = float(residual @ residual)
    repeats = float(residual[1:] @ residual[:-1]) / square if square > 0 else 0.0
    repeats = min(max(repeats, 0.0), 1.0 - 1.0 / values.size)
    n_new = max(values.size * (1 - repeats) / (1 + repeats), 3.0)
    variance = square / values.size / (n_new - 2.0)
    return slope, float(np.sqrt(variance / np.mean(away**2)))


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
