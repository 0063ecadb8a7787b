"""Largest knee flexion in stance."""

import pandas as pd

from midstance.metrics.base import Needs, metric
from midstance.metrics.curves import angles
from midstance.metrics.measurement import largest, part_of, table
from midstance.metrics.recording import Recording
from midstance.schema.events import SIDES

_LOADED = 0.7
"""Towards toe-off the knee bends again for the swing."""


@metric(
    "knee_flexion_stance",
    label="Knee flexion in stance",
    unit="deg",
    definition="Largest bend of the knee in the first 70 % of the contact.",
    needs=Needs(
        views=SIDES,
        keypoints=(
            "hip",
            "knee",
            "ankle",
        ),
        events=("initial_contact", "toe_off"),
    ),
    plane="sagittal",
)
def knee_flexion_stance(recording: Recording) -> pd.DataFrame:
    """Return one row per stance."""
    return table(
        (
            *(side, stance.contact.time_s),
            largest(
                curve,
                stance.contact,
                part_of(stance, _LOADED),
            ),
        )
        for side, curve in angles(recording, "knee_flexion")
        for stance in recording.gait.stances(side)
    )
