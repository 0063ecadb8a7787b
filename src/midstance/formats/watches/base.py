"""What all recordings of watches are read into."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

AT = "at"
"""Column of the time of each row, in UTC."""


@dataclass(frozen=True)
class Field:
    """What one quantity of a watch is here.

    Parameters
    ----------
    metric
        Name of the metric.
    factor
        What its numbers are multiplied with to be in the unit of the metric.

    """

    metric: str
    factor: float = 1.0


UNITS: Mapping[str, str] = {
    "cadence": "steps/min",
    "contact_time": "ms",
    "speed": "m/s",
    "step_length": "m",
    "vertical_oscillation": "cm",
    "vertical_ratio": "%",
}
"""The metrics that watches and pods give, with their units here."""


def recording(at: pd.Series, columns: Mapping[str, pd.Series]) -> pd.DataFrame:
    """Return a recording: column `AT` and those metrics that the device gave.

    Parameters
    ----------
    at
        Times in UTC.
    columns
        By metric, in the units of `UNITS`. A zero is no measurement: devices write it
        while somebody stands.

    """
    held = {
        metric: values.astype(float).where(values.astype(float) > 0, np.nan)
        for metric, values in columns.items()
    }
    table = pd.DataFrame({AT: pd.to_datetime(at, utc=True), **held})
    known = [
        metric for metric in UNITS if metric in table and table[metric].notna().any()
    ]
    return table[[AT, *known]].sort_values(AT, kind="stable").reset_index(drop=True)
