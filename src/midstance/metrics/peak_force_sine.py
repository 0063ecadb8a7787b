"""Peak vertical force, estimated."""

import pandas as pd

from midstance.metrics.base import EVENT_RATE_HZ, Needs, metric
from midstance.metrics.recording import Recording
from midstance.metrics.sine_model import estimated, peak_force_bw


@metric(
    "peak_force_sine",
    label="Peak vertical force by a half sine (estimate)",
    unit="body weights",
    definition=(
        "Peak of the vertical force on the ground, estimated from contact and "
        "flight time by a half sine."
    ),
    needs=Needs(min_rate_hz=EVENT_RATE_HZ, events=("initial_contact", "toe_off")),
)
def peak_force_sine(recording: Recording) -> pd.DataFrame:
    """Return one row per step; `side` is the foot on the ground."""
    return estimated(recording, peak_force_bw)
