"""Contact time."""

import pandas as pd
import xarray as xr

from midstance.metrics.base import Needs, metric
from midstance.metrics.gait import Gait
from midstance.metrics.reading import duration, table
from midstance.schema.events import SIDES
from midstance.schema.scene import Scene
from midstance.schema.tracks import rate_hz


@metric(
    "contact_time",
    label="Contact time",
    unit="ms",
    definition="Time from the contact of a foot to its toe-off.",
    needs=Needs(events=("initial_contact", "toe_off")),
)
def contact_time(
    tracks: xr.Dataset, events: pd.DataFrame, _scene: Scene
) -> pd.DataFrame:
    """Return one row per stance."""
    gait = Gait.of(events, 1.0 / rate_hz(tracks))
    return table(
        (
            *(side, stance.contact.time_s),
            duration(stance.contact, stance.toe_off, same_kind=False),
        )
        for side in SIDES
        for stance in gait.stances(side)
    )
