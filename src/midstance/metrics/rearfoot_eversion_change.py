"""Rearfoot eversion from contact to midstance."""

from math import hypot

import pandas as pd

from midstance.metrics.base import EVENT_RATE_HZ, Needs, metric
from midstance.metrics.frontal import both_sides, eversion
from midstance.metrics.gait import Stance
from midstance.metrics.measurement import Measurement, at, in_midstance, table
from midstance.metrics.recording import Recording, Signal


@metric(
    "rearfoot_eversion_change",
    label="Rearfoot eversion from contact (low confidence)",
    unit="deg",
    definition=(
        "Angle of the heel against the shank in the middle third of the contact "
        "less that at contact, which takes out how the points sit on the shoe; "
        "screening only."
    ),
    needs=Needs(
        min_rate_hz=EVENT_RATE_HZ,
        views=("rear",),
        keypoints=("knee", "ankle", "heel"),
        events=("initial_contact", "toe_off"),
    ),
    plane="frontal",
)
def rearfoot_eversion_change(recording: Recording) -> pd.DataFrame:
    """Return one row per stance."""
    return table(
        (
            *(side, stance.contact.time_s),
            _change(curve, stance),
        )
        for side, curve in both_sides(recording, eversion)
        for stance in recording.gait.stances(side)
    )


def _change(curve: Signal, stance: Stance) -> Measurement:
    later = in_midstance(curve, stance)
    first = at(curve, stance.contact)
    return Measurement(
        later.value - first.value,
        hypot(later.random, first.random),
        # Half of the systematic error is taken to be an offset, which cancels.
        hypot(later.shared, first.shared) / 2,
    )
