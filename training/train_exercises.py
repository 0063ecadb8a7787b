r"""Learn which exercise a set of repetitions is.

    python training/train_exercises.py --out src/midstance/exercises/naming \
        [--cache rows.npz]

Data: sets of people who do not exist (`midstance.synth.sets.performances`), each with
a body, a manner, a tempo, a camera and keypoint errors of its own. Exercises without a
name, walking, running, and motions between the poses of two different exercises are
``other``; standing is ``still``. A row is a set as `set_features` sees it; the turns
are the true ones, moved a little and now and then at the other end of the motion, as
a counter finds them. Every row is learned as its mirror image too.

Model: one hidden layer of `n_hidden` units. A fifth of the people is left out of the
learning, for the scores and the temperature of the probabilities.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from common import from_command_line, origin, sha256_of
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from sklearn.neural_network import MLPClassifier

from midstance.exercises.counting.principal_motion import STEP_S, Stretch
from midstance.exercises.counting.turns import Turns
from midstance.exercises.naming.names import OTHER, STILL, ExerciseNamer
from midstance.exercises.naming.set_features import PLACES, set_features
from midstance.files import replacing
from midstance.kernels.types import Array
from midstance.schema.repetitions import PLANK
from midstance.synth.sets.performances import (
    CALLED,
    Performance,
    draw_blend,
    draw_gait,
    draw_performance,
)

Rows = dict[str, NDArray[Any]]

NAMES = (
    CALLED
    | {"plank": PLANK, "stand": STILL}
    | dict.fromkeys(("toe_touch", "cycle", "row"), OTHER)
)
"""What the exercises are called, by the name of the motion."""
MANIFOLD = ("jump", "gait", "rope")
"""Motions that turn several times in a repetition: a counter may take any of them."""
OTHERS = {"blend": draw_blend, "gait": draw_gait}


@dataclass(frozen=True)
class Settings:
    """How much is drawn, and how it is learned."""

    n_people: int = field(default=500, metadata={"help": "sets of each exercise"})
    n_others: int = field(default=600, metadata={"help": "sets of each other motion"})
    n_hidden: int = field(default=48, metadata={"help": "units of the hidden layer"})
    strength: float = field(default=0.02, metadata={"help": "weight decay"})
    flipped: float = field(
        default=0.1, metadata={"help": "share of sets counted at the other end"}
    )
    unseen: float = field(
        default=0.1, metadata={"help": "share of features taken away while learning"}
    )
    placeless: float = field(
        default=0.3,
        metadata={"help": "share of sets without what moves in the image"},
    )
    seed: int = field(default=0, metadata={"help": "seed of everything"})


def performances(settings: Settings) -> Iterator[tuple[str, Performance]]:
    """Yield the class and the performance, person after person."""
    for name in NAMES:
        for k in range(settings.n_people):
            seed = (settings.seed, k, *name.encode())
            rng = np.random.default_rng(seed)
            yield NAMES[name], draw_performance(name, rng, n=int(rng.integers(3, 7)))
    for name, draw in OTHERS.items():
        for k in range(settings.n_others):
            rng = np.random.default_rng((settings.seed, k, *name.encode()))
            yield OTHER, draw(rng)


def turns_of(one: Performance, settings: Settings, rng: np.random.Generator) -> Turns:
    """Return the turns as a counter would find them: about, or at the other end."""
    time_s = one.tracks["time"].to_numpy()
    grid_s = np.arange(time_s[0], time_s[-1], STEP_S)
    turns_s, sides = one.turns_s + rng.normal(0, 0.03, len(one.turns_s)), one.sides
    if one.name in MANIFOLD:
        turns_s = turns_s + rng.normal(0, 0.15) * np.median(np.diff(turns_s))
    if not len(turns_s):
        if rng.uniform() < 0.5:
            return Turns(Stretch(grid_s, np.zeros(len(grid_s))), [], [])
        n = int(rng.integers(2, 12))
        turns_s = np.sort(rng.uniform(time_s[0], time_s[-1], n))
        sides = ("both",) * n
    takes_turns = len(set(sides)) > 1
    lone = one.name == "curl" and takes_turns and rng.uniform() < 0.3
    if lone:  # the other arm rests
        turns_s, sides = turns_s[::2], sides[::2]
    if not takes_turns:
        sides = ("both",) * len(turns_s)
        if rng.uniform() < settings.flipped and len(turns_s) > 2:
            turns_s, sides = (turns_s[1:] + turns_s[:-1]) / 2, sides[1:]
    knots_s = np.unique(np.concatenate([turns_s, (turns_s[1:] + turns_s[:-1]) / 2]))
    heights = np.isin(knots_s, turns_s).astype(float)
    if len(turns_s) > 1:
        half_s = np.median(np.diff(turns_s)) / 2
        knots_s = np.concatenate(
            [[turns_s[0] - half_s], knots_s, [turns_s[-1] + half_s]]
        )
        heights = np.concatenate([[0.0], heights, [0.0]])
    motion = np.interp(grid_s, knots_s, heights)
    at = np.clip(np.searchsorted(grid_s, turns_s), 0, len(grid_s) - 1)
    return Turns(Stretch(grid_s, motion), at.tolist(), list(sides))


def collect(settings: Settings) -> Rows:
    """Return features, shape (n_sets, 2, n_features), and the class of each set."""
    rng = np.random.default_rng(settings.seed)
    features, names = [], []
    for name, one in performances(settings):
        features.append(set_features(one.tracks, turns_of(one, settings, rng)))
        names.append(name)
        if len(names) % 500 == 0:
            print(f"{len(names)} sets", flush=True)
    return {"features": np.array(features, np.float32), "names": np.array(names)}


def learn(features: Array, names: NDArray[Any], settings: Settings) -> ExerciseNamer:
    """Return the network learned from sets and their mirror images."""
    flat = features.reshape(-1, features.shape[-1]).astype(float)
    centre, width = np.nanmean(flat, axis=0), np.nanstd(flat, axis=0) + 1e-3
    z = np.clip(np.nan_to_num((flat - centre) / width), -4, 4)
    rng = np.random.default_rng(settings.seed)
    again = np.where(rng.random(z.shape) < settings.unseen, 0.0, z)
    is_placeless = rng.random(len(z)) < settings.placeless
    again[np.ix_(is_placeless, PLACES)] = 0.0
    z = np.concatenate([z, again])
    labels = np.tile(np.repeat(names, 2), 2)
    model = MLPClassifier(
        (settings.n_hidden,),
        alpha=settings.strength,
        learning_rate_init=2e-3,
        batch_size=256,
        max_iter=60,
        random_state=settings.seed,
    )
    model.fit(z, labels)
    (hidden, weights), (hidden_offset, offset) = model.coefs_, model.intercepts_
    classes = tuple(map(str, model.classes_))
    return ExerciseNamer(classes, centre, width, hidden, hidden_offset, weights, offset)


def judge(namer: ExerciseNamer, features: Array, names: NDArray[Any]) -> float:
    """Return the mean negative logarithm of the probability of the true class."""
    shares = namer.probabilities(features).mean(axis=1)
    true = [namer.classes.index(name) for name in names.tolist()]
    return float(-np.log(shares[np.arange(len(true)), true] + 1e-9).mean())


def train(settings: Settings, out: Path, cache: Path | None) -> dict[str, float]:
    """Learn from all people, write the network, and return the scores of others."""
    if cache is not None and cache.is_file():
        with np.load(cache) as held:
            rows = {name: held[name] for name in held.files}
    else:
        rows = collect(settings)
        if cache is not None:
            np.savez_compressed(cache, features=rows["features"], names=rows["names"])
    features, names = rows["features"], rows["names"]
    is_test = np.arange(len(names)) % 5 == 0
    namer = learn(features[~is_test], names[~is_test], settings)
    found = minimize_scalar(
        lambda t: judge(
            replace(namer, temperature=t), features[is_test], names[is_test]
        ),
        bounds=(0.5, 5.0),
        method="bounded",
    )
    namer = replace(namer, temperature=float(found.x))
    shares = namer.probabilities(features[is_test]).mean(axis=1)
    told = np.array(namer.classes)[shares.argmax(axis=1)]
    right = told == names[is_test]
    scores = {"right": float(right.mean())} | {
        name: float(right[names[is_test] == name].mean()) for name in namer.classes
    }
    whole = replace(learn(features, names, settings), temperature=namer.temperature)
    facts = origin(settings, data_sha256=sha256_of([features]), scores=scores)
    write(out / "names.npz", whole, facts)
    return scores


def write(path: Path, namer: ExerciseNamer, facts: dict[str, Any]) -> None:
    """Write a network with where it came from."""
    arrays = {k: v for k, v in vars(namer).items() if k != "classes"}
    with replacing(path) as part:
        np.savez_compressed(
            part,
            origin=json.dumps(facts),
            classes=json.dumps(namer.classes),
            **{name: np.asarray(held, np.float32) for name, held in arrays.items()},
        )


if __name__ == "__main__":
    from_command_line(__doc__, Settings(), train)
