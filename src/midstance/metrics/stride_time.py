"""Stride time."""

import pandas as pd

from midstance.metrics.base import Needs, metric
from midstance.metrics.measurement import duration, table
from midstance.metrics.recording import Recording
from midstance.schema.events import SIDES


@metric(
    "stride_time",
    label="Stride time",
    unit="ms",
    definition=(
        "Time from the contact of a foot to the next contact of the same foot."
    ),
    needs=Needs(events=("initial_contact",)),
)
def stride_time(recording: Recording) -> pd.DataFrame:
    """Return one row per stride."""
    gait = recording.gait
    return table(
        (
            *(side, stride.contact.time_s),
            duration(stride.contact, stride.end, same_kind=True),
        )
        for side in SIDES
        for stride in gait.strides(side)
    )
