"""Synthetic walkers and runners, filmed, as both event recipes learn from them.

Somebody of any speed, size and style (`random_settings`) before a random camera
(`film`), with the errors of a pose network, and when their feet truly met and left
the ground (`label`).
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import xarray as xr
from scipy.interpolate import CubicSpline
from scipy.signal import lfilter

from midstance.events.motion import Motion
from midstance.kernels.signals.filters import lowpass
from midstance.kernels.types import Array
from midstance.schema.events import SIDES, times_s
from midstance.schema.tracks import make_tracks
from midstance.synth.motion.gait import RunnerSettings, resolve_gait
from midstance.synth.observation.noise import draw_network_error

EVENTS = ("initial_contact", "toe_off")
LEG = ("hip", "knee", "ankle", "heel", "foot_index")
FEET = ("heel", "foot_index")
OTHER = {"left": "right", "right": "left"}
BODY_PX = 500.0
ROUND = 110
"""Runners drawn from one random state: rounds do not depend on one another."""
SPEEDS_M_S = {
    "walk": (0.7, 2.1),
    "jog": (1.2, 2.2),
    "run": (1.9, 4.8),
    "sprint": (4.5, 9.5),
}
SLOWEST_RUN_M_S = 1.92
"""From here on a synthetic person 1.75 m tall runs unless told to walk."""
LABEL_SHIFTS_S = (0.006, 0.014)
"""What no cue tells: how far contact and toe-off of a real runner are off from what
all cues of the synthetic one say together, one standard deviation. Two people whose
toe-offs are known leave 9 and 31 ms later than that. It changes no estimate; it
widens the uncertainty that the network learns to state."""


def random_settings(rng: np.random.Generator) -> RunnerSettings:
    """Draw a walker three times in ten, or somebody who jogs, runs or sprints."""
    height_m = rng.uniform(1.45, 2.0)
    kind = rng.choice(["walk", "jog", "run", "sprint"], p=[0.3, 0.12, 0.4, 0.18])
    speed = rng.uniform(*SPEEDS_M_S[kind])
    walks = kind == "walk"
    # The synthetic runner walks when nothing else is said at the speed of a jog.
    slowest = SLOWEST_RUN_M_S * np.sqrt(height_m / 1.75)
    usual = resolve_gait(
        RunnerSettings(
            speed_m_s=speed if walks else max(speed, slowest), height_m=height_m
        )
    )
    if not walks and speed < slowest:
        slower = speed / slowest
        usual = replace(
            usual,
            cadence_spm=usual.cadence_spm * (0.7 + 0.3 * slower),
            duty_factor=min(usual.duty_factor * (1.3 - 0.3 * slower), 0.47),
            overstride_m=usual.overstride_m * slower,
            thigh_swing_peak_deg=usual.thigh_swing_peak_deg * (0.5 + 0.5 * slower),
        )
    around = {
        "cadence_spm": usual.cadence_spm * rng.normal(1, 0.06),
        "duty_factor": _duty_factor(usual.duty_factor, walks, rng),
        "strike_angle_deg": usual.strike_angle_deg + rng.normal(0, 3 if walks else 8),
        "overstride_m": usual.overstride_m * rng.normal(1, 0.15),
        "trunk_lean_deg": usual.trunk_lean_deg + rng.normal(0, 4),
        "knee_stance_peak_deg": usual.knee_stance_peak_deg + rng.normal(0, 4),
        "knee_swing_peak_deg": usual.knee_swing_peak_deg + rng.normal(0, 8),
        "knee_off_rate_deg_s": np.clip(
            usual.knee_off_rate_deg_s + rng.normal(20, 120), -250, 450
        ),
        "thigh_swing_peak_deg": usual.thigh_swing_peak_deg + rng.normal(0, 4),
    }
    return RunnerSettings(
        speed_m_s=speed,
        height_m=height_m,
        retraction=float(np.clip(rng.normal(0.2, 0.6), -1.5, 1.5)),
        leg_ratio=rng.uniform(0.93, 1.07),
        foot_ratio=rng.uniform(0.9, 1.1),
        step_asymmetry=rng.normal(0, 0.01),
        contact_asymmetry=rng.normal(0, 0.02),
        strike_asymmetry_deg=rng.normal(0, 2),
        variability=rng.uniform(0.3, 1.6),
        start_phase=rng.uniform(0, 0.999),
        surface="overground" if rng.uniform() < 0.3 else "treadmill",
        **around,
    )


def _duty_factor(usual: float, walks: bool, rng: np.random.Generator) -> float:
    if walks:
        return float(max(usual * rng.normal(1, 0.03), 0.51))
    return float(min(usual * rng.normal(1, 0.11), 0.485))


def film(
    world: xr.Dataset, events: pd.DataFrame, view: str, rng: np.random.Generator
) -> xr.Dataset | None:
    """Return tracks (px) of a random camera; None when too little is seen.

    `view` is left, right or rear.
    """
    seen = shoot(world, view, rng)
    if seen is None:
        return None
    names, time_s, flat = seen
    flat = flat + keypoint_error(names, time_s, events, view, rng)
    if rng.uniform() < 0.5:
        flat = flat + lost_feet(flat, names, time_s, events, view, rng)
    if rng.uniform() < 0.85:
        flat = smooth(flat, time_s, events, rng)
    if view != "rear" and rng.uniform() < 0.15:
        hide(flat, names, time_s, view, rng)
    return as_tracks(names, time_s, flat)


def shoot(
    world: xr.Dataset, view: str, rng: np.random.Generator
) -> tuple[list[str], Array, Array] | None:
    """Return keypoints, times (s) and exact images (px, (n_times, n_keypoints, 2)).

    None when too little is seen. One camera in four sees no feet.
    """
    rate_hz = float(rng.choice([25.0, 30.0, 50.0, 60.0, 60.0, 120.0]))
    has_feet = rng.uniform() < 0.75
    names = [
        f"{side}_{name}"
        for side in SIDES
        for name in LEG
        if has_feet or name not in FEET
    ]
    solid = world["position"].sel(keypoint=names).isel(individual=0)
    source_s = world["time"].to_numpy()
    time_s = np.arange(
        source_s[0] + rng.uniform(0, 1 / rate_hz), source_s[-1], 1 / rate_hz
    )
    points = CubicSpline(
        source_s, solid.transpose("time", "keypoint", "space").to_numpy()
    )(time_s)
    flat = project(points, view, rng.uniform(3.0, 9.0))
    seen = np.abs(flat[..., 0]).max(axis=1) < rng.uniform(500, 900)
    if seen.sum() < 0.9 * rate_hz:
        return None
    kept = np.arange(*(np.flatnonzero(seen)[[0, -1]] + [0, 1]))
    return names, time_s[kept], flat[kept]


def smooth(
    flat: Array, time_s: Array, events: pd.DataFrame, rng: np.random.Generator
) -> Array:
    """Return images smoothed about as much as every analysis smooths."""
    rate_hz = 1 / float(time_s[1] - time_s[0])
    stride_s = float(np.median(np.diff(times_s(events, "left", EVENTS[0]))))
    cutoff_hz = float(np.clip(6 / stride_s, 6, 14)) * rng.uniform(0.85, 1.15)
    cutoff_hz = min(cutoff_hz, 0.4 * rate_hz)
    return np.stack(
        [
            [lowpass(flat[:, k, a], cutoff_hz, rate_hz) for a in (0, 1)]
            for k in range(flat.shape[1])
        ]
    ).transpose(2, 0, 1)


def as_tracks(names: list[str], time_s: Array, flat: Array) -> xr.Dataset:
    """Return images as the tracks of one person."""
    return make_tracks(
        flat.transpose(0, 2, 1)[..., None],
        np.ones((len(time_s), len(names), 1)),
        time_s,
        keypoints=names,
    )


def project(points: Array, view: str, distance_m: float) -> Array:
    """Return images (px from the middle, y down) of points (m), runner centred."""
    centre = np.median(points[:, :2].mean(axis=1), axis=0)
    focal_px = BODY_PX * distance_m / (centre[2] / 0.53)
    ahead, aside, above = np.moveaxis(points - centre, -1, 0)
    if view == "rear":
        across, away = -aside, ahead
    else:
        toward = 1.0 if view == "right" else -1.0
        across, away = toward * ahead, toward * aside
    return np.stack([across, -above], axis=-1) * (
        focal_px / (distance_m + away)[..., None]
    )


def hide(
    flat: Array, names: list[str], time_s: Array, near: str, rng: np.random.Generator
) -> None:
    """Take the far knee and foot away for 0.3 s in every second."""
    start_s = rng.uniform(0, 1)
    hidden = (time_s - start_s) % 1.0 < 0.3
    for k, name in enumerate(names):
        if not name.startswith(near) and not name.endswith("hip"):
            flat[hidden, k] = np.nan


def lost_feet(
    flat: Array,
    names: list[str],
    time_s: Array,
    events: pd.DataFrame,
    view: str,
    rng: np.random.Generator,
) -> Array:
    """Errors (px) of a network that loses a foot which swings fast.

    Soon after toe-off the points of that foot are drawn to the other one, or fall
    short of where it is: in some strides or in all, a little or the whole way.
    """
    error = np.zeros_like(flat)
    for side in SIDES:
        is_far = view not in (side, "rear")
        often = rng.uniform(0, 1.0 if is_far else 0.7)
        begins_s, lasts_s = rng.uniform(0.0, 0.12), rng.uniform(0.04, 0.2)
        usual = rng.uniform(0, 0.3)
        pull = np.zeros(len(time_s))
        for leaves_s in times_s(events, side, "toe_off"):
            if rng.uniform() > often:
                continue
            strength = min(rng.exponential(usual), 1.0)
            middle_s = leaves_s + begins_s + lasts_s / 2 + 0.02 * rng.normal()
            pull += strength * np.exp(-((2 * (time_s - middle_s) / lasts_s) ** 2))
        pull = np.minimum(pull, 1.0)
        for name in ("knee", "ankle", *FEET):
            if f"{side}_{name}" not in names:
                continue
            own = names.index(f"{side}_{name}")
            other = names.index(f"{OTHER[side]}_{name}")
            part = rng.uniform(0.0, 0.4) if name == "knee" else rng.uniform(0.7, 1.3)
            away = flat[:, other] - flat[:, own]
            error[:, own] += np.minimum(part * pull, 1.0)[:, None] * away
    return error


def keypoint_error(
    names: list[str],
    time_s: Array,
    events: pd.DataFrame,
    view: str,
    rng: np.random.Generator,
) -> Array:
    """Errors (px) that repeat with the stride, that last a little, or neither.

    Those that repeat are partly shared by the joints of one foot. How large they
    and the rest are changes from joint to joint and is more for the far leg, as
    in `midstance.synth.observation.noise`; how large they all are changes from film
    to film.
    """
    rate_hz = 1 / float(np.median(np.diff(time_s)))
    error = np.zeros((len(time_s), len(names), 2))
    kind = rng.choice(["exact", "white", "network"], p=[0.12, 0.25, 0.63])
    if kind == "exact":
        return error
    if kind == "white":
        return rng.uniform(0.5, 6.0) * rng.normal(size=error.shape)
    usual = draw_network_error(int(rng.integers(2**31)))
    waves, rest = rng.uniform(0.0, 1.4), rng.uniform(0.4, 1.4)
    for side in SIDES:
        is_near = view in (side, "rear")
        turns = 2 * np.pi * _stride_count(events, side, time_s)
        shared = _waves(turns, rng) * rng.uniform(0, 5.0 if is_near else 16.0)
        for k, name in enumerate(names):
            if not name.startswith(side):
                continue
            joint = name.removeprefix(f"{side}_")
            if joint in ("ankle", *FEET):
                error[:, k] = shared * rng.uniform(0.8, 1.3)
            rho = rng.uniform(0.0, 0.4) ** (30.0 / rate_hz)
            white = rng.normal(size=(len(time_s), 2)) * np.sqrt(1 - rho**2)
            noise = lfilter([1.0], [1.0, -rho], white, axis=0)
            known = usual["near" if is_near else "far", joint]
            for a, axis in enumerate(known):
                error[:, k, a] += waves * axis.bias_px(turns / (2 * np.pi))
                error[:, k, a] += rest * axis.jitter_px * noise[:, a]
    return error


def _stride_count(events: pd.DataFrame, side: str, time_s: Array) -> Array:
    contacts = times_s(events, side, "initial_contact")
    stride_s = float(np.median(np.diff(contacts)))
    more = stride_s * np.arange(1, 5)
    contacts = np.concatenate([contacts[0] - more[::-1], contacts, contacts[-1] + more])
    return np.interp(time_s, contacts, np.arange(len(contacts)))


def _waves(turns: Array, rng: np.random.Generator) -> Array:
    """Random smooth course over the stride, (n_times, 2), of size about 1."""
    size = np.array([1.0, 1.0, 0.7, 0.5])
    size = size / np.sqrt(np.sum(size**2))
    waves = np.zeros((len(turns), 2))
    for harmonic, part in enumerate(size, start=1):
        for axis in (0, 1):
            angle = harmonic * turns + rng.uniform(0, 2 * np.pi)
            waves[:, axis] += part * rng.rayleigh() * np.cos(angle)
    return waves


def label(motion: Motion, events: pd.DataFrame, side: str, turn_s: float) -> Array:
    """Return how long after the turn of the foot the true events are, averaged."""
    after: list[float] = []
    for event in EVENTS:
        true = times_s(events, side, event)
        true = true[(true >= motion.time_s[0]) & (true <= motion.time_s[-1])]
        if true.size == 0:
            return np.full(2, np.nan)
        phase = np.interp(true, motion.time_s, motion.phase_of(side))
        turn = 2 * np.pi * turn_s / motion.period_s
        # A contact lies within half a stride of the turn, a toe-off within one
        # stride after the contact.
        earliest = 2 * np.pi * after[0] / motion.period_s if after else -np.pi
        angle = np.angle(np.exp(1j * (phase - turn)).mean())
        angle = (angle - earliest) % (2 * np.pi) + earliest
        after.append(angle / (2 * np.pi) * motion.period_s)
    return np.array(after)
