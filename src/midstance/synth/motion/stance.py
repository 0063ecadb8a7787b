"""One foot on the ground: where it lands, how it rolls, when the heel rises."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from midstance.kernels.types import Array
from midstance.synth.motion.body.anthropometry import Body
from midstance.synth.motion.body.foot import Shoe, standing_shoe
from midstance.synth.motion.body.inverse_kinematics import (
    distance_from_flexion,
    hinge_angles,
)
from midstance.synth.motion.gait import GaitParameters

Hip = Callable[[Array], Array]
"""Time (n,) to the place of a hip joint (n, 3), in the frame of the belt."""

_FLATTEST_RAD, _STEEPEST_RAD = np.deg2rad([32.0, 85.0])
_CUSHION_S = 0.06
_REFILL_PART = 0.35
_DIFFERENCE_S = 1e-4
_HALVINGS = 16
_PUSHES = 5
_HASTY_RAD_S, _MORE_BENT_RAD = np.deg2rad([250.0, 7.0])
_SLOWEST_PUSH, _FASTEST_PUSH = 0.6, 2.8
"""Rate of the heel at toe-off relative to its mean rate; from 3 on the foot would
first move the other way."""


@dataclass(frozen=True)
class Stances:
    """All contacts of one foot, each value of shape (n_strides,).

    The pitch of the foot falls from its strike angle to 0 within `flat_s`,
    stays there until `rise_s` and then falls on to `-push_rad` with
    `push_rate_rad_s` at toe-off. The foot meets the ground still moving: the
    shoe gives way by `sink_m` and shears by the velocity `forward_m_s` that is
    left over, and fills again before toe-off.
    """

    body: Body
    speed_m_s: float
    yaw_rad: float
    contact_s: Array
    off_s: Array
    ball_m: Array
    """Ball of the flat foot at the contact, (n_strides, 3)."""
    strike_rad: Array
    strike_rate_rad_s: Array
    flat_s: Array
    rise_s: Array
    push_rad: Array
    push_rate_rad_s: Array
    forward_m_s: float
    sink_m: float

    def pitch(self, since_s: Array, stride: NDArray[np.intp]) -> Array:
        """Return the pitch of the foot (rad), `since_s` after its contact."""
        flat, rise = self.flat_s[stride], self.rise_s[stride]
        part = np.minimum(since_s / flat, 1.0)
        strike = self.strike_rad[stride]
        bend = 2 * strike + self.strike_rate_rad_s[stride] * flat
        landing = (1 - part) ** 2 * (strike + bend * part)
        span = (self.off_s - self.contact_s)[stride] - rise
        push = self.push_rad[stride]
        late = np.maximum(since_s - rise, 0.0) / span
        cubic = self.push_rate_rad_s[stride] * span - 2 * push
        pushing = late**2 * ((push - cubic) + cubic * late)
        return np.asarray(landing - pushing)

    def shoe(self, time_s: Array, stride: NDArray[np.intp]) -> tuple[Shoe, Array]:
        """Return the shoe and its pitch (rad) while it stands."""
        since = time_s - self.contact_s[stride]
        pitch = self.pitch(since, stride)
        ball = self.ball_m[stride].copy()
        ball[:, 0] -= self.speed_m_s * since
        return standing_shoe(self.body, pitch, ball, self.yaw_rad), pitch

    def cushion(self, time_s: Array, stride: NDArray[np.intp]) -> Array:
        """Return how far the foot has moved within its shoe (m), (n, 3)."""
        since = time_s - self.contact_s[stride]
        rest = np.maximum(1 - since / _CUSHION_S, 0.0) ** 3
        span = _REFILL_PART * (self.off_s - self.contact_s)[stride]
        refilled = np.clip(1 + (time_s - self.off_s[stride]) / span, 0.0, 1.0)
        refilled = refilled**3 * (10 - 15 * refilled + 6 * refilled**2)
        down = self.sink_m * (1 - rest - refilled)
        shear = self.forward_m_s * since * np.minimum(rest, 1.0)
        return np.stack([shear, np.zeros_like(shear), -down], axis=-1)

    def ankle(self, time_s: Array, stride: NDArray[np.intp]) -> tuple[Array, Array]:
        """Return the ankle joint (n, 3) and the pitch of the foot (rad)."""
        shoe, pitch = self.shoe(time_s, stride)
        return shoe.ankle + self.cushion(time_s, stride), pitch


@dataclass(frozen=True)
class Landing:
    """What differs from contact to contact of one foot, shape (n_strides,)."""

    contact_s: Array
    off_s: Array
    overstride_m: Array
    lateral_m: Array
    strike_rad: Array


@dataclass(frozen=True)
class FootStyle:
    """How a foot lands and pushes off."""

    landing_rate: float
    """How fast the foot flattens at the contact: 1 is the mean rate."""
    flat_part: float
    """Part of the contact after which the sole lies flat."""
    rise_part: float
    """Part of the contact after which the heel rises."""
    knee_off_rad: float
    """Knee flexion at toe-off."""
    knee_off_rate_rad_s: float
    forward_m_s: float
    """Velocity of the foot over the ground at the contact."""
    sink_m: float
    """How far shoe and heel give way."""


def place_stances(
    body: Body,
    gait: GaitParameters,
    style: FootStyle,
    landing: Landing,
    hip: Hip,
    side_sign: int,
) -> Stances:
    """Place every contact of one foot ahead of its hip; the heel never rises yet.

    Parameters
    ----------
    body, gait, style, landing
        The settings.
    hip
        Motion of the hip joint; its height does not matter.
    side_sign
        +1 for the left foot, -1 for the right.

    """
    held = landing.off_s - landing.contact_s
    flat = style.flat_part * held
    n_strides = len(held)
    zero = np.zeros(n_strides)
    plan = Stances(
        body=body,
        speed_m_s=gait.speed_m_s,
        yaw_rad=side_sign * np.deg2rad(gait.toe_out_deg),
        contact_s=landing.contact_s,
        off_s=landing.off_s,
        ball_m=np.stack([zero, landing.lateral_m, zero], axis=-1),
        strike_rad=landing.strike_rad,
        strike_rate_rad_s=-style.landing_rate * landing.strike_rad / flat,
        flat_s=flat,
        rise_s=style.rise_part * held,
        push_rad=zero,
        push_rate_rad_s=zero,
        forward_m_s=style.forward_m_s,
        sink_m=style.sink_m * body.scale,
    )
    ankle, _ = plan.ankle(landing.contact_s, np.arange(n_strides))
    ahead = hip(landing.contact_s)[:, 0] + landing.overstride_m - ankle[:, 0]
    ball = plan.ball_m + np.stack([ahead, zero, zero], axis=-1)
    return replace(plan, ball_m=ball)


def push_off(plan: Stances, style: FootStyle, hip: Hip) -> Stances:
    """Let the heels rise so that the knee is as wanted at toe-off.

    Where even the fastest rise would leave the knee to straighten too fast, the
    foot leaves the ground with the knee bent further.
    """
    every = np.arange(len(plan.contact_s))
    knee = np.full(len(every), style.knee_off_rad)
    for _ in range(_PUSHES):
        plan = replace(plan, push_rad=_push_pitch(plan, knee, hip, every))
        rate, knee_rate = _push_rate(plan, style, hip, every)
        hasty = knee_rate < style.knee_off_rate_rad_s - _HASTY_RAD_S
        if not hasty.any():
            break
        knee = knee + np.where(hasty, _MORE_BENT_RAD, 0.0)
    return replace(plan, push_rate_rad_s=rate)


def leg_angles(
    plan: Stances, hip: Hip, time_s: Array, stride: NDArray[np.intp]
) -> tuple[Array, Array, Array, Array]:
    """Return thigh, knee and foot angle (rad) and the place of the ankle."""
    ankle, pitch = plan.ankle(time_s, stride)
    thigh, knee = sagittal_angles(plan.body, hip(time_s), ankle)
    return thigh, knee, pitch, ankle


def sagittal_angles(body: Body, hip: Array, ankle: Array) -> tuple[Array, Array]:
    """Return thigh angle and knee flexion (rad) in the plane of the leg."""
    span = ankle - hip
    down = -np.sign(span[:, 2]) * np.hypot(span[:, 1], span[:, 2])
    return hinge_angles(span[:, 0], down, body.thigh_m, body.shank_m)


def _push_pitch(
    plan: Stances, knee_rad: Array, hip: Hip, every: NDArray[np.intp]
) -> Array:
    """Return the heel rise that leaves the knee flexed as wanted at toe-off."""
    body = plan.body
    wanted = distance_from_flexion(knee_rad, body.thigh_m, body.shank_m)
    joint = hip(plan.off_s)
    low = np.full(len(every), _FLATTEST_RAD)
    high = np.full(len(every), _STEEPEST_RAD)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        ankle, _ = replace(plan, push_rad=middle).ankle(plan.off_s, every)
        is_long = np.linalg.norm(ankle - joint, axis=-1) > wanted
        low, high = np.where(is_long, middle, low), np.where(is_long, high, middle)
    return np.asarray((low + high) / 2)


def _push_rate(
    plan: Stances, style: FootStyle, hip: Hip, every: NDArray[np.intp]
) -> tuple[Array, Array]:
    """Return the rate of heel rise, and that of the knee, at toe-off (rad/s).

    The knee moves as wanted where the heel can rise fast, or slowly, enough.
    """
    rates = []
    trials = (0.0, 1.0)
    for rate in trials:
        trial = replace(plan, push_rate_rad_s=np.full(len(every), rate))
        knees = [
            leg_angles(trial, hip, plan.off_s + shift, every)[1]
            for shift in (-_DIFFERENCE_S, _DIFFERENCE_S)
        ]
        rates.append((knees[1] - knees[0]) / (2 * _DIFFERENCE_S))
    mean = plan.push_rad / (plan.off_s - plan.contact_s - plan.rise_s)
    effect = rates[1] - rates[0]
    missing = style.knee_off_rate_rad_s - rates[0]
    # A straight knee does not yet bend; such a trunk is lowered later.
    needed = np.divide(missing, effect, out=mean.copy(), where=effect != 0)
    chosen = np.clip(needed, _SLOWEST_PUSH * mean, _FASTEST_PUSH * mean)
    return chosen, rates[0] + effect * chosen
