"""The strides that show a finding."""

import numpy as np
import pandas as pd

from midstance.schema.events import SIDES, times_s
from midstance.schema.findings import Moment

N_MOMENTS = 3
_SAME_S = 0.02


def moments_of(
    measures: pd.DataFrame, events: pd.DataFrame, metric: str, side: str
) -> tuple[Moment, ...]:
    """Return the strides whose number is most like the one that is told, in order.

    Parameters
    ----------
    measures, events
        Of one person.
    metric
        Whose values are looked at.
    side
        left, right or both.

    Returns
    -------
    tuple of Moment
        Up to `N_MOMENTS`, whole strides of a foot; empty without any.

    """
    rows = measures[measures["metric"] == metric]
    rows = rows[np.isfinite(rows["value"].to_numpy(dtype=float))]
    if side != "both":
        rows = rows[rows["side"].isin((side, "both"))]
    if rows.empty:
        return ()
    off = (rows["value"] - rows["value"].median()).abs()
    found: list[Moment] = []
    for _, row in rows.loc[off.sort_values(kind="stable").index].iterrows():
        stride = _stride(events, float(row["time_s"]), str(row["side"]), side)
        if stride is not None and stride not in found:
            found.append(stride)
        if len(found) == N_MOMENTS:
            break
    return tuple(sorted(found, key=lambda one: one.start_s))


def _stride(events: pd.DataFrame, time_s: float, of: str, wanted: str) -> Moment | None:
    """Return the stride that opens at `time_s`, or the first of the side after it."""
    sides = [side for side in (of, wanted) if side in SIDES] or list(SIDES)
    for side in sides:
        contacts_s = times_s(events, side, "initial_contact")
        after = contacts_s[contacts_s >= time_s - _SAME_S]
        if len(after) > 1:
            return Moment(round(float(after[0]), 4), round(float(after[1]), 4), side)
    return None
