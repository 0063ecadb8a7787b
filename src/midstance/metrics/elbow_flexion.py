"""Elbow flexion."""

import pandas as pd
import xarray as xr

from midstance.metrics.base import Needs, metric
from midstance.metrics.curves import angles
from midstance.metrics.reading import average, table
from midstance.metrics.recording import Recording
from midstance.schema.events import SIDES
from midstance.schema.scene import Scene


@metric(
    "elbow_flexion",
    label="Elbow bend",
    unit="deg",
    definition="Mean bend of the elbow over a stride, 0 with the arm straight.",
    needs=Needs(
        views=SIDES,
        keypoints=(
            "shoulder",
            "elbow",
            "wrist",
        ),
        events=("initial_contact",),
    ),
    plane="sagittal",
)
def elbow_flexion(
    tracks: xr.Dataset, events: pd.DataFrame, scene: Scene
) -> pd.DataFrame:
    """Return one row per stride."""
    recording = Recording.of(tracks, events, scene)
    return table(
        (
            *(side, stride.contact.time_s),
            average(curve, stride.contact, stride.end),
        )
        for side, curve in angles(recording, "elbow_flexion")
        for stride in recording.gait.strides(side)
    )
