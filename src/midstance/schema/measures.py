"""Measures: one row per number, so that a new metric never changes the shape."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

COLUMNS = ("metric", "individual", "side", "time_s", "value", "uncertainty", "unit")
"""`side` is left, right or both; `time_s` is the initial contact that opens the
stride or step; `uncertainty` is one standard deviation of that single value."""

MISSING_COLUMNS = ("metric", "individual", "reason")
SUMMARY_COLUMNS = (
    *("metric", "individual", "side", "value", "uncertainty", "spread", "n", "unit"),
)


def empty_measures() -> pd.DataFrame:
    """Return a measures table without rows."""
    return pd.DataFrame(columns=list(COLUMNS))


def make_missing(rows: Iterable[tuple[str, str, str]]) -> pd.DataFrame:
    """Build the table of what could not be measured, and why.

    Examples
    --------
    >>> make_missing([("speed", "anna", "No scale: give --height-m.")]).shape
    (1, 3)

    """
    return pd.DataFrame(list(rows), columns=list(MISSING_COLUMNS))


def summarize(measures: pd.DataFrame) -> pd.DataFrame:
    """Return one row per metric, person and side.

    `value` is the median over the strides, `spread` their standard deviation
    (NaN for one stride), `n` their number. `uncertainty` is that of the median:
    the larger of what the strides' scatter and what the single values'
    uncertainty say, because an error that every stride shares (a scale, a bias
    of the network) does not average out. It never falls below half of the
    single value's typical uncertainty for that reason.
    """
    rows = []
    keys = ["metric", "individual", "side"]
    for (metric, individual, side), group in measures.groupby(keys, sort=False):
        values = group["value"].to_numpy(dtype=float)
        values = values[np.isfinite(values)]
        if values.size == 0:
            continue
        spread = float(np.std(values, ddof=1)) if values.size > 1 else np.nan
        rows.append(
            (
                *(metric, individual, side, float(np.median(values))),
                *(_median_uncertainty(group, spread, values.size), spread),
                *(values.size, group["unit"].iloc[0]),
            )
        )
    return pd.DataFrame(rows, columns=list(SUMMARY_COLUMNS))


def _median_uncertainty(group: pd.DataFrame, spread: float, n: int) -> float:
    single = group["uncertainty"].to_numpy(dtype=float)
    typical = (
        float(np.median(single[np.isfinite(single)]))
        if (np.isfinite(single).any())
        else np.nan
    )
    # 1.25 = sqrt(pi / 2): the median of normal values scatters that much more
    # than their mean.
    by_spread = 1.25 * spread / np.sqrt(n)
    return (
        float(np.nanmax([by_spread, typical / 2]))
        if (np.isfinite(by_spread) or np.isfinite(typical))
        else np.nan
    )
