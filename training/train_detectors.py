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
people differ from them (`detector_examples.CUES_MS`). The better of the two networks
is written to ``--out`` with how far its events are off; with ``--keep`` all three are
kept for `validation/learned_events.py`.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from common import add_settings, make_parser, origin, sha256_of, take_settings
from detector_examples import (
    Array,
    Example,
    chances,
    collect,
    distort,
    named_folder,
    split,
    unlike,
)
from detector_forest import WINDOW, train_forest

from midstance.errors import MidstanceError
from midstance.events.frames.frame_features import CHANNELS
from midstance.events.frames.frame_network import FrameNetwork
from midstance.events.frames.learned import FrameModel, PeakUncertainty, peaks
from midstance.schema.events import KINDS

MATCH_S = 0.100
SHAPES = {
    "mlp": ((48, len(WINDOW), 3), (32, 1, 1), (3, 1, 1)),
    "tcn": ((40, 5, 1), (40, 5, 2), (40, 5, 4), (40, 5, 8), (3, 1, 1)),
}
"""Layers of the networks: outputs, taps, and how many steps taps are apart."""


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
