"""Double support time of walking."""

import pandas as pd

from midstance.metrics.base import EVENT_RATE_HZ, Needs, metric
from midstance.metrics.measurement import duration, table
from midstance.metrics.recording import Recording


@metric(
    "double_support_time",
    label="Double support time",
    unit="ms",
    definition=(
        "Time for which both feet are on the ground, from the contact of one foot to "
        "the toe-off of the other."
    ),
    needs=Needs(
        min_rate_hz=EVENT_RATE_HZ,
        events=("initial_contact", "toe_off"),
        gait="walking",
    ),
)
def double_support_time(recording: Recording) -> pd.DataFrame:
    """Return one row per step; `side` is the foot that is about to push off."""
    return table(
        (
            *(step.side, step.contact.time_s),
            duration(step.end, step.toe_off, same_kind=False),
        )
        for step in recording.gait.steps()
        if step.toe_off
    )
