"""Pelvic drop."""

import pandas as pd

from midstance.metrics.base import Needs, metric
from midstance.metrics.frontal import FRONTAL_VIEWS, both_sides
from midstance.metrics.frontal import pelvic_drop as drop
from midstance.metrics.measurement import in_midstance, table
from midstance.metrics.recording import Recording


@metric(
    "pelvic_drop",
    label="Pelvic drop",
    unit="deg",
    definition=(
        "Mean angle by which the hip of the swinging leg hangs below that of the "
        "standing leg in the middle third of the contact, negative when it stays "
        "above."
    ),
    needs=Needs(
        views=FRONTAL_VIEWS,
        keypoints=("hip",),
        events=("initial_contact", "toe_off"),
    ),
    plane="frontal",
)
def pelvic_drop(recording: Recording) -> pd.DataFrame:
    """Return one row per stance; `side` is the standing leg."""
    return table(
        (side, stance.contact.time_s, in_midstance(curve, stance))
        for side, curve in both_sides(recording, drop)
        for stance in recording.gait.stances(side)
    )
