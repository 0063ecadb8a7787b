"""How far the hips go up and down: in cm, by the leg, and by the step."""

from collections.abc import Iterator
from math import hypot

import numpy as np
import pandas as pd

from midstance.kernels.nan_stats import finite_median
from midstance.kernels.types import Floats
from midstance.metrics.base import Needs, metric
from midstance.metrics.ground import covered_m
from midstance.metrics.measurement import (
    NOTHING,
    Measurement,
    Row,
    cm,
    in_unit,
    percent_of_leg,
    span,
    table,
)
from midstance.metrics.recording import Recording, mean_point


@metric(
    "vertical_oscillation",
    label="Vertical oscillation",
    unit="cm",
    definition=(
        "Height between the lowest and the highest point of the middle of the "
        "hips within a step."
    ),
    needs=Needs(keypoints=("hip",), scale=True),
    plane="sagittal",
    better_known_as=("vertical displacement", "bounce"),
)
def vertical_oscillation(recording: Recording) -> pd.DataFrame:
    """Return one row per step; `side` is the foot that opens it."""
    return table(
        (side, time_s, in_unit(measured, cm(recording)))
        for side, time_s, measured in oscillation_px(recording)
    )


def oscillation_px(recording: Recording) -> Iterator[Row]:
    """Yield side, time and oscillation in px of each step.

    Of somebody who grows or shrinks on the way, in px of where the scale holds.
    """
    perspective = recording.scene.perspective

    def height_px(*hips: Floats) -> Floats:
        x_px, y_px = mean_point(*hips).T
        if perspective is None:
            return np.asarray(-y_px)
        return np.asarray((finite_median(y_px) - y_px) / perspective.size(x_px))

    height = recording.signal(height_px, recording.both("hip"))
    for step in recording.gait.steps():
        measured = span(
            height, step.contact, step.end, period_s=recording.gait.usual_stride_s
        )
        yield step.side, step.contact.time_s, measured


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
