"""Largest hip flexion."""

import pandas as pd
import xarray as xr

from midstance.metrics.base import Needs, metric
from midstance.metrics.curves import angles
from midstance.metrics.reading import largest, table
from midstance.metrics.recording import Recording
from midstance.schema.events import SIDES
from midstance.schema.scene import Scene


@metric(
    "hip_flexion_peak",
    label="Largest hip flexion",
    unit="deg",
    definition=(
        "Largest angle of the thigh forward of the trunk's line between two "
        "contacts of the foot."
    ),
    needs=Needs(
        views=SIDES,
        keypoints=(
            "shoulder",
            "hip",
            "knee",
        ),
        events=("initial_contact",),
    ),
    plane="sagittal",
)
def hip_flexion_peak(
    tracks: xr.Dataset, events: pd.DataFrame, scene: Scene
) -> pd.DataFrame:
    """Return one row per stride."""
    recording = Recording.of(tracks, events, scene)
    return table(
        (
            *(side, stride.contact.time_s),
            largest(curve, stride.contact, stride.end),
        )
        for side, curve in angles(recording, "hip_flexion")
        for stride in recording.gait.strides(side)
    )
