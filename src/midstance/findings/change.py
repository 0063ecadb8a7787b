"""How much a number changes from the beginning of a clip to its end."""

from math import sqrt

import numpy as np
import pandas as pd

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
    values = own.to_numpy(dtype=float)
    from_middle_s = time_s - time_s.mean()
    spread = float(np.sum(from_middle_s**2))
    slope = float(np.sum(from_middle_s * values)) / spread
    left_over = values - slope * from_middle_s
    # Steps that follow one another are alike: one in two counts.
    n_free = max(len(values) / 2 - 2, 1.0)
    scatter = sqrt(float(np.sum(left_over**2)) / 2 / n_free)
    doubt = scatter / sqrt(spread / 2)
    share = 100 * lasts_s / abs(mean) if mean else float("nan")
    return slope * share, doubt * share
