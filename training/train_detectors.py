"""Train networks and a forest that find contacts and toe-offs frame by frame.

Needs scikit-learn and PyTorch (``pip install 'midstance[train]'``); runs on one
core in about a quarter of an hour::

    python training/train_detectors.py --out src/midstance/events/frames/learned.npz

Data: synthetic runners and walkers (`midstance.synth`) filmed from the side at 25
to 120 frames/s with the errors of a pose network (more, and less like one another
from film to film, than the network usually makes), lost keypoints and, at times, no
feet; cleaned as every analysis cleans. Frames:
`midstance.events.frames.frame_features`, which know neither size, place, side nor
frame rate.

With ``--analyses`` also folders of ``midstance analyze`` in which somebody set
events by hand (source ``manual``, see ``midstance label``). Of each leg, only what
lies between events set by hand is learned from. They are drawn as often as
``--curated-share`` says, however few they are. Splits take every folder for another
runner; name the runner where that is wrong::

    python training/train_detectors.py --out NEW.npz \
        --analyses anna=out/monday anna=out/friday out/somebody

Models, all judged on runners that none of them saw: a random forest whose settings
a grid search picks, folds split by runner; a perceptron that looks through a
window, with weighted cross-entropy; a temporal convolution network. In training,
in choosing and in calibrating, the joints of synthetic people are distorted as real
people differ from them (`CUES_MS`). The better of the two networks is written to
``--out`` with how far its events are off; with ``--keep`` all three are kept for
`validation/learned_events.py`.
"""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from common import add_settings, make_parser, origin, sha256_of, take_settings
from numpy.typing import NDArray

from midstance.errors import ConfigError, MidstanceError, NotEnoughDataError
from midstance.events.frames.frame_features import CHANNELS, PLACES, Frames, read_frames
from midstance.events.frames.frame_network import FrameNetwork
from midstance.events.frames.learned import FrameModel, PeakUncertainty, peaks
from midstance.events.motion import read_motion
from midstance.kernels.geometry.cameras import orbit_camera
from midstance.pipeline.steps import clean
from midstance.schema.events import KINDS, SIDES, load_events, of_individual, times_s
from midstance.schema.tracks import individuals, load_tracks
from midstance.synth.motion.gait import RunnerSettings, resolve_gait
from midstance.synth.motion.runner import run
from midstance.synth.observation.noise import (
    AxisError,
    Key,
    NetworkError,
    Noise,
    PointError,
    draw_network_error,
)
from midstance.synth.observation.observe import film

Array = NDArray[np.float64]

WINDOW = tuple(range(-18, 19, 3))
"""Frames that the forest and the perceptron see, in steps of a stride."""
LABEL_STEPS = 1.5
MATCH_S = 0.100
SHAPES = {
    "mlp": ((48, len(WINDOW), 3), (32, 1, 1), (3, 1, 1)),
    "tcn": ((40, 5, 1), (40, 5, 2), (40, 5, 4), (40, 5, 8), (3, 1, 1)),
}
"""Layers of the networks: outputs, taps, and how many steps taps are apart."""

CUES_MS = {
    "knee_x": (-6.0, 8.0, 18.0),
    "knee_y": (-6.0, 8.0, 18.0),
    "ankle_x": (-10.0, 5.0, 15.0),
    "ankle_y": (0.0, 5.0, 12.0),
    "heel_x": (0.0, 5.0, 18.0),
    "heel_y": (0.0, 8.0, 18.0),
    "foot_index_x": (-12.0, 8.0, 20.0),
    "foot_index_y": (12.0, 10.0, 12.0),
    "pelvis_y": (-8.0, 8.0, 10.0),
}
"""How far what a joint does may be off in a person who runs, against the synthetic
runner: how much later on average around toe-off, and the standard deviation around
contact and around toe-off. Taken from the same published values as the cues of
``training/train_events.py``."""
PEOPLE_LEAVE_LATER_MS = 10.0
"""Runners leave later than all cues of the synthetic runner together say: half the
mean of what a trial over a force plate and a clip labelled by eye show."""
PEOPLE_SHIFTS_MS = (6.0, 14.0)
"""How far contact and toe-off of a runner are off from what all cues say together, one
standard deviation, as in ``training/train_events.py``. It changes no estimate; it
widens the uncertainty."""
WALKING_SHARE = 0.5
SCALE_SPREAD = 0.05
PLACE_SPREAD = 0.02

FOOT = ("ankle", "heel", "foot_index")
FOOT_WAVES_PX = {"near": 5.0, "far": 16.0}
"""Largest error that repeats with the stride and is alike at all joints of a foot,
for a person 500 px tall."""
WAVE_SIZES = np.array([0.0, *np.repeat([1.0, 1.0, 0.7, 0.5], 2)]) / np.sqrt(2.74)
"""Of its mean, and of cosine and sine of each harmonic; of size 1 together."""
LONGEST_GAP_STRIDES = 0.9
"""Between two events of one leg; where more lies between, one is not known."""
N_PARTS = 7
"""Of the runners, one part to choose with and one to test with."""


@dataclass(frozen=True)
class Settings:
    """Every choice of a training run."""

    n_runners: int = field(default=800, metadata={"help": "synthetic recordings"})
    duration_s: float = field(default=5.0, metadata={"help": "of each of them"})
    n_steps: int = field(default=2000, metadata={"help": "steps of the optimiser"})
    batch: int = field(default=32, metadata={"help": "pieces of recordings a step"})
    piece: int = field(default=128, metadata={"help": "frames of a piece"})
    learning_rate: float = field(default=4e-3, metadata={"help": "of Adam, falling"})
    weight_decay: float = field(default=1e-4, metadata={"help": "pull to zero"})
    n_search: int = field(default=6000, metadata={"help": "frames of a grid search"})
    n_forest: int = field(default=30000, metadata={"help": "frames of the forest"})
    trees: tuple[int, ...] = field(default=(30, 80), metadata={"help": "searched"})
    depths: tuple[int, ...] = field(default=(8, 14), metadata={"help": "searched"})
    curated_share: float = field(
        default=0.25, metadata={"help": "of what is drawn, from --analyses"}
    )
    seed: int = field(default=0, metadata={"help": "of every random number"})


@dataclass(frozen=True)
class Example:
    """One leg of one recording.

    Parameters
    ----------
    runner
        Number of the person: what splits must not cut through.
    frames
        What is seen.
    period_s
        Stride time.
    true_s
        True times of contacts and toe-offs.
    target
        Shape (n_times, 3): nearness to nothing, contact and toe-off; 0 in all
        three where nobody knows.
    is_curated
        Whether a real person's events were set by hand.

    """

    runner: int
    frames: Frames
    period_s: float
    true_s: tuple[Array, Array]
    target: Array
    is_curated: bool = False


def draw_runner(rng: np.random.Generator) -> RunnerSettings:
    """Draw somebody who runs, or walks three times in ten."""
    low, high = [(0.7, 2.0), (1.9, 4.8), (4.5, 9.5)][rng.choice(3, p=[0.3, 0.48, 0.22])]
    speed = rng.uniform(low, high)
    usual = resolve_gait(RunnerSettings(speed_m_s=speed))
    duty_spread = 0.03 if speed < 1.9 else 0.10
    return RunnerSettings(
        speed_m_s=speed,
        height_m=rng.uniform(1.45, 2.0),
        cadence_spm=usual.cadence_spm * rng.normal(1, 0.06),
        duty_factor=usual.duty_factor * rng.normal(1, duty_spread),
        strike_angle_deg=usual.strike_angle_deg + rng.normal(0, 6),
        overstride_m=usual.overstride_m * rng.normal(1, 0.15),
        trunk_lean_deg=usual.trunk_lean_deg + rng.normal(0, 4),
        knee_stance_peak_deg=usual.knee_stance_peak_deg + rng.normal(0, 4),
        knee_swing_peak_deg=usual.knee_swing_peak_deg + rng.normal(0, 8),
        knee_off_rate_deg_s=float(
            np.clip(usual.knee_off_rate_deg_s + rng.normal(20, 120), -250, 450)
        ),
        thigh_swing_peak_deg=usual.thigh_swing_peak_deg + rng.normal(0, 4),
        retraction=float(np.clip(rng.normal(0.2, 0.6), -1.5, 1.5)),
        leg_ratio=rng.uniform(0.93, 1.07),
        foot_ratio=rng.uniform(0.9, 1.1),
        step_asymmetry=rng.normal(0, 0.01),
        contact_asymmetry=rng.normal(0, 0.02),
        variability=rng.uniform(0.3, 1.6),
        start_phase=rng.uniform(0, 0.999),
        surface="overground" if rng.uniform() < 0.3 else "treadmill",
    )


def draw_noise(rng: np.random.Generator) -> Noise:
    """Draw what goes wrong: nothing, white noise, or a pose network."""
    kind = rng.choice(["none", "white", "network"], p=[0.1, 0.2, 0.7])
    if kind == "none":
        return Noise()
    drops = {"drop_rate_hz": rng.uniform(0, 1.0), "drop_s": rng.uniform(0.05, 0.2)}
    if kind == "white":
        return Noise(white_px=rng.uniform(0.5, 6.0), **drops)
    return Noise(network=draw_error(rng), **drops)


def draw_error(rng: np.random.Generator) -> NetworkError:
    """Draw the errors of a pose network, part of them alike at all joints of a foot.

    How large those that repeat with the stride are, and the rest, changes from film
    to film.
    """
    usual = draw_network_error(int(rng.integers(2**31)))
    waves, rest, memory = rng.uniform([0.0, 0.3, 0.0], [1.4, 1.4, 0.4])
    feet = {
        distance: rng.uniform(0, most_px) * WAVE_SIZES * rng.normal(size=(2, 9))
        for distance, most_px in FOOT_WAVES_PX.items()
    }
    error: dict[Key, PointError] = {}
    for (distance, joint), axes in usual.items():
        shared = feet[distance] * (rng.uniform(0.8, 1.3) if joint in FOOT else 0.0)
        forward, down = (
            AxisError(
                tuple((waves * np.array(axis.fourier_px) + extra).tolist()),
                rest * axis.jitter_px,
                memory,
            )
            for axis, extra in zip(axes, shared, strict=True)
        )
        error[distance, joint] = forward, down
    return error


def lose_feet(
    tracks: xr.Dataset, events: pd.DataFrame, rng: np.random.Generator
) -> xr.Dataset:
    """Return tracks of a network that loses a foot which swings fast.

    Soon after toe-off, in some strides or in all, the points of that foot are drawn
    to the other one, a little or the whole way.
    """
    time_s, exact = tracks["time"].to_numpy(), tracks["position"]
    position = exact.copy()
    for side, other in (SIDES, SIDES[::-1]):
        often, usual = rng.uniform(0, 1), rng.uniform(0, 0.3)
        begins_s, lasts_s = rng.uniform(0.0, 0.12), rng.uniform(0.04, 0.2)
        pull = np.zeros(len(time_s))
        for leaves_s in times_s(events, side, "toe_off"):
            strength = min(rng.exponential(usual), 1.0) * (rng.uniform() < often)
            middle_s = leaves_s + begins_s + lasts_s / 2 + 0.02 * rng.normal()
            pull += strength * np.exp(-((2 * (time_s - middle_s) / lasts_s) ** 2))
        share = xr.DataArray(np.minimum(pull, 1.0), dims="time")
        for joint in FOOT:
            own = exact.sel(keypoint=f"{side}_{joint}", drop=True)
            wrong = exact.sel(keypoint=f"{other}_{joint}", drop=True)
            lost = own + share * (wrong - own)
            position.loc[{"keypoint": f"{side}_{joint}"}] = lost.transpose(*own.dims)
    return tracks.assign(position=position.assign_attrs(exact.attrs))


def record(
    rng: np.random.Generator, seed: int, duration_s: float
) -> tuple[xr.Dataset, pd.DataFrame] | None:
    """Return clean tracks and the true events of a drawn runner.

    None for settings that no leg can follow, or somebody out of the picture.
    """
    try:
        settings = draw_runner(rng)
    except ConfigError:
        return None
    rate_hz = float(rng.uniform(25, 120))
    noise, has_feet = draw_noise(rng), rng.uniform() < 0.8
    distance_m = rng.uniform(3.0, 9.0)
    path_m = settings.speed_m_s * duration_s
    crosses = settings.surface == "overground"
    camera = orbit_camera(
        float(rng.choice([-90.0, 90.0]) + rng.normal(0, 8)),
        distance_m=distance_m,
        camera_height_m=rng.uniform(0.5, 1.6),
        target_m=(path_m / 2 if crosses else 0.0, 0.0, 0.9),
        body_px=500.0,
        width_px=int(1.6 * 500.0 / 1.75 * distance_m),
        height_px=1400,
    )
    try:
        made = run(settings, duration_s=duration_s, rate_hz=rate_hz, seed=seed)
    except ConfigError:
        return None
    start = camera.project(np.array([[0.0, 0.0, 0.9]]))
    if noise.network is not None and not np.isfinite(start).all():
        return None  # From behind the camera, nobody can say which leg is nearer.
    tracks = film(made, camera, noise=noise, seed=seed)
    if noise.network is not None and rng.uniform() < 0.5:
        tracks = lose_feet(tracks, made.events, rng)
    if not has_feet:
        names = tracks["keypoint"].to_numpy().tolist()
        feet = ("_heel", "_foot_index")
        tracks = tracks.sel(keypoint=[k for k in names if not k.endswith(feet)])
    hips = tracks["position"].sel(keypoint=["left_hip", "right_hip"])
    inside = np.flatnonzero(hips.notnull().all(("space", "keypoint")).to_numpy())
    if inside.size < rate_hz:
        return None
    return clean(tracks.isel(time=slice(inside[0], inside[-1] + 1))), made.events


def to_examples(
    tracks: xr.Dataset,
    individual: str,
    events: pd.DataFrame,
    runner: int,
    *,
    is_curated: bool = False,
) -> Iterator[Example]:
    """Yield both legs of one person; none when no side of a gait is seen."""
    try:
        motion = read_motion(tracks, individual)
    except NotEnoughDataError:
        return
    if motion is None or motion.direction == 0:
        return
    for frames in read_frames(motion):
        true_s = tuple(times_s(events, frames.leg.side, kind) for kind in KINDS)
        if min(map(len, true_s)) < 2:
            continue
        target = label(frames.time_s, true_s, motion.period_s)
        if target.any():
            yield Example(runner, frames, motion.period_s, true_s, target, is_curated)


def label(time_s: Array, true_s: tuple[Array, ...], period_s: float) -> Array:
    """Return how near each moment is to nothing, contact and toe-off, 0 to 1.

    Nothing at all is said where not both a contact and a toe-off are known around a
    moment: outside of the first and the last event, and where one was left out.
    """
    spread_s = LABEL_STEPS * period_s / 60
    near = []
    for times in true_s:
        gap = np.abs(time_s[:, None] - times).min(axis=1)
        near.append(np.exp(-((gap / spread_s) ** 2) / 2))
    target = np.column_stack([np.clip(1 - near[0] - near[1], 0, 1), *near])
    moments = sorted((t, kind) for kind, times in enumerate(true_s) for t in times)
    known = np.zeros(len(time_s), dtype=bool)
    for (first, before), (last, after) in pairwise(moments):
        if before != after and last - first < LONGEST_GAP_STRIDES * period_s:
            known |= (time_s >= first - 2 * spread_s) & (time_s <= last + 2 * spread_s)
    return target * known[:, None]


def collect(settings: Settings, folders: list[tuple[str, Path]]) -> list[Example]:
    """Return examples of synthetic runners and of analyses curated by hand."""
    # The first of them are trained on, however many synthetic runners there are.
    first = -(-settings.n_runners // N_PARTS) * N_PARTS
    curated = read_curated(folders, first)
    rng = np.random.default_rng(settings.seed)
    examples: list[Example] = []
    started = time.monotonic()
    for number in range(settings.n_runners):
        made = record(rng, number, settings.duration_s)
        if made is not None:
            tracks, events = made
            examples += to_examples(tracks, "person-1", events, number)
        if number % 100 == 99:
            print(
                f"{number + 1} runners, {time.monotonic() - started:.0f} s", flush=True
            )
    return examples + curated


def named_folder(text: str) -> tuple[str, Path]:
    """Return runner and folder of ``RUNNER=FOLDER``; a folder alone is its own."""
    runner, is_named, folder = text.partition("=")
    return (runner, Path(folder)) if is_named else (text, Path(text))


def read_curated(folders: list[tuple[str, Path]], first_number: int) -> list[Example]:
    """Return what people set in folders that ``midstance analyze`` wrote.

    Everybody in the folders of one runner goes by one number.

    Raises
    ------
    NotEnoughDataError
        If no leg in a folder has two contacts and two toe-offs set by hand.

    """
    examples: list[Example] = []
    numbers: dict[str, int] = {}
    for runner, folder in folders:
        number = numbers.setdefault(runner, first_number + len(numbers))
        tracks = load_tracks(folder / "tracks.nc")
        events = load_events(folder / "events.csv")
        events = events[events["source"] == "manual"]
        found = [
            example
            for name in individuals(tracks)
            for example in to_examples(
                tracks, name, of_individual(events, name), number, is_curated=True
            )
        ]
        if not found:
            raise NotEnoughDataError(
                f"{folder} has {len(events)} events set by hand; needed are two "
                "contacts and two toe-offs of a leg seen from the side. Set some "
                "with 'midstance label', or leave the folder out."
            )
        print(f"{folder}: {len(found)} legs, {len(events)} events set by hand")
        examples += found
    return examples


def split(examples: list[Example]) -> tuple[list[Example], ...]:
    """Return examples to train on, to choose and calibrate with, and to test on.

    No runner is in two of them: of seven, five, one and one.
    """
    of = [example.runner % N_PARTS for example in examples]
    train = [e for e, k in zip(examples, of, strict=True) if k < 5]
    return train, *(
        [e for e, k in zip(examples, of, strict=True) if k == n] for n in (5, 6)
    )


def chances(examples: list[Example], curated_share: float) -> Array:
    """Return how likely each example is drawn; those curated by hand share theirs."""
    is_curated = np.array([example.is_curated for example in examples])
    n_curated = int(is_curated.sum())
    if n_curated in (0, len(examples)):
        return np.full(len(examples), 1 / len(examples))
    others = (1 - curated_share) / (len(examples) - n_curated)
    return np.where(is_curated, curated_share / n_curated, others)


def windows(values: Array) -> Array:
    """Return the places in the frames of `WINDOW` around each, and what is missing."""
    n, n_places = len(values), len(PLACES)
    reach = max(WINDOW)
    padded = np.pad(values[:, :n_places], ((reach, reach), (0, 0)))
    seen = [padded[reach + step :][:n] for step in WINDOW]
    return np.hstack([*seen, values[:, n_places:]])


@dataclass(frozen=True)
class Forest:
    """A random forest in the place of a network."""

    trees: Any

    def read(self, values: Array) -> Array:
        """Return the probabilities of nothing, contact and toe-off."""
        return np.asarray(self.trees.predict_proba(windows(values)))


def train_forest(
    examples: list[Example], settings: Settings
) -> tuple[Forest, dict[str, Any]]:
    """Return the forest that a grid search likes best, and what it chose."""
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.model_selection import GridSearchCV, GroupKFold

    rng = np.random.default_rng(settings.seed)
    known = [example.target.any(axis=1) for example in examples]
    inputs = np.vstack(
        [
            windows(distort(e, slice(None), rng))[k].astype(np.float32)
            for e, k in zip(examples, known, strict=True)
        ]
    )
    classes = np.concatenate(
        [e.target[k].argmax(axis=1) for e, k in zip(examples, known, strict=True)]
    )
    runners = np.concatenate(
        [np.full(k.sum(), e.runner) for e, k in zip(examples, known, strict=True)]
    )
    chance = chances(examples, settings.curated_share)
    sizes = np.array([k.sum() for k in known])
    more = rng.choice(
        len(inputs),
        min(settings.n_forest, len(inputs)),
        replace=False,
        p=np.repeat(chance / sizes, sizes),
    )
    some = more[: settings.n_search]
    search = GridSearchCV(
        RandomForestClassifier(min_samples_leaf=3, random_state=0, n_jobs=1),
        {
            "n_estimators": settings.trees,
            "max_depth": settings.depths,
            "class_weight": ["balanced", "balanced_subsample"],
        },
        scoring="f1_macro",
        cv=GroupKFold(3),
        refit=False,
        n_jobs=1,
    )
    search.fit(inputs[some], classes[some], groups=runners[some])
    best = RandomForestClassifier(
        min_samples_leaf=3, random_state=0, n_jobs=1, **search.best_params_
    )
    best.fit(inputs[more], classes[more])
    return Forest(best), {**search.best_params_, "f1_macro": search.best_score_}


def train_network(
    kind: str, examples: list[Example], settings: Settings
) -> FrameNetwork:
    """Return a network of one of `SHAPES`, trained with weighted cross-entropy."""
    import torch

    torch.manual_seed(settings.seed)
    torch.set_num_threads(1)
    rng = np.random.default_rng([settings.seed, len(kind)])
    values = np.vstack([example.frames.values for example in examples])
    centre, width = values.mean(axis=0), values.std(axis=0) + 0.05
    weight = class_weights(examples)
    layers: list[torch.nn.Module] = []
    n_inputs = len(CHANNELS)
    for n_outputs, n_taps, apart in SHAPES[kind]:
        reach = apart * (n_taps // 2)
        layers += [
            torch.nn.Conv1d(n_inputs, n_outputs, n_taps, dilation=apart, padding=reach),
            torch.nn.ReLU(),
        ]
        n_inputs = n_outputs
    network = torch.nn.Sequential(*layers[:-1])
    optimiser = torch.optim.AdamW(
        network.parameters(),
        lr=settings.learning_rate,
        weight_decay=settings.weight_decay,
    )
    falling = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, settings.learning_rate, total_steps=settings.n_steps
    )
    for step in range(settings.n_steps):
        batch, target = draw_batch(examples, settings, rng)
        inputs = torch.tensor((batch - centre) / width, dtype=torch.float32)
        wanted = torch.tensor(target * weight, dtype=torch.float32)
        guess = network(inputs.transpose(1, 2)).log_softmax(dim=1).transpose(1, 2)
        loss = -(wanted * guess).sum() / wanted.sum().clamp(min=1.0)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        falling.step()
        if step % 500 == 499:
            print(f"{kind}: step {step + 1}, loss {loss.item():.3f}", flush=True)
    convolutions = [layer for layer in network if isinstance(layer, torch.nn.Conv1d)]
    return FrameNetwork(
        tuple(layer.weight.detach().double().numpy() for layer in convolutions),
        tuple(layer.bias.detach().double().numpy() for layer in convolutions),
        tuple(apart for _, _, apart in SHAPES[kind]),
        centre,
        width,
    )


def class_weights(examples: list[Example]) -> Array:
    """Return weights under which nothing, contact and toe-off count alike."""
    share = np.mean([example.target.sum(axis=0) for example in examples], axis=0)
    return np.asarray(share.sum() / (3 * share))


def distort(example: Example, piece: slice, rng: np.random.Generator) -> Array:
    """Return the values of a piece as if this runner moved a little otherwise.

    Every joint is late or early near contacts and near toe-offs (`CUES_MS`), is
    marked a little elsewhere for good, and moves a little more or less. Most of
    that is alike on both legs. The cues of real people are as they should be, and
    stay when they are.
    """
    frames, (contacts, toe_offs) = example.frames, example.true_s
    time_s = frames.time_s[piece]
    share = freedom(example)
    knots_s = np.concatenate([contacts, toe_offs])
    order = np.argsort(knots_s)
    values = frames.values[piece].copy()
    missing = values[:, len(PLACES) :] > 0
    shared = rng.normal(size=(len(CUES_MS), 4))
    for column, place in enumerate(PLACES):
        name = place.removeprefix("own_").removeprefix("other_")
        mean_ms, contact_ms, toe_off_ms = CUES_MS[name]
        draw = 0.8 * shared[list(CUES_MS).index(name)] + 0.6 * rng.normal(size=4)
        at_contact = share * contact_ms * draw[0]
        early_ms = PEOPLE_LEAVE_LATER_MS - mean_ms if share == 1.0 else 0.0
        at_toe_off = share * toe_off_ms * draw[1] - early_ms
        lag_ms = np.repeat([at_contact, at_toe_off], [len(contacts), len(toe_offs)])
        delay_s = example.period_s / 2 if place.startswith("other_") else 0.0
        lag_s = np.interp(time_s - delay_s, knots_s[order], lag_ms[order] / 1e3)
        moved = np.interp(time_s - lag_s, frames.time_s, frames.values[:, column])
        moved = moved * (1 + SCALE_SPREAD * draw[2]) + PLACE_SPREAD * draw[3]
        seen = True if place == "pelvis_y" else ~missing[:, column // 2]
        values[:, column] = np.where(seen, moved, 0.0)
    return values


def freedom(example: Example) -> float:
    """Return how freely an example may differ: runners, walkers less, people not."""
    if example.is_curated:
        return 0.0
    contacts, toe_offs = example.true_s
    later = toe_offs[toe_offs > contacts[0]]
    runs = len(later) > 0 and later[0] - contacts[0] < 0.5 * example.period_s
    return 1.0 if runs else WALKING_SHARE


def unlike(example: Example, rng: np.random.Generator) -> Example:
    """Return an example as far from the synthetic runner as people are expected to be.

    Its events, too, are a little off from what all cues say (`PEOPLE_SHIFTS_MS`).
    """
    values = distort(example, slice(None), rng)
    contacts, toe_offs = (
        times + 1e-3 * freedom(example) * shift_ms * rng.normal()
        for times, shift_ms in zip(example.true_s, PEOPLE_SHIFTS_MS, strict=True)
    )
    frames = replace(example.frames, values=values)
    return replace(example, frames=frames, true_s=(contacts, toe_offs))


def draw_batch(
    examples: list[Example], settings: Settings, rng: np.random.Generator
) -> tuple[Array, Array]:
    """Return pieces of recordings, distorted anew each time, and their targets."""
    batch = np.zeros((settings.batch, settings.piece, len(CHANNELS)))
    target = np.zeros((settings.batch, settings.piece, 3))
    chance = chances(examples, settings.curated_share)
    drawn = rng.choice(len(examples), size=settings.batch, p=chance)
    for row, number in enumerate(drawn):
        example = examples[number]
        start = int(rng.integers(max(1, len(example.target) - settings.piece + 1)))
        piece = slice(start, start + settings.piece)
        values = distort(example, piece, rng)
        batch[row, : len(values)] = values
        target[row, : len(values)] = example.target[piece]
    return batch, target


Found = dict[str, Array]


def look(model: FrameModel, examples: list[Example]) -> dict[str, Found]:
    """Return, per kind of event, errors (strides and s) and heights of the peaks.

    ``hit`` and ``right`` tell of each true event whether it was found, and of each
    found one whether it is true.
    """
    found: dict[str, dict[str, list[float]]] = {
        kind: {"error_s": [], "error": [], "peak": [], "hit": [], "right": []}
        for kind in KINDS
    }
    for example in examples:
        frames = example.frames
        probability = model.read(frames.values)
        for column, (kind, true_s) in enumerate(
            zip(KINDS, example.true_s, strict=True), start=1
        ):
            own = found[kind]
            seen = list(peaks(frames.leg, frames.time_s, probability[:, column], kind))
            moments = np.array([moment for moment, _ in seen] or [np.inf])
            edge_s = np.array([0.05, -0.05])
            first, last = frames.time_s[[0, -1]] + edge_s
            for true in true_s[(true_s > first) & (true_s < last)]:
                own["hit"].append(float(np.abs(moments - true).min() < MATCH_S))
            for moment, peak in seen:
                error = moment - true_s[np.abs(true_s - moment).argmin()]
                if true_s[0] - MATCH_S < moment < true_s[-1] + MATCH_S:
                    own["right"].append(float(abs(error) < MATCH_S))
                if abs(error) < MATCH_S:
                    own["error_s"].append(float(error))
                    own["error"].append(float(error) / example.period_s)
                    own["peak"].append(peak)
    return {
        kind: {name: np.array(values) for name, values in own.items()}
        for kind, own in found.items()
    }


def calibrate(found: dict[str, Found], n_knots: int = 6) -> PeakUncertainty:
    """Return how far events are off by the height of their peak, never less for less.

    The spread is what holds 68 % of the errors.
    """
    heights, spreads = [], []
    for kind in KINDS:
        peak, error = found[kind]["peak"], np.abs(found[kind]["error"])
        parts = np.array_split(np.argsort(peak), n_knots)
        heights.append([float(np.mean(peak[part])) for part in parts])
        spread = [float(np.quantile(error[part], 0.683)) for part in parts]
        spreads.append(np.maximum.accumulate(spread[::-1])[::-1])
    return PeakUncertainty(np.array(heights), np.array(spreads))


def scores(found: dict[str, Found], doubt: PeakUncertainty) -> dict[str, float]:
    """Return errors (ms), recall, precision and how honest the doubt is."""
    table: dict[str, float] = {}
    for kind, short in zip(KINDS, ("ic", "to"), strict=True):
        own = found[kind]
        error = own["error_s"]
        sd = np.array([doubt.of(kind, peak) for peak in own["peak"]])
        table |= {
            f"{short}_bias_ms": 1e3 * float(error.mean()),
            f"{short}_rmse_ms": 1e3 * float(np.sqrt((error**2).mean())),
            f"{short}_recall": float(own["hit"].mean()),
            f"{short}_precision": float(own["right"].mean()),
            f"{short}_in_1sd": float((np.abs(own["error"]) < sd).mean()),
            f"{short}_in_2sd": float((np.abs(own["error"]) < 2 * sd).mean()),
        }
    return {name: round(value, 3) for name, value in table.items()}


def pack(
    network: FrameNetwork, doubt: PeakUncertainty, about: dict[str, Any]
) -> dict[str, Any]:
    """Return the arrays of the file that `midstance.events.frames.learned` reads."""
    arrays: dict[str, Any] = {"channels": np.array(CHANNELS)}
    for number, (weight, offset) in enumerate(
        zip(network.weights, network.offsets, strict=True)
    ):
        arrays[f"weight_{number}"] = weight.astype(np.float32)
        arrays[f"offset_{number}"] = offset.astype(np.float32)
    about = {"dilations": list(network.dilations), **about}
    return arrays | {
        "centre": network.centre,
        "width": network.width,
        "peaks": doubt.peaks,
        "sds_strides": doubt.sds_strides,
        "about": np.array(json.dumps(about)),
    }


def train(
    settings: Settings,
    out: Path,
    folders: list[tuple[str, Path]],
    keep: Path | None = None,
) -> dict[str, dict[str, float]]:
    """Train all three models, write the better network, and return the scores."""
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
    examples = collect(settings, folders)
    training, choosing, testing = split(examples)
    rng = np.random.default_rng(settings.seed)
    choosing = [unlike(example, rng) for example in choosing]
    print(f"{len(training)} legs to train, {len(choosing)} to choose, {len(testing)}")
    table, models, doubts = {}, {}, {}
    recipes: dict[str, Callable[[], tuple[FrameModel, dict[str, Any]]]] = {
        "mlp": lambda: (train_network("mlp", training, settings), {}),
        "tcn": lambda: (train_network("tcn", training, settings), {}),
        "forest": lambda: train_forest(training, settings),
    }
    for name, recipe in recipes.items():
        started = time.monotonic()
        models[name], chosen = recipe()
        doubts[name] = calibrate(look(models[name], choosing))
        table[name] = scores(look(models[name], testing), doubts[name]) | chosen
        seconds = f"{time.monotonic() - started:.0f} s"
        print(name, seconds, json.dumps(table[name]), flush=True)
    judged = {
        name: scores(look(models[name], choosing), doubts[name]) for name in SHAPES
    }
    best = min(
        SHAPES, key=lambda name: judged[name]["ic_rmse_ms"] + judged[name]["to_rmse_ms"]
    )
    learned_from = chain.from_iterable(
        (example.frames.values, example.target) for example in examples
    )
    about = origin(settings, data_sha256=sha256_of(learned_from))
    for name in SHAPES:
        model, doubt = models[name], doubts[name]
        arrays = pack(model, doubt, {**about, "kind": name, "scores": table[name]})
        if name == best:
            np.savez_compressed(out, **arrays)
        if keep is not None:
            np.savez_compressed(keep / f"{name}.npz", **arrays)
    if keep is not None:
        import joblib

        joblib.dump((models["forest"].trees, doubts["forest"]), keep / "forest.joblib")
    return table


def main() -> None:
    """Read the settings from the command line and train."""
    parser = make_parser(__doc__)
    parser.add_argument("--out", type=Path, required=True, help="where to write")
    parser.add_argument("--keep", type=Path, help="folder for all three models")
    parser.add_argument(
        *("--analyses",),
        type=named_folder,
        nargs="+",
        default=[],
        metavar="[RUNNER=]FOLDER",
        help="analyses with events set by hand; name a runner who is in several",
    )
    add_settings(parser, Settings())
    given = vars(parser.parse_args())
    out, keep, folders = (given.pop(name) for name in ("out", "keep", "analyses"))
    settings = take_settings(given, Settings())
    try:
        print(json.dumps(train(settings, out, folders, keep), indent=1))
    except MidstanceError as error:
        parser.error(str(error))


if __name__ == "__main__":
    main()
