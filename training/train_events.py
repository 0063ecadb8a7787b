"""Train the network that reads initial contact and toe-off off an average stride.

Runs on one core in less than an hour::

    python training/train_events.py --out src/midstance/events/timing.npz

Data: synthetic runners and walkers (`midstance.synth`) of all speeds, sizes and
styles, filmed by a virtual side camera with keypoint errors of many kinds; no
recording of a person. Features: `midstance.events.strides.features`. Labels: how long
after the turn of the foot the true contact and toe-off come, averaged over the
strides seen. The synthetic runner moves like a person only within limits, so
every cue is shifted at random, runner by runner, by as much as we trust it
(`CUE_SHIFTS_S`): no single cue can be relied on to the millisecond.

Model: a linear regression, and an ensemble of small networks (two hidden layers)
that give what it leaves of the time and a standard deviation for either event;
Gaussian likelihood; runners held out.
"""

import argparse
import json
import subprocess
import time
import warnings
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline
from scipy.signal import lfilter

from midstance.errors import ConfigError, NotEnoughDataError
from midstance.events.motion import Motion, read_motion
from midstance.events.strides.features import (
    NAMES,
    OWN,
    TIMES,
    describe_stride,
    describe_stride_from_behind,
    join_both_legs,
)
from midstance.events.strides.timing import TimingModel
from midstance.kernels.signals.filters import lowpass
from midstance.schema.events import SIDES, times_s
from midstance.schema.tracks import make_tracks
from midstance.synth.motion.gait import RunnerSettings, resolve_gait
from midstance.synth.motion.runner import run
from midstance.synth.observation.noise import draw_network_error

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Array = NDArray[np.float64]
EVENTS = ("initial_contact", "toe_off")
LEG = ("hip", "knee", "ankle", "heel", "foot_index")
FEET = ("heel", "foot_index")
OTHER = {"left": "right", "right": "left"}
BODY_PX = 500.0
ROUND = 110
"""Runners drawn from one random state: rounds do not depend on one another."""
TARGET_SCALE_S = 0.05
LINE_RIDGE, LINE_DRAWS = 3.0, 4

SPEEDS_M_S = {
    "walk": (0.7, 2.1),
    "jog": (1.2, 2.2),
    "run": (1.9, 4.8),
    "sprint": (4.5, 9.5),
}
SLOWEST_RUN_M_S = 1.92
"""From here on a synthetic person 1.75 m tall runs unless told to walk."""

CUE_SHIFTS_S = {
    "speed_30": 0.004,
    "speed_50": 0.004,
    "speed_70": 0.006,
    "pelvis_fall": 0.008,
    "pelvis_lowest": 0.008,
    "pelvis_rise": 0.010,
    "knee_straightest": 0.018,
    "thigh_back": 0.030,
    "leg_longest": 0.020,
    "ankle_rise": 0.012,
    "heel_rise": 0.018,
    "toe_rise": 0.012,
    "toe_rise_high": 0.015,
    "foot_steepest": 0.040,
    "toe_slows": 0.020,
    "toe_turn": 0.045,
    "ankle_turn": 0.045,
    "ankle_highest": 0.040,
    "knee_most_bent": 0.030,
}
"""How far each cue may be off in a real runner: standard deviation of its shift
in training. From what is published about the cues, and caution."""
CUE_MEANS_S = {
    "pelvis_rise": -0.008,
    "knee_straightest": -0.006,
    "thigh_back": -0.006,
    "leg_longest": -0.010,
    "toe_rise": 0.012,
    "toe_rise_high": 0.012,
    "toe_turn": -0.012,
}
"""How much later a cue of toe-off comes in people who run over a force plate than
in the synthetic runner. People: peak knee extension 11 ms before to 24 ms after
toe-off, longest leg 0 to 17 ms after, toe up by 2.5 cm 9 to 33 ms after, toe
farthest behind 98 to 130 ms after (five trials and published values, 2.5 to 3.5
m/s); and real force fades more slowly before toe-off than a half sine, which
lifts the pelvis sooner."""
LABEL_SHIFTS_S = (0.006, 0.014)
"""What no cue tells: how far contact and toe-off of a real runner are off from what
all cues of the synthetic one say together, one standard deviation. Two people whose
toe-offs are known leave 9 and 31 ms later than that. It changes no estimate; it
widens the uncertainty that the network learns to state."""
TURN_SHIFT_S = 0.006
STRAIGHT_SHIFT_S = 0.012
"""Shared by the cues of a leg that straightens behind the body."""
WALKING_SHARE = 0.5
"""Cues of walking are known better: they are shifted by this share."""
SHAPE_FACTOR = 0.12
"""Spread of a factor on every shape feature."""
PELVIS_RANGE = (1.12, 0.20)
"""Mean and spread of the factor on how far the pelvis goes up and down: in people
the hips go farther than the whole body, which the synthetic hips follow."""
SHAPE_SHIFT_RAD = 0.10
ANGLES = ("knee_at_turn", "shank_at_turn", "foot_at_turn", "foot_in_stance")


@dataclass(frozen=True)
class Settings:
    """Every choice of a training run."""

    n_runners: int = field(default=440, metadata={"help": "synthetic runners"})
    n_films: int = field(default=3, metadata={"help": "side views of each"})
    held_out: float = field(default=0.1, metadata={"help": "share kept for testing"})
    n_networks: int = field(default=3, metadata={"help": "networks of the ensemble"})
    n_hidden: int = field(default=32, metadata={"help": "units of either layer"})
    n_steps: int = field(default=3000, metadata={"help": "steps of the optimiser"})
    batch: int = field(default=256, metadata={"help": "samples a step"})
    learning_rate: float = field(default=2e-3, metadata={"help": "of Adam, falling"})
    weight_decay: float = field(default=1e-3, metadata={"help": "pull to zero"})
    seed: int = field(default=0, metadata={"help": "of everything random"})


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
    """Return keypoints, times (s) and exact pictures (px, (n_times, n_keypoints, 2)).

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
    """Return pictures smoothed about as much as every analysis smooths."""
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
    """Return pictures as the tracks of one person."""
    return make_tracks(
        flat.transpose(0, 2, 1)[..., None],
        np.ones((len(time_s), len(names), 1)),
        time_s,
        keypoints=names,
    )


def project(points: Array, view: str, distance_m: float) -> Array:
    """Return pictures (px from the middle, y down) of points (m), runner centred."""
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
        turns = 2 * np.pi * _stride_phase(events, side, time_s)
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


def _stride_phase(events: pd.DataFrame, side: str, time_s: Array) -> Array:
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


def collect(settings: Settings) -> dict[str, Array]:
    """Return features (n, n_features), labels (n, 2) in s, runners and views."""
    started = time.monotonic()
    rounds = []
    for first in range(0, settings.n_runners, ROUND):
        print(f"{first} runners, {time.monotonic() - started:.0f} s", flush=True)
        rounds.append(collect_round(settings, first))
    return {name: np.concatenate([one[name] for one in rounds]) for name in rounds[0]}


def collect_round(settings: Settings, first: int) -> dict[str, Array]:
    """Return what `collect` does of up to `ROUND` runners, numbered from `first`."""
    rng = np.random.default_rng(settings.seed + first // ROUND)
    rows: list[tuple[Array, Array, int, bool]] = []
    for number in range(min(ROUND, settings.n_runners - first)):
        try:
            one = run(
                random_settings(rng),
                duration_s=float(rng.choice([2.5, 4.0, 8.0, 12.0])),
                rate_hz=150.0,
                seed=number,
            )
        except ConfigError:
            continue
        if one.events.groupby(["side", "event"]).size().min() < 2:
            continue
        is_still = one.settings.surface == "treadmill"
        views = ["right", "left"] * settings.n_films
        views = [*views[: settings.n_films], *(["rear"] if is_still else [])]
        for view in views:
            for values, target in samples(one.tracks, one.events, view, rng):
                rows.append((values, target, first + number, view == "rear"))
    features, labels, runners, behind = zip(*rows, strict=True)
    return {
        "features": np.array(features),
        "labels": np.array(labels),
        "runners": np.array(runners),
        "behind": np.array(behind),
    }


def samples(
    world: xr.Dataset, events: pd.DataFrame, view: str, rng: np.random.Generator
) -> list[tuple[Array, Array]]:
    """Return features and label of either leg in one film; none if it shows none."""
    tracks = film(world, events, view, rng)
    if tracks is None:
        return []
    try:
        motion = read_motion(tracks, "person-1")
    except NotEnoughDataError:
        return []
    if motion is None or (motion.direction == 0) != (view == "rear"):
        return []
    found = []
    read = describe_stride_from_behind if view == "rear" else describe_stride
    legs = {side: read(motion.mean_leg(side)) for side in SIDES}
    for side in SIDES:
        start_s, values = join_both_legs(legs[side], legs[OTHER[side]])
        target = label(motion, events, side, start_s)
        if np.isfinite(target).all() and abs(target[0]) < 0.15:
            found.append((values, target))
    return found


def shift_cues(
    features: Array, labels: Array, rng: np.random.Generator
) -> tuple[Array, Array]:
    """Return features and labels as if every cue were a little off.

    Most of what a cue is off belongs to the runner, and is the same on both legs.
    """
    shifted, moved = features.copy(), labels.copy()
    n, last = len(features), NAMES.index("other_start")

    def draw() -> Array:
        """Two columns of size 1, own and other leg, alike by 0.64."""
        return 0.8 * rng.normal(size=(n, 1)) + 0.6 * rng.normal(size=(n, 2))

    turn = TURN_SHIFT_S * draw()
    moved += turn[:, :1] + LABEL_SHIFTS_S * rng.normal(size=(n, 2))
    shifted[:, last] += turn[:, 0] - turn[:, 1]
    straight = STRAIGHT_SHIFT_S * draw()
    period_s = features[:, OWN.index("period")]
    runs = (labels[:, 1] - labels[:, 0] < 0.5 * period_s)[:, None]
    for name, sd in CUE_SHIFTS_S.items():
        shift = np.where(runs, 1.0, WALKING_SHARE) * sd * draw()
        shift += turn + runs * CUE_MEANS_S.get(name, 0.0)
        if name in ("knee_straightest", "thigh_back", "leg_longest"):
            shift += straight
        shifted[:, OWN.index(name)] += shift[:, 0]
        shifted[:, len(OWN) + OWN.index(name)] += shift[:, 1]
    for place, name in enumerate(OWN[len(TIMES) :], start=len(TIMES)):
        columns = [place, place + len(OWN)]
        if name in ANGLES:
            shifted[:, columns] += SHAPE_SHIFT_RAD * draw()
        elif name == "pelvis_range":
            mean, spread = PELVIS_RANGE
            shifted[:, columns] *= mean + spread * rng.normal(size=(n, 1))
        elif name != "period":
            shifted[:, columns] *= 1 + SHAPE_FACTOR * draw()
    return shifted, moved


def encode(features: Array, centre: Array, width: Array) -> Array:
    """Return network inputs: scaled features with 0 for NaN, then what is missing."""
    scaled = np.clip((features - centre) / width, -4, 4)
    missing = np.isnan(features)
    return np.hstack([np.where(missing, 0.0, scaled), missing])


Weights = list[Array]


def start_network(n_inputs: int, n_hidden: int, rng: np.random.Generator) -> Weights:
    """Return random weights and zero offsets of three layers."""
    sizes = [n_inputs, n_hidden, n_hidden, 4]
    weights: Weights = []
    for before, after in pairwise(sizes):
        weights += [rng.normal(size=(before, after)) / np.sqrt(before), np.zeros(after)]
    return weights


def gradients(weights: Weights, inputs: Array, targets: Array) -> tuple[float, Weights]:
    """Return the mean negative log likelihood and its derivatives."""
    first = np.tanh(inputs @ weights[0] + weights[1])
    second = np.tanh(first @ weights[2] + weights[3])
    output = second @ weights[4] + weights[5]
    mean, log_sd = output[:, :2], np.clip(output[:, 2:], -5, 3)
    error = (mean - targets) * np.exp(-log_sd)
    loss = float(np.mean(np.sum(log_sd + error**2 / 2, axis=1)))
    n = len(inputs)
    down = np.hstack([error * np.exp(-log_sd), 1 - error**2]) / n
    down = np.clip(down, -50 / n, 50 / n)
    slopes: Weights = [np.empty(0)] * 6
    slopes[4], slopes[5] = second.T @ down, down.sum(axis=0)
    down = (down @ weights[4].T) * (1 - second**2)
    slopes[2], slopes[3] = first.T @ down, down.sum(axis=0)
    down = (down @ weights[2].T) * (1 - first**2)
    slopes[0], slopes[1] = inputs.T @ down, down.sum(axis=0)
    return loss, slopes


def fit_line(
    features: Array, labels: Array, scaling: tuple[Array, Array], seed: int
) -> Array:
    """Return what a ridge regression makes of the inputs: (n_inputs + 1, 2), in s.

    The network learns what that leaves: toe-off comes 0.1 s after the turn of the
    foot in a sprint and 0.9 s after it in a slow walk.
    """
    rng = np.random.default_rng(seed)
    shifted, moved = zip(
        *(shift_cues(features, labels, rng) for _ in range(LINE_DRAWS)), strict=True
    )
    inputs = encode(np.concatenate(shifted), *scaling)
    inputs = np.column_stack([inputs, np.ones(len(inputs))])
    normal = inputs.T @ inputs + LINE_RIDGE * np.eye(inputs.shape[1])
    return np.asarray(np.linalg.solve(normal, inputs.T @ np.concatenate(moved)))


def train_network(
    features: Array,
    labels: Array,
    scaling: tuple[Array, Array],
    line: Array,
    settings: Settings,
    seed: int,
) -> Weights:
    """Return the weights of one network, by Adam with a falling step."""
    rng = np.random.default_rng([settings.seed, seed])
    weights = start_network(2 * len(NAMES), settings.n_hidden, rng)
    speed = [np.zeros_like(w) for w in weights]
    power = [np.zeros_like(w) for w in weights]
    for step in range(1, settings.n_steps + 1):
        picked = rng.integers(len(features), size=settings.batch)
        shifted, moved = shift_cues(features[picked], labels[picked], rng)
        inputs = encode(shifted, *scaling)
        left_over = moved - inputs @ line[:-1] - line[-1]
        _, slopes = gradients(weights, inputs, left_over / TARGET_SCALE_S)
        rate = settings.learning_rate * (1 - step / (settings.n_steps + 1)) + 1e-5
        for k, slope in enumerate(slopes):
            speed[k] = 0.9 * speed[k] + 0.1 * slope
            power[k] = 0.999 * power[k] + 0.001 * slope**2
            update = speed[k] / (1 - 0.9**step)
            update /= np.sqrt(power[k] / (1 - 0.999**step)) + 1e-8
            weights[k] = weights[k] * (1 - rate * settings.weight_decay) - rate * update
    return weights


def commit() -> str:
    """Return the commit of the working tree, or nothing outside of one."""
    found = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        capture_output=True,
        text=True,
        check=False,
    )
    return found.stdout.strip()


def train(settings: Settings, out: Path, cache: Path | None = None) -> dict[str, float]:
    """Collect data, train both ensembles, write them, and return scores (ms)."""
    if cache is not None and cache.is_file():
        with np.load(cache) as saved:
            data = {name: saved[name] for name in saved.files}
    else:
        data = collect(settings)
        if cache is not None:
            np.savez_compressed(cache, **data)
    held_out = data["runners"] % round(1 / settings.held_out) == 0
    arrays: dict[str, Array] = {}
    scores: dict[str, float] = {}
    for view, chosen in (("side", ~data["behind"]), ("behind", data["behind"])):
        train_on, test_on = chosen & ~held_out, chosen & held_out
        model, stored = train_ensemble(
            data["features"][train_on], data["labels"][train_on], settings
        )
        arrays |= {f"{view}_{name}": array for name, array in stored.items()}
        found = evaluate(model, data["features"][test_on], data["labels"][test_on])
        scores |= {f"{view}_{name}": value for name, value in found.items()}
    about = {"settings": asdict(settings), "commit": commit(), "scores": scores}
    np.savez_compressed(out, names=np.array(NAMES), about=json.dumps(about), **arrays)
    return scores


def train_ensemble(
    features: Array, labels: Array, settings: Settings
) -> tuple[TimingModel, dict[str, Array]]:
    """Return trained networks, and their arrays as they are stored."""
    with warnings.catch_warnings():
        # A column of which nothing is ever seen is all NaN: it stays 0.
        warnings.simplefilter("ignore", RuntimeWarning)
        centre = np.nan_to_num(np.nanmean(features, axis=0))
        width = np.nan_to_num(np.nanstd(features, axis=0)) + 1e-3
    line = fit_line(features, labels, (centre, width), settings.seed)
    networks = [
        train_network(features, labels, (centre, width), line, settings, seed)
        for seed in range(settings.n_networks)
    ]
    layers = [
        np.stack([network[k] for network in networks]).astype(np.float32)
        for k in range(6)
    ]
    model = TimingModel(
        tuple(layer.astype(float) for layer in layers), line, centre, width
    )
    stored = {f"layer_{k}": layer for k, layer in enumerate(layers)}
    return model, {**stored, "line": line, "centre": centre, "width": width}


def evaluate(model: TimingModel, features: Array, labels: Array) -> dict[str, float]:
    """Return RMSE (ms) and how many errors lie within one deviation, per event."""
    scores = {"n": float(len(labels))}
    found = np.array([model.read(row) for row in features])
    for k, event in enumerate(EVENTS):
        error = found[:, 0, k] - labels[:, k]
        scores[f"{event}_rmse_ms"] = round(1e3 * float(np.sqrt(np.mean(error**2))), 2)
        scores[f"{event}_median_ms"] = round(1e3 * float(np.median(np.abs(error))), 2)
        inside = np.abs(error) < found[:, 1, k]
        scores[f"{event}_within_one"] = round(float(inside.mean()), 3)
    return scores


def from_command_line(
    document: str,
    usual: "DataclassInstance",
    train: Callable[[Any, Path, Path | None], dict[str, float]],
) -> None:
    """Read the settings from the command line, train, and print the scores."""
    parser = argparse.ArgumentParser(description=document.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True, help="where to write")
    parser.add_argument("--cache", type=Path, help="data, to train again faster")
    for one in fields(usual):
        parser.add_argument(
            f"--{one.name.replace('_', '-')}",
            type=type(one.default),
            default=one.default,
            help=one.metadata["help"],
        )
    given = vars(parser.parse_args())
    out, cache = given.pop("out"), given.pop("cache")
    print(json.dumps(train(replace(usual, **given), out, cache), indent=1))


if __name__ == "__main__":
    from_command_line(__doc__, Settings(), train)
