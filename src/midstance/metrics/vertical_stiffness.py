"""Vertical stiffness, estimated."""

import pandas as pd

from midstance.metrics.base import EVENT_RATE_HZ, Needs, metric
from midstance.metrics.recording import Recording
from midstance.metrics.sine_model import (
    GRAVITY_M_S2,
    Timing,
    estimated,
    peak_force_bw,
    sinking_m,
)


@metric(
    "vertical_stiffness",
    label="Vertical stiffness (estimate)",
    unit="kN/m",
    definition=(
        "Peak vertical force by how far the body sinks during contact, both "
        "estimated from contact and flight time by a half sine."
    ),
    needs=Needs(
        min_rate_hz=EVENT_RATE_HZ, mass=True, events=("initial_contact", "toe_off")
    ),
)
def vertical_stiffness(recording: Recording) -> pd.DataFrame:
    """Return one row per step; `side` is the foot on the ground."""
    weight_kn = recording.scene.mass_kg * GRAVITY_M_S2 / 1000.0

    def stiffness(timing: Timing) -> float:
        force_kn = peak_force_bw(timing) * weight_kn
        return force_kn / sinking_m(timing)

    return estimated(recording, stiffness)
