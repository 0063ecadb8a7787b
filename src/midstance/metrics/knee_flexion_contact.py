"""Knee flexion at initial contact."""

import pandas as pd

from midstance.metrics.base import EVENT_RATE_HZ, Needs, metric
from midstance.metrics.curves import angles
from midstance.metrics.measurement import at, table
from midstance.metrics.recording import Recording
from midstance.schema.events import SIDES


@metric(
    "knee_flexion_contact",
    label="Knee flexion at contact",
    unit="deg",
    definition="How far the knee is bent when the foot touches down.",
    needs=Needs(
        min_rate_hz=EVENT_RATE_HZ,
        views=SIDES,
        keypoints=(
            "hip",
            "knee",
            "ankle",
        ),
        events=("initial_contact",),
    ),
    plane="sagittal",
)
def knee_flexion_contact(recording: Recording) -> pd.DataFrame:
    """Return one row per contact."""
    return table(
        (side, contact.time_s, at(curve, contact))
        for side, curve in angles(recording, "knee_flexion")
        for contact in recording.gait.contacts[side]
    )
