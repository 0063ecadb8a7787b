"""Largest hip extension."""

import pandas as pd

from midstance.metrics.base import Needs, metric
from midstance.metrics.curves import angles
from midstance.metrics.measurement import opposite, part_of, smallest, table
from midstance.metrics.recording import Recording
from midstance.schema.events import SIDES

_WHEN = (0.15, 0.65)
"""Part of the stride in which to look; a gap elsewhere does not matter."""


@metric(
    "hip_extension_peak",
    label="Largest hip extension",
    unit="deg",
    definition=(
        "Largest angle of the thigh behind the trunk's line around toe-off, negative "
        "when it never gets behind."
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
def hip_extension_peak(recording: Recording) -> pd.DataFrame:
    """Return one row per stride."""
    return table(
        (
            *(side, stride.contact.time_s),
            opposite(smallest(curve, *(part_of(stride, share) for share in _WHEN))),
        )
        for side, curve in angles(recording, "hip_flexion")
        for stride in recording.gait.strides(side)
    )
