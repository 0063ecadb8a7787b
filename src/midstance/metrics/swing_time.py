"""Swing time."""

import pandas as pd

from midstance.metrics.base import EVENT_RATE_HZ, Needs, metric
from midstance.metrics.measurement import duration, table
from midstance.metrics.recording import Recording
from midstance.schema.events import SIDES


@metric(
    "swing_time",
    label="Swing time",
    unit="ms",
    definition="Time from the toe-off of a foot to its next contact.",
    needs=Needs(min_rate_hz=EVENT_RATE_HZ, events=("initial_contact", "toe_off")),
)
def swing_time(recording: Recording) -> pd.DataFrame:
    """Return one row per stride."""
    gait = recording.gait
    return table(
        (
            *(side, stride.contact.time_s),
            duration(stride.toe_off, stride.end, same_kind=False),
        )
        for side in SIDES
        for stride in gait.strides(side)
        if stride.toe_off
    )
