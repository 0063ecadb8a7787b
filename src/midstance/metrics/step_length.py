"""Step length."""

import pandas as pd

from midstance.metrics.base import Needs, metric
from midstance.metrics.ground import covered_m
from midstance.metrics.measurement import table
from midstance.metrics.recording import Recording


@metric(
    "step_length",
    label="Step length",
    unit="m",
    definition=(
        "Ground covered from the contact of one foot to the contact of the other; "
        "on a treadmill, speed times step time."
    ),
    needs=Needs(),
    plane="sagittal",
)
def step_length(recording: Recording) -> pd.DataFrame:
    """Return one row per step; `side` is the foot that opens it."""
    return table(
        (
            *(step.side, step.contact.time_s),
            covered_m(recording, step.contact, step.end),
        )
        for step in recording.gait.steps()
    )
