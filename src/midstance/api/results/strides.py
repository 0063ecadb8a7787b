"""`Analysis.at`: which strides and which moments the numbers of a metric are from."""

import numpy as np
import pandas as pd

from midstance.errors import ConfigError, NotEnoughDataError, did_you_mean
from midstance.metrics.base import metrics
from midstance.schema.analysis import Analysis
from midstance.schema.events import SIDES, of_individual, times_s

COLUMNS = (
    *("individual", "side", "stride", "start_s", "toe_off_s", "end_s", "frame"),
    *("value", "uncertainty", "unit"),
)
_SAME_S = 0.002
"""Tables hold times to 0.1 ms, and measures to five digits."""


def strides_of(analysis: Analysis, metric: str) -> pd.DataFrame:
    """Return a row for each value of `metric`, with the stride that it is from.

    Parameters
    ----------
    analysis
        What was found.
    metric
        Name of a metric; `midstance.metrics` lists them.

    Returns
    -------
    pandas.DataFrame
        ``individual, side``; ``stride``, its number among those of the foot that
        opens it, from 1; ``start_s``, its initial contact; ``toe_off_s`` and
        ``end_s``, the next events of that foot (NaN where none was found);
        ``frame``, that of the tracks nearest to the contact; ``value, uncertainty,
        unit``. A metric with one number for the whole clip has NaN as times.

    Raises
    ------
    ConfigError
        If there is no such metric.
    NotEnoughDataError
        If it could not be measured; the message gives the reason.

    """
    _require_measured(analysis, metric)
    rows = analysis.measures[analysis.measures["metric"] == metric]
    time_s = analysis.tracks["time"].to_numpy()
    found = []
    for row in rows.itertuples():
        own = of_individual(analysis.events, str(row.individual))
        start_s = float(row.time_s)
        side = _foot(own, start_s, str(row.side))
        contacts = times_s(own, side, "initial_contact") if side else np.empty(0)
        toe_offs = times_s(own, side, "toe_off") if side else np.empty(0)
        number = int((contacts <= start_s + _SAME_S).sum())
        end_s = _after(contacts, start_s)
        toe_off_s = _after(toe_offs, start_s)
        found.append(
            (
                *(row.individual, row.side, number if side else pd.NA, start_s),
                toe_off_s if not toe_off_s > end_s else np.nan,
                end_s,
                int(np.abs(time_s - start_s).argmin()) if side else pd.NA,
                *(row.value, row.uncertainty, row.unit),
            )
        )
    table = pd.DataFrame(found, columns=list(COLUMNS))
    return table.astype({"stride": "Int64", "frame": "Int64"})


def _require_measured(analysis: Analysis, metric: str) -> None:
    if isinstance(metric, str) and (analysis.measures["metric"] == metric).any():
        return
    known = metrics.names()
    if not isinstance(metric, str) or metric not in known:
        raise ConfigError(f"Unknown metric {metric!r}; {did_you_mean(metric, known)}")
    missing = analysis.missing[analysis.missing["metric"] == metric]
    reasons = [f"{row.individual}: {row.reason}" for row in missing.itertuples()]
    why = " ".join(reasons) or "it was not among the metrics of this analysis."
    raise NotEnoughDataError(f"{metric} could not be measured; {why}")


def _foot(events: pd.DataFrame, start_s: float, side: str) -> str:
    """Return the foot whose contact is at that time, `side` first; empty: neither."""
    if not np.isfinite(start_s):
        return ""
    order = (side, *SIDES) if side in SIDES else SIDES
    for foot in order:
        contacts = times_s(events, foot, "initial_contact")
        if (np.abs(contacts - start_s) < _SAME_S).any():
            return foot
    return side if side in SIDES else ""


def _after(times: np.ndarray, start_s: float) -> float:
    later = times[times > start_s + _SAME_S]
    return float(later[0]) if later.size else float("nan")
