"""Arm swing."""

import pandas as pd
import xarray as xr

from midstance.metrics.base import Needs, metric
from midstance.metrics.curves import angles
from midstance.metrics.reading import span, table
from midstance.metrics.recording import Recording
from midstance.schema.events import SIDES
from midstance.schema.scene import Scene


@metric(
    "arm_swing",
    label="Arm swing",
    unit="deg",
    definition=(
        "How far the upper arm swings forward and back against the trunk within a"
        " stride."
    ),
    needs=Needs(
        views=SIDES,
        keypoints=(
            "shoulder",
            "elbow",
            "hip",
        ),
        events=("initial_contact",),
    ),
    plane="sagittal",
)
def arm_swing(tracks: xr.Dataset, events: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return one row per stride."""
    recording = Recording.of(tracks, events, scene)
    return table(
        (
            *(side, stride.contact.time_s),
            span(
                curve,
                stride.contact,
                stride.end,
                period_s=stride.end.time_s - stride.contact.time_s,
            ),
        )
        for side, curve in angles(recording, "upper_arm")
        for stride in recording.gait.strides(side)
    )
