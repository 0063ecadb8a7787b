"""Ankle dorsiflexion at initial contact."""

import pandas as pd

from midstance.metrics.base import EVENT_RATE_HZ, Needs, metric
from midstance.metrics.curves import angles
from midstance.metrics.measurement import at, table
from midstance.metrics.recording import Recording
from midstance.schema.events import SIDES


@metric(
    "dorsiflexion_contact",
    label="Ankle dorsiflexion at contact",
    unit="deg",
    definition=(
        "How far the sole is drawn up from a right angle to the shank when the "
        "foot touches down."
    ),
    needs=Needs(
        min_rate_hz=EVENT_RATE_HZ,
        views=SIDES,
        keypoints=(
            "knee",
            "ankle",
            "heel",
            "foot_index",
        ),
        events=("initial_contact", "toe_off"),
    ),
    plane="sagittal",
)
def dorsiflexion_contact(recording: Recording) -> pd.DataFrame:
    """Return one row per contact."""
    return table(
        (side, contact.time_s, at(curve, contact))
        for side, curve in angles(recording, "dorsiflexion")
        for contact in recording.gait.contacts[side]
    )
