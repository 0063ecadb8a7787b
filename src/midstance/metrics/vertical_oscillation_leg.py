"""Vertical oscillation of the hips, in % of leg length."""

import pandas as pd

from midstance.metrics.base import Needs, metric
from midstance.metrics.measurement import in_unit, percent_of_leg, table
from midstance.metrics.recording import Recording
from midstance.metrics.vertical_oscillation import oscillation_px


@metric(
    "vertical_oscillation_leg",
    label="Vertical oscillation by leg length",
    unit="% leg",
    definition=(
        "Height between the lowest and the highest point of the middle of the "
        "hips within a step, by the length from hip to ankle along the leg."
    ),
    needs=Needs(keypoints=("hip", "knee", "ankle")),
    plane="sagittal",
)
def vertical_oscillation_leg(recording: Recording) -> pd.DataFrame:
    """Return one row per step; `side` is the foot that opens it."""
    leg = percent_of_leg(recording)
    return table(
        (side, time_s, in_unit(measured, leg))
        for side, time_s, measured in oscillation_px(recording)
    )
