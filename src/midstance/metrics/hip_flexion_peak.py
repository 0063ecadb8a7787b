"""Largest hip flexion."""

import pandas as pd

from midstance.metrics.base import Needs, metric
from midstance.metrics.curves import angles
from midstance.metrics.measurement import largest, part_of, table
from midstance.metrics.recording import Recording
from midstance.schema.events import SIDES

_WHEN = (0.55, 1.0)
"""Part of the stride in which to look; a gap elsewhere does not matter."""


@metric(
    "hip_flexion_peak",
    label="Largest hip flexion",
    unit="deg",
    definition=(
        "Largest angle of the thigh forward of the trunk's line in the second half of "
        "the stride."
    ),
    needs=Needs(
        views=SIDES,
        keypoints=(
            "shoulder",
            "hip",
            "knee",
        ),
        events=("initial_contact",),
    ),
    plane="sagittal",
)
def hip_flexion_peak(recording: Recording) -> pd.DataFrame:
    """Return one row per stride."""
    return table(
        (
            *(side, stride.contact.time_s),
            largest(curve, *(part_of(stride, share) for share in _WHEN)),
        )
        for side, curve in angles(recording, "hip_flexion")
        for stride in recording.gait.strides(side)
    )
