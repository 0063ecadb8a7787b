"""Train the network that reads initial contact and toe-off off an average stride.

Runs on one core in less than an hour::

    python training/train_events.py --out src/midstance/events/strides/timing.npz

Data: synthetic runners and walkers (`filmed_runners`) of all speeds, sizes and
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

import json
import time
import warnings
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from common import from_command_line, origin
from filmed_runners import (
    EVENTS,
    LABEL_SHIFTS_S,
    OTHER,
    ROUND,
    film,
    label,
    random_settings,
)

from midstance.errors import ConfigError, NotEnoughDataError
from midstance.events.motion import read_motion
from midstance.events.strides.features import (
    NAMES,
    OWN,
    TIMES,
    describe_stride,
    describe_stride_from_behind,
    join_both_legs,
)
from midstance.events.strides.timing import TimingModel
from midstance.kernels.types import Array
from midstance.schema.events import SIDES
from midstance.synth.motion.runner import run

TARGET_SCALE_S = 0.05
LINE_RIDGE, LINE_DRAWS = 3.0, 4


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
    seed: int = field(default=0, metadata={"help": "of every random number"})


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
    about = origin(settings, scores=scores)
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


if __name__ == "__main__":
    from_command_line(__doc__, Settings(), train)
