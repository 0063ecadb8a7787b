"""Step time."""

import pandas as pd

from midstance.metrics.base import Needs, metric
from midstance.metrics.measurement import duration, table
from midstance.metrics.recording import Recording


@metric(
    "step_time",
    label="Step time",
    unit="ms",
    definition="Time from the contact of one foot to the contact of the other.",
    needs=Needs(events=("initial_contact",)),
)
def step_time(recording: Recording) -> pd.DataFrame:
    """Return one row per step; `side` is the foot that opens it."""
    gait = recording.gait
    return table(
        (
            *(step.side, step.contact.time_s),
            duration(step.contact, step.end, same_kind=True, same_foot=False),
        )
        for step in gait.steps()
    )
