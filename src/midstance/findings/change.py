"""How much a number changes from the beginning of a clip to its end."""

import numpy as np
import pandas as pd

from midstance.schema.measures import change_per_min

SHORTEST_S = 45.0
"""Over less, nobody tires; set by hand."""
_FEWEST = 20


def change_along(rows: pd.DataFrame) -> tuple[float, float] | None:
    """Return the change along the clip in % of the mean, and its uncertainty.

    What all strides share (a scale, a late event rule) cancels: only their scatter
    counts. The change is that of a straight line from the first stride to the last.

    Parameters
    ----------
    rows
        Measures of one metric of one person, see `midstance.schema.measures`; left
        and right are each taken about their own mean.

    Returns
    -------
    tuple or None
        None of a clip under `SHORTEST_S`, or with too few strides.

    """
    seen = rows[np.isfinite(rows["value"].to_numpy(dtype=float))]
    if len(seen) < _FEWEST:
        return None
    time_s = seen["time_s"].to_numpy(dtype=float)
    lasts_s = float(np.ptp(time_s))
    if lasts_s < SHORTEST_S:
        return None
    mean = float(seen["value"].mean())
    own = seen["value"] - seen.groupby("side")["value"].transform("mean")
    slope, doubt = change_per_min(time_s, own.to_numpy(dtype=float))
    share = 100 * lasts_s / 60 / abs(mean) if mean else float("nan")
    return slope * share, doubt * share
