"""Hip adduction."""

import pandas as pd

from midstance.metrics.base import Needs, metric
from midstance.metrics.frontal import FRONTAL_VIEWS, both_sides
from midstance.metrics.frontal import hip_adduction as adduction
from midstance.metrics.measurement import in_midstance, table
from midstance.metrics.recording import Recording


@metric(
    "hip_adduction",
    label="Hip adduction",
    unit="deg",
    definition=(
        "Mean angle of the thigh towards the midline, against the pelvis, in the "
        "middle third of the contact."
    ),
    needs=Needs(
        views=FRONTAL_VIEWS,
        keypoints=("hip", "knee"),
        events=("initial_contact", "toe_off"),
    ),
    plane="frontal",
)
def hip_adduction(recording: Recording) -> pd.DataFrame:
    """Return one row per stance."""
    return table(
        (side, stance.contact.time_s, in_midstance(curve, stance))
        for side, curve in both_sides(recording, adduction)
        for stance in recording.gait.stances(side)
    )
