"""Measures: one row per number, so that a new metric never changes the shape.

Beside them, curves over the stride and the stance as files.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from midstance.files import replacing
from midstance.schema.foreign.netcdf_file import write_netcdf

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
PACE = ("cadence", "contact_time", "vertical_oscillation", "vertical_oscillation_leg")
"""What tells a change of pace."""
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
    columns = _Columns(measures)
    keys = ["metric", "individual", "side"]
    for key, group in columns.groups(keys, np.isfinite(columns.value)):
        values = columns.value[group]
        spread = float(np.std(values, ddof=1)) if values.size > 1 else np.nan
        rows.append(
            (
                *(*key, float(np.median(values))),
                *(columns.median_uncertainty(group, spread), spread),
                *(values.size, columns.unit[group[0]]),
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
    columns = _Columns(measures)
    seen = np.isfinite(columns.value)
    for (individual,), own in columns.groups(["individual"], seen):
        at_s = columns.time_s[own]
        first_s, last_s = float(np.nanmin(at_s)), float(np.nanmax(at_s))
        n_stretches = max(3, round((last_s - first_s) / _STRETCH_S))
        edges_s = np.linspace(first_s, last_s, n_stretches + 1)
        is_own = np.zeros(seen.size, dtype=bool)
        is_own[own] = True
        for (metric, side), group in columns.groups(["metric", "side"], is_own):
            change = change_per_min(columns.time_s[group], columns.value[group])
            number = np.searchsorted(edges_s[1:-1], columns.time_s[group], side="right")
            each = [(n, group[number == n]) for n in range(n_stretches)]
            parts = [(n, part) for n, part in each if len(part) >= 2]
            rows += [
                (
                    *(metric, individual, side, edges_s[n], edges_s[n + 1]),
                    float(np.median(columns.value[part])),
                    columns.median_uncertainty(
                        part, float(np.std(columns.value[part], ddof=1))
                    ),
                    *(len(part), columns.unit[part[0]], *change),
                )
                for n, part in (parts if len(parts) >= 2 else ())
            ]
    return pd.DataFrame(rows, columns=list(ALONG_COLUMNS))


def change_of_pace(along: pd.DataFrame) -> list[dict[str, str | float]]:
    """Return how cadence, contact and oscillation go along the clip, as plain values.

    Parameters
    ----------
    along
        From `summarize_along`.

    Returns
    -------
    list of dict
        One for each of `PACE`, person and side of which a change is known: ``first``
        and ``last`` are the medians of the first and the last stretch, rounded as in
        the tables; ``change_per_min`` and ``change_uncertainty`` are those of `along`.

    """
    known = along[along["metric"].isin(PACE) & along["change_per_min"].notna()]
    return [
        {
            **dict(zip(("metric", "individual", "side"), map(str, key), strict=True)),
            "unit": str(rows["unit"].iloc[0]),
            "first": _rounded(rows["value"].iloc[0]),
            "last": _rounded(rows["value"].iloc[-1]),
            "change_per_min": _rounded(rows["change_per_min"].iloc[0]),
            "change_uncertainty": _rounded(rows["change_uncertainty"].iloc[0]),
        }
        for key, rows in known.groupby(["metric", "individual", "side"], sort=False)
    ]


def _rounded(value: float) -> float:
    return float(f"{value:.5g}")


def change_per_min(
    time_s: NDArray[np.float64], values: NDArray[np.float64]
) -> tuple[float, float]:
    """Return the slope of values over time (per minute), and its standard deviation.

    What all values share does not enter, and values that repeat their neighbour's
    error do not count as new ones. NaN of fewer than four values, or of one moment.
    """
    order = np.argsort(time_s, kind="stable")
    at_min, values = time_s[order] / 60.0, values[order]
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


class _Columns:
    """A measures table as arrays: one with hundreds of groups is read in no time."""

    def __init__(self, measures: pd.DataFrame) -> None:
        self._table = measures
        self.time_s = self._floats("time_s")
        self.value = self._floats("value")
        self.uncertainty = self._floats("uncertainty")
        is_parted = "shared_uncertainty" in measures
        self.shared = (
            self._floats("shared_uncertainty") if is_parted else self.uncertainty / 2
        )
        self.unit = measures["unit"].to_numpy()

    def _floats(self, name: str) -> NDArray[np.float64]:
        if name not in self._table:
            return np.full(len(self._table), np.nan)
        return np.asarray(self._table[name], dtype=float)

    def groups(
        self, keys: list[str], chosen: NDArray[np.bool_]
    ) -> Iterator[tuple[tuple[str, ...], NDArray[np.intp]]]:
        """Yield the rows that are `chosen` by their `keys`, in order of the table."""
        number = self._table.groupby(keys, sort=False).ngroup().to_numpy()
        rows = np.flatnonzero(chosen & (number >= 0))
        order = np.argsort(number[rows], kind="stable")
        rows, number = rows[order], number[rows][order]
        names = [self._table[key].to_numpy() for key in keys]
        for group in np.split(rows, np.flatnonzero(np.diff(number)) + 1):
            if group.size:
                yield tuple(name[group[0]] for name in names), group

    def median_uncertainty(self, group: NDArray[np.intp], spread: float) -> float:
        """Return the uncertainty of the median of some rows; see `summarize`."""
        single, shared = self.uncertainty[group], self.shared[group]
        known = np.isfinite(single) & np.isfinite(shared)
        random = np.sqrt(np.maximum(single[known] ** 2 - shared[known] ** 2, 0.0))
        candidates = [spread] if np.isfinite(spread) else []
        if known.any():
            candidates.append(float(np.median(random)))
        if not candidates:
            return float("nan")
        # The median of one or two values is their mean.
        factor = MEDIAN_TO_MEAN if group.size > 2 else 1.0
        by_chance = factor * max(candidates) / np.sqrt(group.size)
        in_common = float(np.median(shared[known])) if known.any() else 0.0
        return float(np.hypot(by_chance, in_common))


def save_curves(curves: xr.Dataset, path: Path) -> None:
    """Write curves as netCDF, numbers in single precision."""
    plain = {
        name: {"dtype": "float32", "zlib": True}
        for name, variable in curves.data_vars.items()
        if variable.dtype.kind == "f"
    }
    with replacing(path) as part:
        write_netcdf(curves, part, encoding=plain)


def load_curves(path: Path) -> xr.Dataset | None:
    """Return curves from their file; None: results of before they were kept."""
    if not path.is_file():
        return None
    with xr.open_dataset(path, engine="h5netcdf") as opened:
        return opened.load()
