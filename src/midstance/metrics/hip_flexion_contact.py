"""Hip flexion at initial contact."""

import pandas as pd

from midstance.metrics.base import EVENT_RATE_HZ, Needs, metric
from midstance.metrics.curves import angles
from midstance.metrics.measurement import at, table
from midstance.metrics.recording import Recording
from midstance.schema.events import SIDES


@metric(
    "hip_flexion_contact",
    label="Hip flexion at contact",
    unit="deg",
    definition=(
        "Angle of the thigh forward of the trunk's line when the foot touches down."
    ),
    needs=Needs(
        min_rate_hz=EVENT_RATE_HZ,
        views=SIDES,
        keypoints=(
            "shoulder",
            "hip",
            "knee",
        ),
        events=("initial_contact",),
    ),
    plane="sagittal",
)
def hip_flexion_contact(recording: Recording) -> pd.DataFrame:
    """Return one row per contact."""
    return table(
        (side, contact.time_s, at(curve, contact))
        for side, curve in angles(recording, "hip_flexion")
        for contact in recording.gait.contacts[side]
    )
