"""Lateral trunk sway."""

import pandas as pd

from midstance.metrics.base import Needs, metric
from midstance.metrics.frontal import FRONTAL_VIEWS, across_px
from midstance.metrics.measurement import cm, in_unit, swing_width, table
from midstance.metrics.recording import Recording


@metric(
    "trunk_sway",
    label="Sideways sway of the trunk",
    unit="cm",
    definition=(
        "How far the middle of the shoulders swings from side to side at the rhythm "
        "of the strides, slow drift across the belt taken off."
    ),
    needs=Needs(
        views=FRONTAL_VIEWS,
        keypoints=("shoulder",),
        scale=True,
    ),
    plane="frontal",
)
def trunk_sway(recording: Recording) -> pd.DataFrame:
    """Return one row per stride of the foot with most strides."""
    sway = across_px(recording, "left_shoulder", "right_shoulder")
    return table(
        (
            *("both", stride.contact.time_s),
            in_unit(swing_width(sway, stride.contact, stride.end), cm(recording)),
        )
        for stride in recording.gait.longest_side()
    )
