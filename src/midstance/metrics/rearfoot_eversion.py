"""Rearfoot eversion."""

import pandas as pd

from midstance.metrics.base import Needs, metric
from midstance.metrics.frontal import both_sides, eversion
from midstance.metrics.measurement import in_midstance, table
from midstance.metrics.recording import Recording


@metric(
    "rearfoot_eversion",
    label="Rearfoot eversion (low confidence)",
    unit="deg",
    definition=(
        "Mean angle of the heel against the shank in the middle third of the "
        "contact, positive with the sole turned outward; screening only, one camera "
        "and two points on a shoe cannot tell pronation."
    ),
    needs=Needs(
        views=("rear",),
        keypoints=("knee", "ankle", "heel"),
        events=("initial_contact", "toe_off"),
    ),
    plane="frontal",
    better_known_as=("pronation",),
)
def rearfoot_eversion(recording: Recording) -> pd.DataFrame:
    """Return one row per stance."""
    return table(
        (side, stance.contact.time_s, in_midstance(curve, stance))
        for side, curve in both_sides(recording, eversion)
        for stance in recording.gait.stances(side)
    )
