"""Largest knee flexion in swing."""

import pandas as pd

from midstance.metrics.base import Needs, metric
from midstance.metrics.curves import angles
from midstance.metrics.measurement import largest, part_of, table
from midstance.metrics.recording import Recording
from midstance.schema.events import SIDES

_WHEN = (0.5, 0.95)
"""Part of the stride in which to look; a gap elsewhere does not matter."""


@metric(
    "knee_flexion_swing",
    label="Knee flexion in swing",
    unit="deg",
    definition=(
        "Largest bend of the knee in the second half of the stride, while the foot is "
        "in the air."
    ),
    needs=Needs(
        views=SIDES,
        keypoints=(
            "hip",
            "knee",
            "ankle",
        ),
        events=("initial_contact",),
    ),
    plane="sagittal",
)
def knee_flexion_swing(recording: Recording) -> pd.DataFrame:
    """Return one row per stride."""
    return table(
        (
            *(side, stride.contact.time_s),
            largest(curve, *(part_of(stride, share) for share in _WHEN)),
        )
        for side, curve in angles(recording, "knee_flexion")
        for stride in recording.gait.strides(side)
    )
