"""Flight time."""

import pandas as pd
import xarray as xr

from midstance.metrics.base import Needs, metric
from midstance.metrics.gait import Gait
from midstance.metrics.reading import duration, table
from midstance.schema.scene import Scene
from midstance.schema.tracks import rate_hz


@metric(
    "flight_time",
    label="Flight time",
    unit="ms",
    definition=(
        "Time from the toe-off of one foot to the contact of the other, negative "
        "when both are on the ground."
    ),
    needs=Needs(events=("initial_contact", "toe_off")),
)
def flight_time(
    tracks: xr.Dataset, events: pd.DataFrame, _scene: Scene
) -> pd.DataFrame:
    """Return one row per step; `side` is the foot that pushes off."""
    gait = Gait.of(events, 1.0 / rate_hz(tracks))
    return table(
        (
            *(step.side, step.contact.time_s),
            duration(step.toe_off, step.end, same_kind=False),
        )
        for step in gait.steps()
        if step.toe_off
    )
