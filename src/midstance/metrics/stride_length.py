"""Stride length."""

import pandas as pd
import xarray as xr

from midstance.metrics.base import Needs, metric
from midstance.metrics.ground import covered_m
from midstance.metrics.reading import table
from midstance.metrics.recording import Recording
from midstance.schema.events import SIDES
from midstance.schema.scene import Scene


@metric(
    "stride_length",
    label="Stride length",
    unit="m",
    definition=(
        "Ground covered from the contact of a foot to the next contact of the "
        "same foot; on a treadmill, speed times stride time."
    ),
    needs=Needs(),
    plane="sagittal",
)
def stride_length(
    tracks: xr.Dataset, events: pd.DataFrame, scene: Scene
) -> pd.DataFrame:
    """Return one row per stride."""
    recording = Recording.of(tracks, events, scene)
    return table(
        (
            *(side, stride.contact.time_s),
            covered_m(recording, stride.contact, stride.end),
        )
        for side in SIDES
        for stride in recording.gait.strides(side)
    )
