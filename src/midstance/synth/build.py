"""From settings to the motion of the synthetic runner."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from midstance.errors import ConfigError
from midstance.kernels.inverse_kinematics import (
    distance_from_flexion,
    flexion_from_distance,
)
from midstance.kernels.rotations import turned
from midstance.schema.events import SIDES
from midstance.synth.anthropometry import Body, make_body
from midstance.synth.gait import Gait, RunnerSettings, resolve_gait
from midstance.synth.leg import Leg
from midstance.synth.motion import Motion
from midstance.synth.pelvis import TrunkMotion, make_height
from midstance.synth.schedule import Schedule, make_schedule
from midstance.synth.stance import Hip, Landing, Stances, place_stances, push_off
from midstance.synth.styles import Style, style_of
from midstance.synth.swing import SwingPeaks, plan_swings

Array = NDArray[np.float64]

_STRAIGHTEST_RAD = np.deg2rad(4.0)
_SIGNS = {"left": 1, "right": -1}


def build_motion(settings: RunnerSettings, *, duration_s: float, seed: int) -> Motion:
    """Return the motion of one runner for the times 0 to `duration_s`.

    Raises
    ------
    ConfigError
        If the duration is not positive, or the leg cannot reach the ground as
        the settings want it.

    """
    if not duration_s > 0:
        raise ConfigError(f"duration_s must be above 0, got {duration_s:g}.")
    rng = np.random.default_rng(seed)
    gait, body = (
        resolve_gait(settings),
        make_body(
            settings.height_m,
            leg_ratio=settings.leg_ratio,
            foot_ratio=settings.foot_ratio,
        ),
    )
    schedule = make_schedule(gait, duration_s, rng)
    plan = _Plan(gait, body, schedule, style_of(gait), _wander(gait, rng))
    bounce = 0.002 * gait.variability * rng.standard_normal(len(schedule.off_s) + 1)
    draws = {side: _draw_strides(plan, side, rng) for side in SIDES}

    trunk = plan.trunk(bounce)
    placed = {side: _placed(plan, trunk, side, draws[side]) for side in SIDES}
    trunk = plan.trunk(bounce + _carry(plan, trunk, placed))
    overground = settings.surface == "overground"
    return Motion(
        body=body,
        gait=gait,
        schedule=schedule,
        trunk=trunk,
        legs={
            side: _leg(plan, trunk, side, placed[side], draws[side]) for side in SIDES
        },
        travel_m_s=gait.speed_m_s if overground else 0.0,
        belt_m_s=0.0 if overground else gait.speed_m_s,
    )


@dataclass(frozen=True)
class _Plan:
    gait: Gait
    body: Body
    schedule: Schedule
    style: Style
    wander: Callable[[Array], Array]

    def trunk(self, level_m: Array) -> TrunkMotion:
        height = make_height(
            self.gait, self.schedule, level_m, height_m=self.body.height_m
        )
        return TrunkMotion(
            self.gait, self.schedule.phase(), height, self.wander, self.body.scale
        )


@dataclass(frozen=True)
class _Draws:
    """What chance makes of each stride of one side."""

    landing: Landing
    peaks: SwingPeaks


def _draw_strides(plan: _Plan, side: str, rng: np.random.Generator) -> _Draws:
    gait, schedule, sign = plan.gait, plan.schedule, _SIGNS[side]
    steps = schedule.of_side(side)

    def around(mean: float, spread: float) -> Array:
        noise = np.clip(rng.standard_normal(len(steps)), -2.5, 2.5)
        return np.asarray(mean + gait.variability * spread * noise)

    contact = schedule.contact_s[steps]
    scale = plan.body.scale
    lateral = around(sign * gait.step_width_m / 2, 0.008 * scale)
    strike = gait.strike_angle_deg - sign * gait.strike_asymmetry_deg
    knee = gait.knee_swing_peak_deg - sign * gait.knee_swing_asymmetry_deg
    return _Draws(
        Landing(
            contact_s=contact,
            off_s=schedule.off_s[steps],
            overstride_m=around(gait.overstride_m, 0.006 * scale),
            lateral_m=lateral + plan.wander(contact)[:, 1],
            strike_rad=np.deg2rad(around(strike, 1.0)),
        ),
        SwingPeaks(
            thigh_rad=np.deg2rad(around(gait.thigh_swing_peak_deg, 0.8)),
            knee_rad=np.deg2rad(around(knee, 1.5)),
        ),
    )


def _hip(body: Body, trunk: TrunkMotion, side: str) -> Hip:
    offset = np.array([0.0, _SIGNS[side] * body.hip_half_width_m, 0.0])

    def hip(time_s: Array) -> Array:
        pelvis, rotation = trunk.pelvis(time_s)
        return np.asarray(pelvis + turned(rotation, offset))

    return hip


def _placed(plan: _Plan, trunk: TrunkMotion, side: str, draws: _Draws) -> Stances:
    return place_stances(
        plan.body,
        plan.gait,
        plan.style.foot,
        draws.landing,
        _hip(plan.body, trunk, side),
        _SIGNS[side],
    )


def _leg(
    plan: _Plan, trunk: TrunkMotion, side: str, placed: Stances, draws: _Draws
) -> Leg:
    hip = _hip(plan.body, trunk, side)
    stances = push_off(placed, plan.style.foot, hip)
    swings = plan_swings(stances, hip, plan.style.swing, draws.peaks)
    return Leg(plan.body, _SIGNS[side], hip, stances, swings)


def _carry(plan: _Plan, trunk: TrunkMotion, placed: dict[str, Stances]) -> float:
    """Return how high to carry the pelvis.

    So that the knee bends as far in stance as wanted, but not higher than a
    nearly straight leg reaches at any time before the heel rises.
    """
    body = plan.body
    across, down = [], []
    for side, stances in placed.items():
        every = np.arange(len(stances.contact_s))
        part = np.linspace(0.0, plan.style.foot.rise_part, 16)
        held = stances.off_s - stances.contact_s
        time = (stances.contact_s + part[:, None] * held).ravel()
        stride = np.tile(every, len(part))
        ankle, _ = stances.ankle(time, stride)
        span = (_hip(body, trunk, side)(time) - ankle).reshape(len(part), -1, 3)
        across.append(np.hypot(span[..., 0], span[..., 1]))
        down.append(span[..., 2])
    aside, drop = np.concatenate(across, axis=1), np.concatenate(down, axis=1)
    reach = distance_from_flexion(_STRAIGHTEST_RAD, body.thigh_m, body.shank_m)
    if aside.max() >= reach:
        raise ConfigError(
            f"overstride_m and contact time take the foot {aside.max():.2f} m from "
            f"under the hip, the leg is {reach:.2f} m long; lower one of them."
        )
    highest = float((np.sqrt(reach**2 - aside**2) - drop).min())

    low, high = highest - 0.6 * body.leg_m, highest
    for _ in range(30):
        middle = (low + high) / 2
        distance = np.hypot(aside, drop + middle)
        bent = flexion_from_distance(distance, body.thigh_m, body.shank_m)
        too_bent = np.rad2deg(bent.max(axis=0).mean()) > plan.gait.knee_stance_peak_deg
        low, high = (middle, high) if too_bent else (low, middle)
    return (low + high) / 2


def _wander(gait: Gait, rng: np.random.Generator) -> Callable[[Array], Array]:
    """Return the slow drift of a runner on a belt: time to (n, 2) in m."""
    frequency = rng.uniform(0.04, 0.25, size=(4, 2))
    start = rng.uniform(0.0, 2 * np.pi, size=(4, 2))
    size = np.array([0.008, 0.006]) * gait.variability

    def wander(time_s: Array) -> Array:
        angle = 2 * np.pi * frequency * time_s[:, None, None] + start
        return np.asarray(size * np.sin(angle).sum(axis=1))

    return wander
