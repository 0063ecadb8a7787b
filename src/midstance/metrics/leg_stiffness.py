"""Leg stiffness, estimated."""

import pandas as pd
import xarray as xr

from midstance.metrics.base import Needs, metric
from midstance.metrics.sine_model import (
    GRAVITY_M_S2,
    Timing,
    estimated,
    leg_m,
    leg_shortening_m,
    peak_force_bw,
)
from midstance.schema.scene import Scene


@metric(
    "leg_stiffness",
    label="Leg stiffness (estimate)",
    unit="kN/m",
    definition=(
        "Peak vertical force by how much the leg shortens during contact, both "
        "estimated from contact and flight time, speed and body height."
    ),
    needs=Needs(speed=True, mass=True, events=("initial_contact", "toe_off")),
)
def leg_stiffness(
    tracks: xr.Dataset, events: pd.DataFrame, scene: Scene
) -> pd.DataFrame:
    """Return one row per step; `side` is the foot on the ground."""
    length_m = leg_m(scene)

    def stiffness(timing: Timing) -> float:
        force_kn = peak_force_bw(timing) * scene.mass_kg * GRAVITY_M_S2 / 1000.0
        return force_kn / leg_shortening_m(timing, length_m, scene.speed_m_s)

    return estimated(tracks, events, stiffness)
