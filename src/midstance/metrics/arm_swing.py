"""Arm swing."""

import pandas as pd

from midstance.metrics.base import Needs, metric
from midstance.metrics.curves import angles
from midstance.metrics.measurement import span, table
from midstance.metrics.recording import Recording
from midstance.schema.events import SIDES


@metric(
    "arm_swing",
    label="Arm swing",
    unit="deg",
    definition=(
        "How far the upper arm swings forward and back against the trunk within a"
        " stride."
    ),
    needs=Needs(
        views=SIDES,
        keypoints=(
            "shoulder",
            "elbow",
            "hip",
        ),
        events=("initial_contact",),
    ),
    plane="sagittal",
)
def arm_swing(recording: Recording) -> pd.DataFrame:
    """Return one row per stride."""
    return table(
        (
            *(side, stride.contact.time_s),
            span(
                curve,
                stride.contact,
                stride.end,
                period_s=stride.end.time_s - stride.contact.time_s,
            ),
        )
        for side, curve in angles(recording, "upper_arm")
        for stride in recording.gait.strides(side)
    )
