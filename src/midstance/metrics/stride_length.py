"""Stride length."""

import pandas as pd

from midstance.metrics.base import Needs, metric
from midstance.metrics.ground import covered_m
from midstance.metrics.measurement import table
from midstance.metrics.recording import Recording
from midstance.schema.events import SIDES


@metric(
    "stride_length",
    label="Stride length",
    unit="m",
    definition=(
        "Ground covered from the contact of a foot to the next contact of the "
        "same foot; on a treadmill, speed times stride time."
    ),
    needs=Needs(),
    plane="sagittal",
)
def stride_length(recording: Recording) -> pd.DataFrame:
    """Return one row per stride."""
    return table(
        (
            *(side, stride.contact.time_s),
            covered_m(recording, stride.contact, stride.end),
        )
        for side in SIDES
        for stride in recording.gait.strides(side)
    )
