"""Flight time."""

import numpy as np
import pandas as pd

from midstance.errors import NotEnoughDataError
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
    needs=Needs(min_rate_hz=EVENT_RATE_HZ, events=("initial_contact", "toe_off")),
)
def flight_time(recording: Recording) -> pd.DataFrame:
    """Return one row per step; `side` is the foot that pushes off.

    Raises
    ------
    NotEnoughDataError
        If most steps have no flight: the person walks.

    """
    gait = recording.gait
    rows = table(
        (
            *(step.side, step.contact.time_s),
            duration(step.toe_off, step.end, same_kind=False),
        )
        for step in gait.steps()
        if step.toe_off
    )
    if len(rows) and np.median(rows["value"]) < 0:
        raise NotEnoughDataError("Walking has no flight; see double support time.")
    return rows
