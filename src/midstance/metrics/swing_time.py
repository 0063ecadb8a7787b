"""Swing time."""

import pandas as pd
import xarray as xr

from midstance.metrics.base import Needs, metric
from midstance.metrics.gait import Gait
from midstance.metrics.reading import duration, table
from midstance.schema.events import SIDES
from midstance.schema.scene import Scene
from midstance.schema.tracks import rate_hz


@metric(
    "swing_time",
    label="Swing time",
    unit="ms",
    definition="Time from the toe-off of a foot to its next contact.",
    needs=Needs(events=("initial_contact", "toe_off")),
)
def swing_time(tracks: xr.Dataset, events: pd.DataFrame, _scene: Scene) -> pd.DataFrame:
    """Return one row per stride."""
    gait = Gait.of(events, 1.0 / rate_hz(tracks))
    return table(
        (
            *(side, stride.contact.time_s),
            duration(stride.toe_off, stride.end, same_kind=False),
        )
        for side in SIDES
        for stride in gait.strides(side)
        if stride.toe_off
    )
