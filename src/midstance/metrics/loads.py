"""Loads: the force on the ground, and how stiffly legs and body give way to it.

Nothing of this is measured: a video shows no force. Peak and impulse are read from
the motion by what people over force plates showed (`midstance.metrics.learned`); the
half sine and the stiffness that follows from it know contact and flight alone
(`midstance.metrics.sine_model`).
"""

import pandas as pd

from midstance.metrics.base import EVENT_RATE_HZ, Needs, metric
from midstance.metrics.learned.cycle import LegCycle
from midstance.metrics.learned.read import NEEDS, force_of, of_each_foot
from midstance.metrics.measurement import Measurement
from midstance.metrics.recording import Recording
from midstance.metrics.sine_model import (
    GRAVITY_M_S2,
    Timing,
    estimated,
    leg_m,
    leg_shortening_m,
    peak_force_bw,
    sinking_m,
)


@metric(
    "peak_force",
    label="Peak vertical force (estimate)",
    unit="BW",
    definition=(
        "Highest vertical force on the ground in the mean stance, in body weights "
        "(BW), read from the motion of legs and pelvis by what runners over force "
        "plates showed."
    ),
    needs=NEEDS,
)
def peak_force(recording: Recording) -> pd.DataFrame:
    """Return one row per foot."""

    def read(cycle: LegCycle, side: str) -> Measurement:
        force = force_of(recording, cycle, side)
        return Measurement(force.peak_bw, 0.0, force.peak_uncertainty_bw)

    return of_each_foot(recording, read)


@metric(
    "vertical_impulse",
    label="Vertical impulse (estimate)",
    unit="BW s",
    definition=(
        "Vertical force on the ground summed over the mean stance, in body weights "
        "times seconds, read from the motion of legs and pelvis by what runners over "
        "force plates showed."
    ),
    needs=NEEDS,
)
def vertical_impulse(recording: Recording) -> pd.DataFrame:
    """Return one row per foot."""

    def read(cycle: LegCycle, side: str) -> Measurement:
        force = force_of(recording, cycle, side)
        return Measurement(force.impulse_bw_s, 0.0, force.impulse_uncertainty_bw_s)

    return of_each_foot(recording, read)


@metric(
    "peak_force_sine",
    label="Peak vertical force by a half sine (estimate)",
    unit="BW",
    definition=(
        "Peak of the vertical force on the ground, in body weights (BW), estimated "
        "from contact and flight time by a half sine."
    ),
    needs=Needs(min_rate_hz=EVENT_RATE_HZ, events=("initial_contact", "toe_off")),
)
def peak_force_sine(recording: Recording) -> pd.DataFrame:
    """Return one row per step; `side` is the foot on the ground."""
    return estimated(recording, peak_force_bw)


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
