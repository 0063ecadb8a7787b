"""Train the network that says from an image and its poses what somebody does.

On MPII, once its annotations and images are there (docs/activity.md)::

    python training/train_activity.py --annotations mpii_human_pose_v1_u12_1.mat \
        --pictures images --stacks stacks --out activity

and on rendered people::

    midstance mpii generate -o people --videos 400
    python training/train_activity.py --annotations people/annotations.json \
        --pictures people/images --stacks stacks --out activity

Data: images, and beside red, green and blue the heat map of the labelled poses
(`midstance.activity.stacks`); 60 % to learn from and 40 % to be judged by, no
video on both sides. A part of the first is kept to stop early.

Model: `midstance.activity.network`. One switch away: the image alone, the map
alone, the skeleton as a graph alone (``--inputs``), and other backbones.

Interrupted work goes on where the last checkpoint was: start it again.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import torch
from activity_data import Parts, augmented, load
from common import (
    add_settings,
    load_checkpoint,
    make_parser,
    origin,
    save_checkpoint,
    take_settings,
    torch_device,
)
from numpy.typing import NDArray
from torch import Tensor

from midstance.activity.confusion import confusion, scores
from midstance.activity.network import ActivityNetwork
from midstance.errors import FormatError
from midstance.files import replacing


@dataclass(frozen=True)
class Settings:
    """Every choice of a training run."""

    seed: int = field(default=0, metadata={"help": "of every random number"})
    split_seed: int = field(default=0, metadata={"help": "of who is judged by"})
    label: str = field(
        default="category", metadata={"help": "what to tell: category or activity"}
    )
    inputs: str = field(
        default="both", metadata={"help": "both, image, map or graph (joints alone)"}
    )
    backbone: str = field(
        default="efficientnet-b0", metadata={"help": "see activity_model.BACKBONES"}
    )
    pretrained: str = field(
        default="", metadata={"help": "folder of weights of the backbone"}
    )
    width_px: int = field(default=640, metadata={"help": "of picture and map"})
    height_px: int = field(default=480, metadata={"help": "of picture and map"})
    epochs: int = field(default=25, metadata={"help": "at most"})
    patience: int = field(
        default=8, metadata={"help": "epochs without progress before it ends"}
    )
    batch: int = field(default=32, metadata={"help": "pictures a step"})
    rate: float = field(default=1e-3, metadata={"help": "learning rate of Adam"})
    dropout: float = field(default=0.2, metadata={"help": "before the last layer"})
    train_share: float = field(default=0.6, metadata={"help": "learnt from"})
    stop_share: float = field(
        default=0.15, metadata={"help": "of these, kept to stop early"}
    )
    turn_deg: float = field(default=8.0, metadata={"help": "augmentation, at most"})
    zoom: float = field(default=0.15, metadata={"help": "augmentation, at most"})
    shift: float = field(default=0.06, metadata={"help": "augmentation, at most"})
    light: float = field(default=0.25, metadata={"help": "augmentation, at most"})
    cache_gib: float = field(default=4.0, metadata={"help": "kept in memory"})
    n_threads: int = field(default=1, metadata={"help": "cores of the processor"})


MAY_CHANGE = ("epochs", "patience", "pretrained", "cache_gib", "n_threads")
"""Settings with which an interrupted run goes on whatever they were."""


# --------------------------------------------------------------------- training


@dataclass
class Run:
    """Where a training run is."""

    model: ActivityNetwork
    optimiser: torch.optim.Optimizer
    device: str
    epoch: int = 0
    best: float = -1.0
    best_epoch: int = 0
    best_state: dict[str, Tensor] = field(default_factory=dict)
    history: list[dict[str, float]] = field(default_factory=list)


def begin(settings: Settings, n_classes: int, digest: str, out: Path) -> Run:
    """Return a new run, or the interrupted one in the folder."""
    torch.set_num_threads(settings.n_threads)
    torch.manual_seed(settings.seed)
    device = torch_device()
    model = ActivityNetwork(
        n_classes,
        inputs=settings.inputs,
        backbone=settings.backbone,
        pretrained=settings.pretrained,
        dropout=settings.dropout,
    ).to(device)
    run = Run(model, torch.optim.Adam(model.parameters(), lr=settings.rate), device)
    kept = load_checkpoint(out, device=device)
    if kept is not None:
        if kept["data_sha256"] != digest:
            raise FormatError(
                f"{out} was trained on other data; choose another folder."
            )
        _ensure_same(settings, kept["settings"], out)
        model.load_state_dict(kept["last"])
        run.optimiser.load_state_dict(kept["optimiser"])
        run.epoch, run.best, run.best_epoch = (
            kept[name] for name in ("epoch", "best", "best_epoch")
        )
        run.best_state, run.history = kept["model"], kept["history"]
    return run


def _ensure_same(settings: Settings, kept: dict[str, Any], out: Path) -> None:
    """Refuse to go on with a run of other settings."""
    for name, value in asdict(settings).items():
        if name not in MAY_CHANGE and kept.get(name) != value:
            raise FormatError(
                f"{out} was trained with {name} {kept.get(name)!r}, not {value!r}; "
                "choose another folder."
            )


def train(
    annotations: Path, pictures: Path, stacks: Path, out: Path, settings: Settings
) -> dict[str, float]:
    """Train, save, and return the scores on the part to be judged by."""
    parts, digest = load(annotations, pictures, stacks, settings)
    out.mkdir(parents=True, exist_ok=True)
    run = begin(settings, len(parts.classes), digest, out)
    weight = class_weights(parts.data.labels[parts.learn], len(parts.classes))
    while run.epoch < settings.epochs:
        if run.epoch - run.best_epoch >= settings.patience:
            break
        loss = one_epoch(run, parts, weight.to(run.device), settings)
        found = scores(judged(run, parts, parts.stop, settings))
        line = {"epoch": run.epoch, "loss": loss, **found}
        run.history.append(line)
        if found["macro_recall"] > run.best:
            run.best, run.best_epoch = found["macro_recall"], run.epoch
            run.best_state = {k: v.clone() for k, v in run.model.state_dict().items()}
        save(run, settings, parts.classes, digest, out)
        print(json.dumps({k: round(v, 4) for k, v in line.items()}), flush=True)
    return finish(run, parts, settings, digest, out)


def class_weights(labels: NDArray[np.intp], n_classes: int) -> Tensor:
    """Return a weight a class, so that rare classes count as much; 1 on average."""
    counts = np.bincount(labels, minlength=n_classes)
    weight = len(labels) / (n_classes * np.maximum(counts, 1))
    return torch.from_numpy(weight).float()


def one_epoch(run: Run, parts: Parts, weight: Tensor, settings: Settings) -> float:
    """Learn from every image once and return the mean loss."""
    rng = np.random.default_rng((settings.seed, run.epoch))
    torch.manual_seed(settings.seed + 1000 * run.epoch)
    run.model.train()
    losses = []
    for rows in batches(rng.permutation(parts.learn), settings.batch):
        channels, joints, labels = parts.data.batch(rows)
        channels, joints = augmented(channels, joints, settings, rng)
        answer = run.model(channels.to(run.device), joints.to(run.device))
        loss = torch.nn.functional.cross_entropy(answer, labels.to(run.device), weight)
        run.optimiser.zero_grad()
        loss.backward()
        run.optimiser.step()
        losses.append(loss.item())
    run.epoch += 1
    return float(np.mean(losses))


def batches(rows: NDArray[np.intp], size: int) -> Iterator[NDArray[np.intp]]:
    """Yield rows in batches of at least two, which normalisation needs."""
    edges = range(0, max(len(rows) - 1, 1), size)
    for first in edges:
        is_last = first + size >= len(rows) - 1
        yield rows[first:] if is_last else rows[first : first + size]


def judged(
    run: Run, parts: Parts, rows: NDArray[np.intp], settings: Settings
) -> NDArray[np.int64]:
    """Return the confusion matrix of some rows."""
    said = answered(run, parts, rows, settings).argmax(axis=1)
    return confusion(parts.data.labels[rows], said, len(parts.classes))


def answered(
    run: Run, parts: Parts, rows: NDArray[np.intp], settings: Settings
) -> NDArray[np.float64]:
    """Return the probabilities of some rows, shape (n_rows, n_classes)."""
    run.model.eval()
    shares = [np.empty((0, len(parts.classes)))]
    with torch.no_grad():
        for first in range(0, len(rows), settings.batch):
            part = rows[first : first + settings.batch]
            channels, joints, _ = parts.data.batch(part)
            answer = run.model(channels.to(run.device), joints.to(run.device))
            shares.append(torch.softmax(answer, dim=1).double().cpu().numpy())
    return np.concatenate(shares)


def surest(
    shares: NDArray[np.float64], labels: NDArray[np.intp], wanted: float = 0.9
) -> float:
    """Return the least probability from which so many of the answers are right.

    Parameters
    ----------
    shares
        Shape (n, n_classes), of people who were not learned from.
    labels
        What they do, shape (n,).
    wanted
        Share of the answers told that shall be right.

    Returns
    -------
    float
        1 where no probability is high enough.

    """
    most, is_right = shares.max(axis=1), shares.argmax(axis=1) == labels
    order = np.argsort(-most, kind="stable")
    right = np.cumsum(is_right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(right >= wanted)
    return float(most[order[enough[-1]]]) if enough.size else 1.0


def finish(
    run: Run, parts: Parts, settings: Settings, digest: str, out: Path
) -> dict[str, float]:
    """Judge the best network, and write what there is to see."""
    run.model.load_state_dict(run.best_state)
    stop = answered(run, parts, parts.stop, settings)
    sure = surest(stop, parts.data.labels[parts.stop])
    shares = answered(run, parts, parts.judge, settings)
    said, true = shares.argmax(axis=1), parts.data.labels[parts.judge]
    table = confusion(true, said, len(parts.classes))
    is_told, is_right = shares.max(axis=1) >= sure, said == true
    found = scores(table) | {
        "sure_from": sure,
        "told": float(is_told.mean()),
    }
    if is_told.any():  # of nothing no share is right
        found["right_when_told"] = float(is_right[is_told].mean())
    save(run, settings, parts.classes, digest, out, found)
    frame = pd.DataFrame(table, index=list(parts.classes), columns=list(parts.classes))
    with replacing(out / "confusion.csv") as part:
        frame.to_csv(part)
    with replacing(out / "scores.json") as part:
        part.write_text(json.dumps(found, indent=2) + "\n", "utf-8")
    draw(table, parts.classes, out / "confusion.png")
    return found


def save(
    run: Run,
    settings: Settings,
    classes: tuple[str, ...],
    digest: str,
    out: Path,
    found: dict[str, float] | None = None,
) -> None:
    """Write what is needed to go on, and the best network for `midstance activity`."""
    facts = origin(
        settings, classes=list(classes), data_sha256=digest, scores=found or {}
    )
    facts |= {} if found is None else {"sure": found["sure_from"]}
    with replacing(out / "activity.pt") as part:
        torch.save(facts | {"model": run.best_state}, part)
    more = {
        "model": run.best_state,
        "last": run.model.state_dict(),
        "optimiser": run.optimiser.state_dict(),
        "epoch": run.epoch,
        "best": run.best,
        "best_epoch": run.best_epoch,
        "history": run.history,
    }
    if found is None:
        save_checkpoint(out, facts | more)


def draw(table: NDArray[np.int64], classes: tuple[str, ...], path: Path) -> None:
    """Draw the confusion matrix, each row as shares."""
    import matplotlib.pyplot as plt

    shares = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    side = 2.2 + 0.42 * len(classes)
    figure, axes = plt.subplots(figsize=(side + 1, side), layout="constrained")
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    places = range(len(classes))
    axes.set_xticks(places, classes, rotation=90)
    axes.set_yticks(places, classes)
    axes.set(xlabel="said", ylabel="true")
    for row, column in zip(*np.nonzero(table), strict=True):
        colour = "white" if shares[row, column] > 0.5 else "black"
        text = str(table[row, column])
        axes.text(column, row, text, ha="center", va="center", color=colour, size=8)
    figure.savefig(path, dpi=120)
    plt.close(figure)


def main() -> None:
    """Read the settings from the command line and train."""
    parser = make_parser(__doc__)
    for name, text in (
        ("annotations", "MPII's .mat file, or one of its JSON layouts"),
        ("pictures", "folder of the pictures"),
        ("stacks", "folder for pictures with heat maps, made once"),
        ("out", "folder of the results"),
    ):
        parser.add_argument(f"--{name}", type=Path, required=True, help=text)
    add_settings(parser, Settings())
    given = vars(parser.parse_args())
    settings = take_settings(given, Settings())
    print(json.dumps(train(**given, settings=settings), indent=2))


if __name__ == "__main__":
    main()
