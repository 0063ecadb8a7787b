"""Flight time."""

import pandas as pd

from midstance.metrics.base import EVENT_RATE_HZ, Needs, metric
from midstance.metrics.measurement import duration, table
from midstance.metrics.recording import Recording


@metric(
    "flight_time",
    label="Flight time",
    unit="ms",
    definition=(
        "Time from the toe-off of one foot to the contact of the other, negative "
        "in a step in which both are on the ground."
    ),
    needs=Needs(
        min_rate_hz=EVENT_RATE_HZ,
        events=("initial_contact", "toe_off"),
        gait="running",
    ),
)
def flight_time(recording: Recording) -> pd.DataFrame:
    """Return one row per step; `side` is the foot that pushes off."""
    return table(
        (
            *(step.side, step.contact.time_s),
            duration(step.toe_off, step.end, same_kind=False),
        )
        for step in recording.gait.steps()
        if step.toe_off
    )
