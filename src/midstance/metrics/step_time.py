"""Step time."""

import pandas as pd
import xarray as xr

from midstance.metrics.base import Needs, metric
from midstance.metrics.gait import Gait
from midstance.metrics.reading import duration, table
from midstance.schema.scene import Scene
from midstance.schema.tracks import rate_hz


@metric(
    "step_time",
    label="Step time",
    unit="ms",
    definition="Time from the contact of one foot to the contact of the other.",
    needs=Needs(events=("initial_contact",)),
)
def step_time(tracks: xr.Dataset, events: pd.DataFrame, _scene: Scene) -> pd.DataFrame:
    """Return one row per step; `side` is the foot that opens it."""
    gait = Gait.of(events, 1.0 / rate_hz(tracks))
    return table(
        (
            *(step.side, step.contact.time_s),
            duration(step.contact, step.end, same_kind=True),
        )
        for step in gait.steps()
    )
