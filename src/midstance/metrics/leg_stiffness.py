"""Leg stiffness, estimated."""

import pandas as pd

from midstance.metrics.base import EVENT_RATE_HZ, Needs, metric
from midstance.metrics.recording import Recording
from midstance.metrics.sine_model import (
    GRAVITY_M_S2,
    Timing,
    estimated,
    leg_m,
    leg_shortening_m,
    peak_force_bw,
)


@metric(
    "leg_stiffness",
    label="Leg stiffness (estimate)",
    unit="kN/m",
    definition=(
        "Peak vertical force by how much the leg shortens during contact, both "
        "estimated from contact and flight time, speed and body height."
    ),
    needs=Needs(
        min_rate_hz=EVENT_RATE_HZ,
        speed=True,
        mass=True,
        events=("initial_contact", "toe_off"),
    ),
)
def leg_stiffness(recording: Recording) -> pd.DataFrame:
    """Return one row per step; `side` is the foot on the ground."""
    length_m = leg_m(recording.scene)
    weight_kn = recording.scene.mass_kg * GRAVITY_M_S2 / 1000.0

    def stiffness(timing: Timing) -> float:
        force_kn = peak_force_bw(timing) * weight_kn
        return force_kn / leg_shortening_m(timing, length_m, recording.scene.speed_m_s)

    return estimated(recording, stiffness)
