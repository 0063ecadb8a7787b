"""Leg angle at toe-off."""

import pandas as pd

from midstance.metrics.base import EVENT_RATE_HZ, Needs, metric
from midstance.metrics.curves import angles
from midstance.metrics.measurement import at, table
from midstance.metrics.recording import Recording
from midstance.schema.events import SIDES


@metric(
    "leg_angle_toe_off",
    label="Leg angle at toe-off",
    unit="deg",
    definition=(
        "Angle of the line from hip to ankle to the vertical when the foot leaves"
        " the ground, negative with the ankle behind."
    ),
    needs=Needs(
        min_rate_hz=EVENT_RATE_HZ,
        views=SIDES,
        keypoints=(
            "hip",
            "ankle",
        ),
        events=("initial_contact", "toe_off"),
    ),
    plane="sagittal",
    better_known_as=("trailing leg angle",),
)
def leg_angle_toe_off(recording: Recording) -> pd.DataFrame:
    """Return one row per stance."""
    return table(
        (side, stance.contact.time_s, at(curve, stance.toe_off))
        for side, curve in angles(recording, "leg")
        for stance in recording.gait.stances(side)
    )
