"""Stride time."""

import pandas as pd
import xarray as xr

from midstance.metrics.base import Needs, metric
from midstance.metrics.gait import Gait
from midstance.metrics.reading import duration, table
from midstance.schema.events import SIDES
from midstance.schema.scene import Scene
from midstance.schema.tracks import rate_hz


@metric(
    "stride_time",
    label="Stride time",
    unit="ms",
    definition=(
        "Time from the contact of a foot to the next contact of the same foot."
    ),
    needs=Needs(events=("initial_contact",)),
)
def stride_time(
    tracks: xr.Dataset, events: pd.DataFrame, _scene: Scene
) -> pd.DataFrame:
    """Return one row per stride."""
    gait = Gait.of(events, 1.0 / rate_hz(tracks))
    return table(
        (
            *(side, stride.contact.time_s),
            duration(stride.contact, stride.end, same_kind=True),
        )
        for side in SIDES
        for stride in gait.strides(side)
    )
