"""Knee flexion: at contact, in stance and in swing."""

import pandas as pd

from midstance.metrics.base import EVENT_RATE_HZ, Needs, metric
from midstance.metrics.curves import angles
from midstance.metrics.measurement import at, largest, part_of, table
from midstance.metrics.recording import Recording
from midstance.schema.events import SIDES


@metric(
    "knee_flexion_contact",
    label="Knee flexion at contact",
    unit="deg",
    definition="How far the knee is bent when the foot touches down.",
    needs=Needs(
        min_rate_hz=EVENT_RATE_HZ,
        views=SIDES,
        keypoints=("hip", "knee", "ankle"),
        events=("initial_contact",),
    ),
    plane="sagittal",
)
def knee_flexion_contact(recording: Recording) -> pd.DataFrame:
    """Return one row per contact."""
    return table(
        (side, contact.time_s, at(curve, contact))
        for side, curve in angles(recording, "knee_flexion")
        for contact in recording.gait.contacts[side]
    )


_LOADED_SHARE = 0.7
"""Towards toe-off the knee bends again for the swing."""


@metric(
    "knee_flexion_stance",
    label="Knee flexion in stance",
    unit="deg",
    definition="Largest bend of the knee in the first 70 % of the contact.",
    needs=Needs(
        views=SIDES,
        keypoints=("hip", "knee", "ankle"),
        events=("initial_contact", "toe_off"),
    ),
    plane="sagittal",
)
def knee_flexion_stance(recording: Recording) -> pd.DataFrame:
    """Return one row per stance."""
    return table(
        (
            *(side, stance.contact.time_s),
            largest(
                curve,
                stance.contact,
                part_of(stance, _LOADED_SHARE),
            ),
        )
        for side, curve in angles(recording, "knee_flexion")
        for stance in recording.gait.stances(side)
    )


_SWING_PART = (0.5, 0.95)
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
        keypoints=("hip", "knee", "ankle"),
        events=("initial_contact",),
    ),
    plane="sagittal",
)
def knee_flexion_swing(recording: Recording) -> pd.DataFrame:
    """Return one row per stride."""
    return table(
        (
            *(side, stride.contact.time_s),
            largest(curve, *(part_of(stride, share) for share in _SWING_PART)),
        )
        for side, curve in angles(recording, "knee_flexion")
        for stride in recording.gait.strides(side)
    )
