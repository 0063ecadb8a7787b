"""Train a stacked hourglass network on rendered people.

On one core in about half an hour (a GPU is used when there is one; longer and
larger is better)::

    python training/train_hourglass.py --out hourglass

and then, for any command that takes a pose network, with
``weights = "hourglass/hourglass.onnx"`` as its setting, ``--pose hourglass``.

Data: rendered from the seed, no files: people of many builds and clothes who walk
and run (`midstance.synth`), on a treadmill and on a track, seen by cameras all
around; and the same places without anybody. In training every image is cut,
turned, mirrored, coloured, blurred and partly hidden anew each time.

Model: `midstance.pose.models.hourglass`. Loss: squared error of the heat maps of
every stack, where a spot counts more than the cold around it. Score: PCK, the share
of keypoints that are nearer to the truth than a part of a length: of the longer side
of the box around the person (``pck_box``), and of the trunk (``pck_trunk``).

Interrupted work goes on where the last checkpoint was: start it again.
"""

import json
import time
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from common import (
    into_folder,
    learning_rate,
    load_checkpoint,
    origin,
    save_checkpoint,
    sha256_of,
    torch_device,
)
from rendered_people import Picture, render_people
from torch import Tensor

from midstance.files import replacing
from midstance.kernels.types import Array, Image
from midstance.pose.images.crops import Square
from midstance.pose.images.heatmaps import draw_gaussians, highest_peaks
from midstance.pose.models.hourglass import (
    CELL_PX,
    LastStack,
    StackedHourglass,
    facts_of,
)
from midstance.pose.networks.hourglass import MARGIN, prepare, square_around
from midstance.schema.skeletons import get_skeleton, mirrored

HELD_OUT_SEED = 987654
SIDES = ("left", "right")


@dataclass(frozen=True)
class Settings:
    """Every choice of a training run."""

    seed: int = field(default=0, metadata={"help": "of every random number"})
    minutes: float = field(
        default=30.0, metadata={"help": "at most; the rate decays to the end"}
    )
    steps: int = field(default=20000, metadata={"help": "at most"})
    skeleton: str = field(default="running-18", metadata={"help": "what is learned"})
    size_px: int = field(
        default=128, metadata={"help": "side of the picture, a multiple of 64"}
    )
    n_stacks: int = field(default=2, metadata={"help": "hourglasses"})
    n_channels: int = field(default=48, metadata={"help": "of the network, even"})
    spread: float = field(default=1.0, metadata={"help": "of a spot, in cells"})
    spot_weight: float = field(
        default=30.0, metadata={"help": "of the top of a spot, the cold has 1"}
    )
    rate: float = field(default=2e-3, metadata={"help": "learning rate at first"})
    batch: int = field(default=12, metadata={"help": "pictures a step"})
    n_scenes: int = field(default=220, metadata={"help": "people and cameras"})
    n_moments: int = field(default=10, metadata={"help": "pictures of each"})
    n_held_out: int = field(default=24, metadata={"help": "scenes never learned from"})
    picture_px: int = field(default=208, metadata={"help": "side of what is rendered"})
    report: int = field(default=250, metadata={"help": "steps from score to score"})
    n_threads: int = field(default=1, metadata={"help": "cores of the processor"})


# ------------------------------------------------------------------------- data


# ----------------------------------------------------------------- augmentation


def usual_square(picture: Picture) -> Square | None:
    """Return the square around the person; None without one."""
    seen = picture.xy_px[np.isfinite(picture.xy_px).all(axis=1)]
    if not len(seen):
        return None
    return square_around(np.concatenate([seen.min(axis=0), seen.max(axis=0)]))


def draw_square(rng: np.random.Generator, picture: Picture) -> Square:
    """Return where to look: at the person, roughly, or anywhere if there is none."""
    usual = usual_square(picture)
    side = picture.image.shape[0]
    if usual is None:
        x_px, y_px = rng.uniform(0, side, 2)
        return Square(x_px, y_px, side * rng.uniform(0.3, 1.1))
    size_px = usual.size_px * float(np.exp(rng.normal(0, 0.15)))
    x_px, y_px = np.array([usual.x_px, usual.y_px]) + rng.normal(0, 0.07, 2) * size_px
    return Square(x_px, y_px, size_px, float(np.radians(rng.normal(0, 12))))


def mirror(picture: Picture, skeleton: str) -> Picture:
    """Return the image in a mirror, left and right exchanged."""
    names = get_skeleton(skeleton).keypoints
    order = [names.index(mirrored(name)) for name in names]
    xy_px = picture.xy_px[order] * [-1, 1] + [picture.image.shape[1], 0]
    return Picture(np.ascontiguousarray(picture.image[:, ::-1]), xy_px)


def disturb(rng: np.random.Generator, image: Image) -> Image:
    """Return an image in other light, blurred, noisy, with something before it."""
    values = image.astype(np.float32)
    values *= rng.uniform(0.6, 1.4) * rng.uniform(0.85, 1.15, 3)
    values = (values - 128) * rng.uniform(0.7, 1.3) + 128
    if rng.random() < 0.3:
        values = cv2.GaussianBlur(values, (0, 0), float(rng.uniform(0.5, 1.8)))
    values += rng.normal(0, rng.uniform(0, 10), values.shape)
    if rng.random() < 0.3:
        side = len(image)
        width, height = rng.uniform(0.05, 0.3, 2) * side
        left, top = rng.uniform(0, side, 2)
        box = (slice(int(top), int(top + height)), slice(int(left), int(left + width)))
        values[box] = rng.uniform(0, 255, 3)
    return np.clip(values, 0, 255).astype(np.uint8)


def to_cells(xy_px: Array, square: Square, n_cells: int) -> Array:
    """Return where points of an image lie on the heat map of a square."""
    centred = xy_px - [square.x_px, square.y_px]
    back = Square(0.0, 0.0, 1.0, -square.turn_rad).turned(centred)
    return np.asarray((back / square.size_px + 0.5) * n_cells + 0.5)


def draw_batch(
    rng: np.random.Generator, pictures: list[Picture], settings: Settings
) -> tuple[Tensor, Tensor]:
    """Return images as the network takes them, and the heat maps it should give."""
    given, wanted = [], []
    n_cells = settings.size_px // CELL_PX
    for number in rng.integers(len(pictures), size=settings.batch):
        picture = pictures[number]
        if rng.random() < 0.5:
            picture = mirror(picture, settings.skeleton)
        square = draw_square(rng, picture)
        image = disturb(rng, picture.image)
        given.append(prepare(image, square, settings.size_px)[0])
        cells = to_cells(picture.xy_px, square, n_cells)
        wanted.append(draw_gaussians(cells, (n_cells, n_cells), spread=settings.spread))
    return torch.from_numpy(np.stack(given)), torch.from_numpy(np.stack(wanted))


# ---------------------------------------------------------------- loss and score


def loss_of(answers: Tensor, wanted: Tensor, spot_weight: float) -> Tensor:
    """Return the weighted squared error, summed over the stacks."""
    weight = 1.0 + (spot_weight - 1.0) * wanted
    return (weight * (answers - wanted) ** 2).mean(dim=(1, 2, 3, 4)).sum()


def score(
    model: StackedHourglass, pictures: list[Picture], settings: Settings
) -> dict[str, float]:
    """Return PCK on images that show somebody, and the warmth where nobody is."""
    model.eval()
    names = get_skeleton(settings.skeleton).keypoints
    box, trunk, warm, empty = [], [], [], []
    n_cells = settings.size_px // CELL_PX
    middle_px = settings.picture_px / 2
    for picture in pictures:
        square = usual_square(picture)
        is_empty = square is None
        square = square or Square(middle_px, middle_px, settings.picture_px)
        given = torch.from_numpy(prepare(picture.image, square, settings.size_px))
        with torch.inference_mode():
            maps = model(given.to(torch_device()))[-1, 0].cpu().numpy()
        cells, warmth = highest_peaks(maps)
        (empty if is_empty else warm).append(warmth.mean())
        if is_empty:
            continue
        apart = cells - to_cells(picture.xy_px, square, n_cells)
        off_px = np.hypot(*apart.T) * square.size_px / n_cells
        box.append(off_px / (square.size_px / MARGIN))
        trunk.append(off_px / trunk_px(picture.xy_px, names))
    return {
        "pck_box_005": float((np.array(box) <= 0.05).mean()),
        "pck_box_010": float((np.array(box) <= 0.10).mean()),
        "pck_trunk_010": float((np.array(trunk) <= 0.10).mean()),
        "pck_trunk_020": float((np.array(trunk) <= 0.20).mean()),
        "warmth": float(np.mean(warm)),
        "warmth_empty": float(np.mean(empty)) if empty else float("nan"),
    }


def trunk_px(xy_px: Array, names: tuple[str, ...]) -> float:
    """Return how long the trunk is in the image."""
    shoulders, hips = (
        np.mean(
            [xy_px[names.index(f"{side}_{joint}")] for side in ("left", "right")], 0
        )
        for joint in ("shoulder", "hip")
    )
    return float(np.hypot(*(shoulders - hips)))


# --------------------------------------------------------------------- training


@dataclass
class Run:
    """A training run in progress."""

    model: StackedHourglass
    optimiser: torch.optim.Optimizer
    step: int
    minutes: float
    history: list[dict[str, float]]


def begin(settings: Settings, out: Path) -> Run:
    """Return a new run, or the one that was interrupted in `out`."""
    torch.manual_seed(settings.seed)
    torch.set_num_threads(settings.n_threads)
    model = StackedHourglass(
        len(get_skeleton(settings.skeleton).keypoints),
        n_stacks=settings.n_stacks,
        n_channels=settings.n_channels,
    ).to(torch_device())
    optimiser = torch.optim.AdamW(model.parameters(), lr=settings.rate)
    run = Run(model, optimiser, 0, 0.0, [])
    kept = load_checkpoint(out, device=torch_device())
    if kept is not None:
        model.load_state_dict(kept["model"])
        optimiser.load_state_dict(kept["optimiser"])
        run.step, run.minutes = kept["step"], kept["minutes"]
        run.history = kept["history"]
    return run


def train(settings: Settings, out: Path) -> dict[str, float]:
    """Train, save, and return the scores on people never seen in training."""
    run = begin(settings, out)
    pictures = list(render_people(settings, settings.seed, settings.n_scenes))
    held_out = list(render_people(settings, HELD_OUT_SEED, settings.n_held_out))
    print(f"{len(pictures)} pictures, {len(held_out)} held out", flush=True)
    rng = np.random.default_rng([settings.seed, run.step])
    started = time.monotonic() - 60 * run.minutes
    done, recent = 0.0, []
    while done < 1.0:
        recent.append(
            one_step(run, *draw_batch(rng, pictures, settings), settings, done)
        )
        run.minutes = (time.monotonic() - started) / 60
        done = max(run.step / settings.steps, run.minutes / settings.minutes)
        if run.step % settings.report == 0 or done >= 1.0:
            scores = score(run.model, held_out, settings)
            line = {"step": run.step, "loss": float(np.mean(recent)), **scores}
            run.history.append(line)
            recent = []
            save(out, run, settings, sha256_of(picture.image for picture in held_out))
            print(json.dumps(line | {"minutes": round(run.minutes, 1)}), flush=True)
    return run.history[-1]


def one_step(
    run: Run, given: Tensor, wanted: Tensor, settings: Settings, done: float
) -> float:
    """Learn from one batch and return its loss."""
    for group in run.optimiser.param_groups:
        group["lr"] = settings.rate * learning_rate(done)
    run.model.train()
    answers = run.model(given.to(torch_device()))
    loss = loss_of(answers, wanted.to(torch_device()), settings.spot_weight)
    run.optimiser.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(run.model.parameters(), 1.0)
    run.optimiser.step()
    run.step += 1
    return loss.item()


def save(out: Path, run: Run, settings: Settings, data_sha256: str) -> None:
    """Write what is needed to go on, and the network for `midstance.pose`."""
    keypoints = get_skeleton(settings.skeleton).keypoints
    facts = facts_of(run.model, keypoints, settings.size_px)
    made = origin(
        settings,
        step=run.step,
        held_out_sha256=data_sha256,
        scores=run.history[-1],
    )
    state = {
        "model": run.model.state_dict(),
        "optimiser": run.optimiser.state_dict(),
        "step": run.step,
        "minutes": run.minutes,
        "history": run.history,
        "facts": facts,
        "origin": json.dumps(made),
    }
    save_checkpoint(out, state)
    with replacing(out / "hourglass.onnx") as part:
        export(run.model, settings.size_px, facts | {"origin": made}, part)


def export(
    model: StackedHourglass, size_px: int, facts: dict[str, Any], path: Path
) -> None:
    """Write the heat maps of the last stack as an ONNX network."""
    import onnx

    last = LastStack(model).eval().cpu()
    example = torch.zeros(1, 3, size_px, size_px)
    with warnings.catch_warnings():
        # The exporter that needs no further library is the one called legacy.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            last,
            (example,),
            str(path),
            input_names=["pictures"],
            output_names=["heat_maps"],
            dynamic_axes={"pictures": {0: "n"}, "heat_maps": {0: "n"}},
            opset_version=17,
            dynamo=False,
        )
    model.to(torch_device())
    network = onnx.load(path)
    onnx.helper.set_model_props(network, {"facts": json.dumps(facts)})
    onnx.save(network, path)


if __name__ == "__main__":
    into_folder(__doc__, Settings(), train)
