"""Trunk lean."""

import pandas as pd

from midstance.metrics.base import Needs, metric
from midstance.metrics.curves import angle
from midstance.metrics.measurement import average, table
from midstance.metrics.recording import Recording
from midstance.schema.events import SIDES


@metric(
    "trunk_lean",
    label="Trunk lean",
    unit="deg",
    definition=(
        "Mean angle of the line from the hips to the shoulders to the vertical "
        "over a stride, positive forward."
    ),
    needs=Needs(
        views=SIDES,
        keypoints=(
            "shoulder",
            "hip",
        ),
        events=("initial_contact",),
    ),
    plane="sagittal",
)
def trunk_lean(recording: Recording) -> pd.DataFrame:
    """Return one row per stride of the foot with most strides."""
    lean = angle(recording, "trunk_lean", "left")
    return table(
        ("both", stride.contact.time_s, average(lean, stride.contact, stride.end))
        for stride in recording.gait.longest_side()
    )
