"""Foot-strike angle."""

import pandas as pd

from midstance.metrics.base import EVENT_RATE_HZ, Needs, metric
from midstance.metrics.curves import angles
from midstance.metrics.measurement import at, table
from midstance.metrics.recording import Recording
from midstance.schema.events import SIDES


@metric(
    "foot_strike_angle",
    label="Foot-strike angle",
    unit="deg",
    definition=(
        "Angle of the sole to the floor when the foot touches down, positive with"
        " the toes up."
    ),
    needs=Needs(
        min_rate_hz=EVENT_RATE_HZ,
        views=SIDES,
        keypoints=(
            "heel",
            "foot_index",
        ),
        events=("initial_contact", "toe_off"),
    ),
    plane="sagittal",
    better_known_as=("foot inclination angle",),
)
def foot_strike_angle(recording: Recording) -> pd.DataFrame:
    """Return one row per contact."""
    return table(
        (side, contact.time_s, at(curve, contact))
        for side, curve in angles(recording, "foot")
        for contact in recording.gait.contacts[side]
    )
