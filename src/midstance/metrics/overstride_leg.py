"""Overstride: how far ahead of the hip the foot lands, in % of leg length."""

import pandas as pd

from midstance.metrics.base import EVENT_RATE_HZ, Needs, metric
from midstance.metrics.measurement import in_unit, percent_of_leg, table
from midstance.metrics.overstride import ahead_px
from midstance.metrics.recording import Recording
from midstance.schema.events import SIDES


@metric(
    "overstride_leg",
    label="Foot ahead of hip at contact by leg length",
    unit="% leg",
    definition=(
        "How far the ankle is ahead of the hip of the same side when the foot "
        "touches down, by the length from hip to ankle along the leg."
    ),
    needs=Needs(
        min_rate_hz=EVENT_RATE_HZ, views=SIDES, keypoints=("hip", "knee", "ankle")
    ),
    plane="sagittal",
)
def overstride_leg(recording: Recording) -> pd.DataFrame:
    """Return one row per contact."""
    leg = percent_of_leg(recording)
    return table(
        (side, time_s, in_unit(measured, leg))
        for side, time_s, measured in ahead_px(recording)
    )
