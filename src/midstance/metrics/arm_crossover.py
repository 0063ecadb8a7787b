"""Arm crossover."""

import numpy as np
import pandas as pd

from midstance.errors import NotEnoughDataError
from midstance.metrics.base import Needs, metric
from midstance.metrics.frontal import FRONTAL_VIEWS, both_sides, out_of_midline_px
from midstance.metrics.measurement import Length, in_unit, smallest, table
from midstance.metrics.recording import Recording
from midstance.schema.events import SIDES


@metric(
    "arm_crossover",
    label="Hand beside the midline",
    unit="% shoulder width",
    definition=(
        "Smallest distance outward of the wrist from the middle of the shoulders "
        "within a stride, by shoulder width, negative when the hand crosses over."
    ),
    needs=Needs(
        views=FRONTAL_VIEWS,
        keypoints=("shoulder", "wrist"),
    ),
    plane="frontal",
)
def arm_crossover(recording: Recording) -> pd.DataFrame:
    """Return one row per stride."""
    width_px = _shoulder_width_px(recording)
    share = Length(100.0 / width_px, recording.bias_px["left_shoulder"] / width_px)
    return table(
        (
            *(side, stride.contact.time_s),
            in_unit(smallest(curve, stride.contact, stride.end), share),
        )
        for side, curve in both_sides(
            recording,
            lambda r, side: out_of_midline_px(r, side, "wrist", "shoulder"),
        )
        for stride in recording.gait.strides(side)
    )


def _shoulder_width_px(recording: Recording) -> float:
    left, right = (recording.points_px[f"{side}_shoulder"] for side in SIDES)
    width_px = np.abs(left[:, 0] - right[:, 0])
    if not np.isfinite(width_px).any():
        raise NotEnoughDataError("The two shoulders were never seen together.")
    return float(np.nanmedian(width_px))
