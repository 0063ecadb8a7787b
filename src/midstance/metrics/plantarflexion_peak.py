"""Largest ankle plantarflexion at push-off."""

import pandas as pd

from midstance.metrics.base import Needs, metric
from midstance.metrics.curves import angles
from midstance.metrics.gait import Event
from midstance.metrics.reading import opposite, part_of, smallest, table
from midstance.metrics.recording import Recording
from midstance.schema.events import SIDES

_AFTER_TOE_OFF = 0.1
"""Share of a stride; smoothing moves the peak a little past toe-off."""


@metric(
    "plantarflexion_peak",
    label="Push-off plantarflexion",
    unit="deg",
    definition=(
        "Largest angle by which the sole is stretched away from a right angle to "
        "the shank between the middle of the contact and a tenth of a stride "
        "after toe-off."
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
def plantarflexion_peak(recording: Recording) -> pd.DataFrame:
    """Return one row per stance."""
    after_s = _AFTER_TOE_OFF * recording.gait.usual_stride_s
    return table(
        (
            *(side, stance.contact.time_s),
            opposite(
                smallest(
                    curve,
                    part_of(stance, 0.5),
                    Event(
                        stance.toe_off.time_s + after_s, stance.toe_off.uncertainty_s
                    ),
                )
            ),
        )
        for side, curve in angles(recording, "dorsiflexion")
        for stance in recording.gait.stances(side)
    )
