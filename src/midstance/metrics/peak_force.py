"""Peak vertical force, estimated."""

import pandas as pd
import xarray as xr

from midstance.metrics.base import Needs, metric
from midstance.metrics.sine_model import estimated, peak_force_bw
from midstance.schema.scene import Scene


@metric(
    "peak_force",
    label="Peak vertical force (estimate)",
    unit="body weights",
    definition=(
        "Peak of the vertical force on the ground, estimated from contact and "
        "flight time by a half sine."
    ),
    needs=Needs(events=("initial_contact", "toe_off")),
)
def peak_force(tracks: xr.Dataset, events: pd.DataFrame, _scene: Scene) -> pd.DataFrame:
    """Return one row per step; `side` is the foot on the ground."""
    return estimated(tracks, events, peak_force_bw)
