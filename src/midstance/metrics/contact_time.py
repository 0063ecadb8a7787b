"""Contact time."""

import pandas as pd

from midstance.metrics.base import EVENT_RATE_HZ, Needs, metric
from midstance.metrics.measurement import duration, table
from midstance.metrics.recording import Recording
from midstance.schema.events import SIDES


@metric(
    "contact_time",
    label="Contact time",
    unit="ms",
    definition=(
        "Time from the contact of a foot to its toe-off, as a vertical force of 50 N "
        "(or 20 N, where the settings say so) would tell them."
    ),
    needs=Needs(min_rate_hz=EVENT_RATE_HZ, events=("initial_contact", "toe_off")),
)
def contact_time(recording: Recording) -> pd.DataFrame:
    """Return one row per stance."""
    gait = recording.gait
    return table(
        (
            *(side, stance.contact.time_s),
            duration(stance.contact, stance.toe_off, same_kind=False),
        )
        for side in SIDES
        for stance in gait.stances(side)
    )
