"""Head posture."""

import pandas as pd

from midstance.metrics.base import Needs, metric
from midstance.metrics.curves import angle
from midstance.metrics.measurement import average, table
from midstance.metrics.recording import Recording
from midstance.schema.events import SIDES


@metric(
    "head_posture",
    label="Head forward of the trunk",
    unit="deg",
    definition=(
        "Mean angle of the line from the shoulders to the ears against the "
        "trunk's line over a stride, positive forward."
    ),
    needs=Needs(
        views=SIDES,
        keypoints=(
            "ear",
            "shoulder",
            "hip",
        ),
        events=("initial_contact",),
    ),
    plane="sagittal",
)
def head_posture(recording: Recording) -> pd.DataFrame:
    """Return one row per stride of the foot with most strides."""
    head = angle(recording, "head", "left")
    return table(
        ("both", stride.contact.time_s, average(head, stride.contact, stride.end))
        for stride in recording.gait.longest_side()
    )
