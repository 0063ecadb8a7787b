"""Frontal-plane projection angle of the knee."""

import pandas as pd

from midstance.metrics.base import Needs, metric
from midstance.metrics.frontal import FRONTAL_VIEWS, both_sides
from midstance.metrics.frontal import knee_projection as projection
from midstance.metrics.measurement import at, part_of, table
from midstance.metrics.recording import Recording


@metric(
    "knee_projection",
    label="Knee inward at midstance",
    unit="deg",
    definition=(
        "Angle between thigh and shank in the picture at the middle of the "
        "contact, positive with the knee towards the midline."
    ),
    needs=Needs(
        views=FRONTAL_VIEWS,
        keypoints=("hip", "knee", "ankle"),
        events=("initial_contact", "toe_off"),
    ),
    plane="frontal",
    better_known_as=(
        "frontal plane projection angle",
        "knee valgus",
    ),
)
def knee_projection(recording: Recording) -> pd.DataFrame:
    """Return one row per stance."""
    return table(
        (side, stance.contact.time_s, at(curve, part_of(stance, 0.5)))
        for side, curve in both_sides(recording, projection)
        for stance in recording.gait.stances(side)
    )
