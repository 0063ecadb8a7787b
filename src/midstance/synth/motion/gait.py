"""What can be chosen about the synthetic runner, and what speed makes of the rest."""

from dataclasses import dataclass, fields
from typing import Literal

import numpy as np

from midstance.errors import ConfigError

WALK_DUTY = 0.5
"""From this duty factor on both feet share the ground: walking."""

_RANGES = {
    "height_m": (1.0, 2.3),
    "speed_m_s": (0.6, 10.0),
    "cadence_spm": (70.0, 320.0),
    "duty_factor": (0.16, 0.75),
    "strike_angle_deg": (-20.0, 32.0),
    "overstride_m": (-0.1, 0.6),
    "trunk_lean_deg": (-20.0, 40.0),
    "step_width_m": (-0.1, 0.4),
    "knee_stance_peak_deg": (8.0, 75.0),
    "knee_swing_peak_deg": (40.0, 145.0),
    "thigh_swing_peak_deg": (10.0, 90.0),
    "knee_off_rate_deg_s": (-250.0, 450.0),
    "retraction": (-1.5, 1.5),
    "toe_out_deg": (-15.0, 30.0),
    "leg_ratio": (0.85, 1.15),
    "foot_ratio": (0.8, 1.25),
    "step_asymmetry": (-0.08, 0.08),
    "contact_asymmetry": (-0.15, 0.15),
    "strike_asymmetry_deg": (-12.0, 12.0),
    "knee_swing_asymmetry_deg": (-20.0, 20.0),
    "variability": (0.0, 3.0),
    "start_phase": (0.0, 1.0),
}

# What ordinary people do at a speed (m/s). Cadence, contact and strike after
# the plate trials and reviews of distance running; sprinting and walking after
# textbook values. Every one can be set instead.
# Below 1.9 m/s people of 1.75 m walk, above they run.
_SPEEDS = (0.8, 1.3, 1.9, 1.91, 2.5, 3.0, 3.5, 4.5, 6.0, 9.0)
_USUAL = {
    "cadence_spm": (92, 112, 132, 157, 162, 166, 171, 180, 200, 255),
    "duty_factor": (0.67, 0.62, 0.57, 0.405, 0.365, 0.34, 0.32, 0.28, 0.24, 0.205),
    "strike_angle_deg": (18, 21, 23, 8, 9, 9.5, 9.5, 8, 0, -6),
    "overstride_m": (0.20, 0.29, 0.35, 0.14, 0.152, 0.168, 0.185, 0.215, 0.24, 0.24),
    "trunk_lean_deg": (2, 3, 4, 6, 7, 7.5, 8, 9, 10, 12),
    "step_width_m": (0.11, 0.10, 0.09, 0.06, 0.055, 0.05, 0.045, 0.04, 0.03, 0.03),
    "knee_stance_peak_deg": (12, 17, 23, 39, 41, 42.5, 43.5, 44.5, 45, 44),
    "knee_swing_peak_deg": (61, 65, 68, 83, 92, 98, 104, 113, 124, 134),
    "thigh_swing_peak_deg": (24, 28, 31, 25, 28, 31, 34, 41, 51, 66),
    "knee_off_rate_deg_s": (280, 280, 280, 0, 0, 0, 0, 0, 0, 0),
}


@dataclass(frozen=True, kw_only=True)
class RunnerSettings:
    """The synthetic runner. ``None``: what is usual at the speed.

    Parameters
    ----------
    height_m
        Standing height.
    speed_m_s
        Speed of the belt, or overground; up to about 1.9 m/s the runner walks.
    cadence_spm
        Steps per minute, both feet.
    duty_factor
        Contact time / stride time; 0.5 and more is walking.
    strike_angle_deg
        Sole to ground at initial contact: > 0 heel first, < 0 toes first.
    overstride_m
        Ankle ahead of the hip joint at initial contact.
    trunk_lean_deg
        Mean forward lean.
    step_width_m
        Step width between the midlines of the feet.
    knee_stance_peak_deg, knee_swing_peak_deg
        Largest knee flexion; the stance peak sets how high the hips are carried
        and is given up where the leg would not reach the ground.
    thigh_swing_peak_deg
        Largest angle of the thigh forward of the vertical.
    knee_off_rate_deg_s
        How fast the knee bends at toe-off: > 0, it was straightest before.
    retraction
        How early a runner's foot turns back before it lands: 0 as usual (23 to
        29 ms before), from -1.5 (12 to 17 ms) to 1.5 (34 ms).
    toe_out_deg
        How far the feet point outwards.
    leg_ratio, foot_ratio
        See `midstance.synth.motion.body.anthropometry.make_body`.
    step_asymmetry
        The right foot meets the ground at this part of the stride later than
        half way.
    contact_asymmetry
        Right contacts longer, left ones shorter by this fraction.
    strike_asymmetry_deg, knee_swing_asymmetry_deg
        Added on the right, taken off on the left.
    variability
        How much strides differ: 0 not at all, 1 as in people (standard
        deviation of stride time 1.5 %, contact time 2.5 %).
    start_phase
        Part of the left stride that is over at time 0.
    surface
        On a treadmill the body stays; overground it moves through the world.

    """

    height_m: float = 1.75
    speed_m_s: float = 3.0
    cadence_spm: float | None = None
    duty_factor: float | None = None
    strike_angle_deg: float | None = None
    overstride_m: float | None = None
    trunk_lean_deg: float | None = None
    step_width_m: float | None = None
    knee_stance_peak_deg: float | None = None
    knee_swing_peak_deg: float | None = None
    thigh_swing_peak_deg: float | None = None
    knee_off_rate_deg_s: float | None = None
    retraction: float = 0.0
    toe_out_deg: float = 6.0
    leg_ratio: float = 1.0
    foot_ratio: float = 1.0
    step_asymmetry: float = 0.0
    contact_asymmetry: float = 0.0
    strike_asymmetry_deg: float = 0.0
    knee_swing_asymmetry_deg: float = 0.0
    variability: float = 1.0
    start_phase: float = 0.7
    surface: Literal["treadmill", "overground"] = "treadmill"

    def __post_init__(self) -> None:
        """Refuse what no person does."""
        for field in fields(self):
            value = getattr(self, field.name)
            if value is None or field.name not in _RANGES:
                continue
            low, high = _RANGES[field.name]
            if not low <= value <= high:
                raise ConfigError(
                    f"{field.name} must lie between {low:g} and {high:g}, "
                    f"got {value:g}."
                )
        if self.surface not in ("treadmill", "overground"):
            raise ConfigError(
                f"surface must be 'treadmill' or 'overground', got {self.surface!r}."
            )


@dataclass(frozen=True)
class GaitParameters:
    """`RunnerSettings` with every value known."""

    speed_m_s: float
    cadence_spm: float
    duty_factor: float
    strike_angle_deg: float
    overstride_m: float
    trunk_lean_deg: float
    step_width_m: float
    knee_stance_peak_deg: float
    knee_swing_peak_deg: float
    thigh_swing_peak_deg: float
    knee_off_rate_deg_s: float
    retraction: float
    toe_out_deg: float
    step_asymmetry: float
    contact_asymmetry: float
    strike_asymmetry_deg: float
    knee_swing_asymmetry_deg: float
    variability: float
    start_phase: float

    @property
    def stride_s(self) -> float:
        """Return the duration of a stride."""
        return 120.0 / self.cadence_spm

    @property
    def is_running(self) -> bool:
        """Return whether there is a flight after each step."""
        return self.duty_factor < WALK_DUTY

    @property
    def stride_time_cv(self) -> float:
        """Return standard deviation / mean of the stride time."""
        return 0.015 * self.variability

    @property
    def contact_time_cv(self) -> float:
        """Return standard deviation / mean of the contact time, beyond the strides'."""
        return 0.02 * self.variability


def resolve_gait(settings: RunnerSettings) -> GaitParameters:
    """Fill in what is usual at the speed.

    Bodies of other sizes move in a similar way (Alexander & Jayes 1983): lengths
    go with the height, times and speeds with its square root.
    """
    scale = settings.height_m / 1.75
    speed = settings.speed_m_s / np.sqrt(scale)
    usual = {
        name: float(np.interp(speed, _SPEEDS, values))
        for name, values in _USUAL.items()
    }
    usual["cadence_spm"] /= np.sqrt(scale)
    usual["step_width_m"] *= scale
    # A foot that stays longer on the ground lands further ahead.
    cadence = settings.cadence_spm or usual["cadence_spm"]
    duty = settings.duty_factor or usual["duty_factor"]
    longer = duty / usual["duty_factor"] * usual["cadence_spm"] / cadence
    usual["overstride_m"] *= scale * float(np.clip(longer, 0.7, 1.4))
    values = {}
    for field in fields(GaitParameters):
        chosen = getattr(settings, field.name)
        values[field.name] = usual[field.name] if chosen is None else float(chosen)
    return GaitParameters(**values)
