"""Double support time of walking."""

import numpy as np
import pandas as pd

from midstance.errors import NotEnoughDataError
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
    needs=Needs(min_rate_hz=EVENT_RATE_HZ, events=("initial_contact", "toe_off")),
)
def double_support_time(recording: Recording) -> pd.DataFrame:
    """Return one row per step; `side` is the foot that is about to push off.

    Raises
    ------
    NotEnoughDataError
        If most steps have a flight: the person runs.

    """
    rows = table(
        (
            *(step.side, step.contact.time_s),
            duration(step.end, step.toe_off, same_kind=False),
        )
        for step in recording.gait.steps()
        if step.toe_off
    )
    if len(rows) and np.median(rows["value"]) < 0:
        raise NotEnoughDataError("Running has no double support; see flight time.")
    return rows
