"""Largest ankle dorsiflexion in stance."""

import pandas as pd

from midstance.metrics.base import Needs, metric
from midstance.metrics.curves import angles
from midstance.metrics.measurement import largest, table
from midstance.metrics.recording import Recording
from midstance.schema.events import SIDES


@metric(
    "dorsiflexion_peak",
    label="Largest ankle dorsiflexion",
    unit="deg",
    definition=(
        "Largest angle by which the sole is drawn up from a right angle to the "
        "shank while the foot is on the ground."
    ),
    needs=Needs(
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
def dorsiflexion_peak(recording: Recording) -> pd.DataFrame:
    """Return one row per stance."""
    return table(
        (
            *(side, stance.contact.time_s),
            largest(curve, stance.contact, stance.toe_off),
        )
        for side, curve in angles(recording, "dorsiflexion")
        for stance in recording.gait.stances(side)
    )
