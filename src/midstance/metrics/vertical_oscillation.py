"""Vertical oscillation of the hips, in cm."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from midstance.kernels.nan_stats import finite_median
from midstance.kernels.types import Floats
from midstance.metrics.base import Needs, metric
from midstance.metrics.measurement import Row, cm, in_unit, span, table
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
