"""From settings to the motion of the synthetic runner."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from midstance.errors import ConfigError
from midstance.kernels.geometry.rotations import turned
from midstance.kernels.types import Array
from midstance.schema.events import SIDES
from midstance.synth.motion.body.anthropometry import Body, make_body
from midstance.synth.motion.body.inverse_kinematics import (
    distance_from_flexion,
)
from midstance.synth.motion.body.leg import Leg
from midstance.synth.motion.body.pelvis import TrunkMotion, make_height
from midstance.synth.motion.gait import GaitParameters, RunnerSettings, resolve_gait
from midstance.synth.motion.motion import Motion
from midstance.synth.motion.schedule import Schedule, make_schedule
from midstance.synth.motion.stance import Hip, Landing, Stances, place_stances, push_off
from midstance.synth.motion.styles import Style, style_of
from midstance.synth.motion.swing import SwingPeaks, plan_swings

_STRAIGHT_RAD = np.deg2rad(7.0)
_STRAIGHTEST_RAD = np.deg2rad(4.0)
_TRIES = 20
_CLOSE_M = 5e-4
_SOON_S = 0.012
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
    bounce = 0.001 * gait.variability * rng.standard_normal(len(schedule.off_s) + 1)
    draws = {side: _draw_strides(plan, side, rng) for side in SIDES}

    trunk, stances = _standing(plan, bounce, draws)
    overground = settings.surface == "overground"
    return Motion(
        body=body,
        gait=gait,
        schedule=schedule,
        trunk=trunk,
        legs={
            side: _leg(plan, trunk, side, stances[side], draws[side]) for side in SIDES
        },
        travel_m_s=gait.speed_m_s if overground else 0.0,
        belt_m_s=0.0 if overground else gait.speed_m_s,
    )


@dataclass(frozen=True)
class _Plan:
    gait: GaitParameters
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


def _within_reach(
    plan: _Plan, trunk: TrunkMotion, side: str, draws: _Draws, placed: Stances
) -> Stances:
    """Return the stances, single feet set down nearer where the leg is too short."""
    body = plan.body
    reach = distance_from_flexion(_STRAIGHTEST_RAD, body.thigh_m, body.shank_m)
    span = _spans(body, trunk, side, placed, plan.style.foot.rise_part)
    room = reach**2 - span[..., 1] ** 2 - span[..., 2] ** 2
    too_far = (-span[..., 0] - np.sqrt(np.maximum(room, 0.0))).max(axis=0)
    landing = draws.landing
    nearer = landing.overstride_m - np.maximum(too_far, 0.0)
    limited = replace(draws, landing=replace(landing, overstride_m=nearer))
    return _placed(plan, trunk, side, limited)


def _leg(
    plan: _Plan, trunk: TrunkMotion, side: str, stances: Stances, draws: _Draws
) -> Leg:
    hip = _hip(plan.body, trunk, side)
    swings = plan_swings(stances, hip, plan.style.swing, draws.peaks)
    return Leg(plan.body, _SIGNS[side], hip, stances, swings)


def _standing(
    plan: _Plan, bounce: Array, draws: dict[str, _Draws]
) -> tuple[TrunkMotion, dict[str, Stances]]:
    """Return trunk and contacts.

    The trunk is carried so high that the knee bends in stance as far as wanted,
    but never higher than the legs reach.
    """
    trunk = plan.trunk(bounce)
    placed = {side: _placed(plan, trunk, side, draws[side]) for side in SIDES}
    highest = level = _highest(plan, trunk, placed)
    for _ in range(_TRIES):
        trunk = plan.trunk(bounce + level)
        stances = {}
        for side in SIDES:
            near = _within_reach(plan, trunk, side, draws[side], placed[side])
            stances[side] = push_off(
                near, plan.style.foot, _hip(plan.body, trunk, side)
            )
        excess, lift = _misfit(plan, trunk, stances)
        if excess > 0.0:
            highest = level = level - 1.15 * excess - _CLOSE_M / 4
        elif abs(lift := min(lift, highest - level)) < _CLOSE_M:
            return trunk, stances
        else:
            level += lift
    raise ConfigError(
        f"The leg cannot stay on the ground for {plan.gait.duty_factor:.2f} of a "
        f"stride of {plan.gait.stride_s:.2f} s at {plan.gait.speed_m_s:g} m/s; "
        "lower duty_factor or raise cadence_spm."
    )


def _highest(plan: _Plan, trunk: TrunkMotion, placed: Mapping[str, Stances]) -> float:
    """Return how high the pelvis can be carried before the heels rise.

    So that, in the middle one of all strides, the leg is just not straight.
    """
    body = plan.body
    reach = distance_from_flexion(_STRAIGHT_RAD, body.thigh_m, body.shank_m)
    rooms = []
    for side, stances in placed.items():
        span = _spans(body, trunk, side, stances, plan.style.foot.rise_part)
        aside = np.hypot(span[..., 0], span[..., 1])
        farthest = float(aside.max())
        if farthest >= reach:
            raise ConfigError(
                f"overstride_m and contact time take the foot {farthest:.2f} m from "
                f"under the hip, the leg is {reach:.2f} m long; lower one of them."
            )
        rooms.append((np.sqrt(reach**2 - aside**2) - span[..., 2]).min(axis=0))
    return float(np.median(np.concatenate(rooms)))


def _misfit(
    plan: _Plan, trunk: TrunkMotion, stances: Mapping[str, Stances]
) -> tuple[float, float]:
    """Return how much too long the leg gets, and how much too low the trunk is (m)."""
    body = plan.body
    lengths = np.concatenate(
        [
            np.linalg.norm(_spans(body, trunk, side, feet, 1.0), axis=-1)
            for side, feet in stances.items()
        ],
        axis=1,
    )
    straight, wanted = distance_from_flexion(
        [_STRAIGHTEST_RAD, np.deg2rad(plan.gait.knee_stance_peak_deg)],
        body.thigh_m,
        body.shank_m,
    )
    half = len(lengths) // 2
    bent = np.median(lengths[:half].min(axis=0))
    held = np.concatenate([feet.off_s - feet.contact_s for feet in stances.values()])
    # A leg that still stretches fast at toe-off would be straight right after it.
    soon = lengths[-1] + np.diff(lengths[-2:], axis=0)[0] * (
        _SOON_S * (len(lengths) - 1) / held
    )
    longest = max(float(lengths[half // 2 :].max()), float(soon.max()))
    return longest - float(straight), float(wanted - bent)


def _spans(
    body: Body, trunk: TrunkMotion, side: str, stances: Stances, until: float
) -> Array:
    """Return the ways from ankle to hip during stance, (n_parts, n_strides, 3)."""
    part = np.linspace(0.0, until, 40)[:, None]
    time = stances.contact_s + part * (stances.off_s - stances.contact_s)
    stride = np.broadcast_to(np.arange(time.shape[1]), time.shape).ravel()
    ankle, _ = stances.ankle(time.ravel(), stride)
    span = _hip(body, trunk, side)(time.ravel()) - ankle
    return np.asarray(span.reshape(*time.shape, 3))


def _wander(gait: GaitParameters, rng: np.random.Generator) -> Callable[[Array], Array]:
    """Return the slow drift of a runner on a belt: time to (n, 2) in m."""
    frequency = rng.uniform(0.04, 0.25, size=(4, 2))
    start = rng.uniform(0.0, 2 * np.pi, size=(4, 2))
    size = np.array([0.008, 0.006]) * gait.variability

    def wander(time_s: Array) -> Array:
        angle = 2 * np.pi * frequency * time_s[:, None, None] + start
        return np.asarray(size * np.sin(angle).sum(axis=1))

    return wander
