"""Vertical ratio: oscillation by step length."""

from math import hypot

import pandas as pd

from midstance.metrics.base import Needs, metric
from midstance.metrics.ground import covered_m
from midstance.metrics.measurement import NOTHING, Measurement, cm, in_unit, table
from midstance.metrics.recording import Recording
from midstance.metrics.vertical_oscillation import oscillation_px


@metric(
    "vertical_ratio",
    label="Vertical ratio",
    unit="%",
    definition="Vertical oscillation of the hips in a step by the length of the step.",
    needs=Needs(keypoints=("hip",), scale=True),
    plane="sagittal",
)
def vertical_ratio(recording: Recording) -> pd.DataFrame:
    """Return one row per step; `side` is the foot that opens it."""
    oscillations = oscillation_px(recording)
    return table(
        (
            *(step.side, step.contact.time_s),
            _ratio(
                in_unit(oscillation, cm(recording)),
                covered_m(recording, step.contact, step.end),
            ),
        )
        for step, (_, _, oscillation) in zip(
            recording.gait.steps(), oscillations, strict=True
        )
    )


def _ratio(oscillation_cm: Measurement, length_m: Measurement) -> Measurement:
    if not length_m.value > 0:
        return NOTHING
    value = oscillation_cm.value / length_m.value
    return Measurement(
        value,
        hypot(oscillation_cm.random, value * length_m.random) / length_m.value,
        hypot(oscillation_cm.shared, value * length_m.shared) / length_m.value,
    )
