"""Leg angle at initial contact."""

import pandas as pd

from midstance.metrics.base import EVENT_RATE_HZ, Needs, metric
from midstance.metrics.curves import angles
from midstance.metrics.measurement import at, table
from midstance.metrics.recording import Recording
from midstance.schema.events import SIDES


@metric(
    "leg_angle_contact",
    label="Leg angle at contact",
    unit="deg",
    definition=(
        "Angle of the line from hip to ankle to the vertical when the foot "
        "touches down, positive with the ankle ahead."
    ),
    needs=Needs(
        min_rate_hz=EVENT_RATE_HZ,
        views=SIDES,
        keypoints=(
            "hip",
            "ankle",
        ),
        events=("initial_contact",),
    ),
    plane="sagittal",
    better_known_as=("angle of attack",),
)
def leg_angle_contact(recording: Recording) -> pd.DataFrame:
    """Return one row per contact."""
    return table(
        (side, contact.time_s, at(curve, contact))
        for side, curve in angles(recording, "leg")
        for contact in recording.gait.contacts[side]
    )
