"""Hip flexion and extension."""

import pandas as pd

from midstance.metrics.base import EVENT_RATE_HZ, Needs, metric
from midstance.metrics.curves import angles
from midstance.metrics.measurement import (
    at,
    largest,
    opposite,
    part_of,
    smallest,
    table,
)
from midstance.metrics.recording import Recording
from midstance.schema.events import SIDES


@metric(
    "hip_flexion_contact",
    label="Hip flexion at contact",
    unit="deg",
    definition=(
        "Angle of the thigh forward of the trunk's line when the foot touches down."
    ),
    needs=Needs(
        min_rate_hz=EVENT_RATE_HZ,
        views=SIDES,
        keypoints=("shoulder", "hip", "knee"),
        events=("initial_contact",),
    ),
    plane="sagittal",
)
def hip_flexion_contact(recording: Recording) -> pd.DataFrame:
    """Return one row per contact."""
    return table(
        (side, contact.time_s, at(curve, contact))
        for side, curve in angles(recording, "hip_flexion")
        for contact in recording.gait.contacts[side]
    )


_FLEXION_PART = (0.55, 1.0)
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
        keypoints=("shoulder", "hip", "knee"),
        events=("initial_contact",),
    ),
    plane="sagittal",
)
def hip_flexion_peak(recording: Recording) -> pd.DataFrame:
    """Return one row per stride."""
    return table(
        (
            *(side, stride.contact.time_s),
            largest(curve, *(part_of(stride, share) for share in _FLEXION_PART)),
        )
        for side, curve in angles(recording, "hip_flexion")
        for stride in recording.gait.strides(side)
    )


_EXTENSION_PART = (0.15, 0.65)
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
        keypoints=("shoulder", "hip", "knee"),
        events=("initial_contact",),
    ),
    plane="sagittal",
)
def hip_extension_peak(recording: Recording) -> pd.DataFrame:
    """Return one row per stride."""
    return table(
        (
            *(side, stride.contact.time_s),
            opposite(
                smallest(
                    curve,
                    *(part_of(stride, share) for share in _EXTENSION_PART),
                )
            ),
        )
        for side, curve in angles(recording, "hip_flexion")
        for stride in recording.gait.strides(side)
    )
