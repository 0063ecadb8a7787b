"""Largest ankle plantarflexion at push-off."""

import pandas as pd

from midstance.metrics.base import Needs, metric
from midstance.metrics.curves import angles
from midstance.metrics.gait import Stance
from midstance.metrics.measurement import (
    Measurement,
    opposite,
    part_of,
    smallest,
    table,
)
from midstance.metrics.recording import Recording, Signal
from midstance.schema.events import SIDES

_AFTER_TOE_OFF = 0.1
"""Share of a stride; smoothing moves the peak a little past toe-off."""


@metric(
    "plantarflexion_peak",
    label="Push-off plantarflexion",
    unit="deg",
    definition=(
        "Largest angle by which the sole is stretched away from a right angle to the "
        "shank around toe-off; how far bent toes hide it is estimated."
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
            _stretched(curve, stance, after_s),
        )
        for side, curve in angles(recording, "dorsiflexion")
        for stance in recording.gait.stances(side)
    )


def _stretched(curve: Signal, stance: Stance, after_s: float) -> Measurement:
    off = stance.toe_off
    end = off._replace(time_s=off.time_s + after_s)
    return opposite(smallest(curve, part_of(stance, 0.5), end))
