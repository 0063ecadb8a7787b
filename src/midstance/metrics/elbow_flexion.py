"""Elbow flexion."""

import pandas as pd

from midstance.metrics.base import Needs, metric
from midstance.metrics.curves import angles
from midstance.metrics.measurement import average, table
from midstance.metrics.recording import Recording
from midstance.schema.events import SIDES


@metric(
    "elbow_flexion",
    label="Elbow bend",
    unit="deg",
    definition="Mean bend of the elbow over a stride, 0 with the arm straight.",
    needs=Needs(
        views=SIDES,
        keypoints=(
            "shoulder",
            "elbow",
            "wrist",
        ),
        events=("initial_contact",),
    ),
    plane="sagittal",
)
def elbow_flexion(recording: Recording) -> pd.DataFrame:
    """Return one row per stride."""
    return table(
        (
            *(side, stride.contact.time_s),
            average(curve, stride.contact, stride.end),
        )
        for side, curve in angles(recording, "elbow_flexion")
        for stride in recording.gait.strides(side)
    )
