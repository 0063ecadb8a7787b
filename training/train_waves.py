r"""Train the network that reads both events off the Fourier series of a stride.

Needs PyTorch (``pip install 'midstance[train]'``), and takes a GPU if there is one. An
hour and a quarter of one core goes to the runners (``--n-processes`` shares them out,
``--cache`` keeps them), six minutes of a GPU to the networks::

    python training/train_waves.py --cache strides.npz \
        --out src/midstance/events/strides/waves.npz

Data: exact average strides of synthetic runners and walkers, drawn and filmed as in
``training/filmed_runners.py``; no recording of a person. Errors are put on them anew in
every step (``training/stride_errors.py``): joints that move earlier or later than the
synthetic runner's, errors of a pose network, feet that are lost as they swing. So the
network never sees the same stride twice.

Model: a linear layer beside two hidden ones, which give the time of either event and
its standard deviation; Gaussian likelihood with a linear tail; runners held out.
"""

import json
import time
from dataclasses import dataclass, field
from multiprocessing import Pool
from pathlib import Path

import numpy as np
import torch
from common import from_command_line, origin
from filmed_runners import (
    EVENTS,
    LABEL_SHIFTS_S,
    ROUND,
    as_tracks,
    label,
    random_settings,
    shoot,
    smooth,
)
from numpy.typing import NDArray
from stride_errors import DEVICE, VIEWS, Dice, Stored, Strides, disturbed, tensor
from torch import Tensor, nn

from midstance.errors import ConfigError, NotEnoughDataError
from midstance.events.motion import read_motion
from midstance.events.strides.wave_network import SCALE_S
from midstance.events.strides.waves import (
    POINTS,
    fourier_series,
)
from midstance.schema.events import SIDES
from midstance.synth.motion.runner import run

torch.set_default_device(DEVICE)


@dataclass(frozen=True)
class Settings:
    """Every choice of a training run."""

    n_rounds: int = field(default=192, metadata={"help": f"of {ROUND} runners"})
    held_out: float = field(default=0.1, metadata={"help": "share kept for testing"})
    n_networks: int = field(default=3, metadata={"help": "networks of the ensemble"})
    n_hidden: int = field(default=192, metadata={"help": "units of either layer"})
    n_steps: int = field(default=12_000, metadata={"help": "steps of the optimiser"})
    batch: int = field(default=512, metadata={"help": "strides a step"})
    learning_rate: float = field(default=1e-3, metadata={"help": "highest, of AdamW"})
    weight_decay: float = field(default=1e-3, metadata={"help": "pull to zero"})
    n_processes: int = field(default=1, metadata={"help": "that film runners"})
    seed: int = field(default=0, metadata={"help": "of every random number"})


def collect(settings: Settings, cache: Path | None) -> Strides:
    """Return strides of every runner, from `cache` if it is there."""
    if cache is not None and cache.is_file():
        with np.load(cache) as saved:
            return as_strides(dict(saved))
    started = time.monotonic()
    rounds = []
    with Pool(settings.n_processes) as pool:
        for one in pool.imap(collect_round, range(settings.n_rounds)):
            rounds.append(one)
            done = ROUND * len(rounds)
            print(f"{done} runners, {time.monotonic() - started:.0f} s", flush=True)
    data = {name: np.concatenate([one[name] for one in rounds]) for name in rounds[0]}
    if cache is not None:
        np.savez_compressed(cache, **data)
    return as_strides(data)


def collect_round(number: int) -> dict[str, Stored]:
    """Return strides of `ROUND` runners; rounds do not depend on one another."""
    rng = np.random.default_rng([77, number])
    rows = []
    for runner in range(ROUND):
        try:
            one = run(
                random_settings(rng),
                duration_s=float(rng.choice([2.5, 4.0, 8.0])),
                rate_hz=150.0,
                seed=runner,
            )
        except ConfigError:
            continue
        if one.events.groupby(["side", "event"]).size().min() < 2:
            continue
        is_still = one.settings.surface == "treadmill"
        for view in ("right", "left", *(["rear"] if is_still else [])):
            seen = shoot(one.tracks, view, rng)
            if seen is None or len(seen[0]) < 2 * len(POINTS):
                continue
            names, time_s, flat = seen
            if rng.uniform() < 0.85:
                flat = smooth(flat, time_s, one.events, rng)
            try:
                motion = read_motion(as_tracks(names, time_s, flat), "person-1")
            except NotEnoughDataError:
                continue
            if motion is None or (motion.direction == 0) != (view == "rear"):
                continue
            after_s = np.array([label(motion, one.events, s, 0.0) for s in SIDES])
            both = np.stack([fourier_series(motion.mean_leg(side)) for side in SIDES])
            if np.isfinite(after_s).all() and np.isfinite(both).all():
                about = (motion.period_s, VIEWS.index(view), len(time_s))
                rows.append((both, after_s, about, ROUND * number + runner))
    columns = [np.array(column) for column in zip(*rows, strict=True)]
    data = dict(zip(("series", "after_s", "about", "runner"), columns, strict=True))
    return {**data, "series": data["series"].astype(np.complex64)}


def as_strides(data: dict[str, Stored]) -> Strides:
    """Return what `collect_round` gives as tensors."""
    period_s, view, n_frames = tensor(data["about"]).float().T
    return Strides(
        tensor(data["series"]),
        tensor(data["after_s"]).float() / period_s[:, None, None],
        period_s,
        view.long(),
        n_frames,
        tensor(data["runner"]),
    )


class Network(nn.Module):
    """A linear layer beside two hidden ones: times and logarithms of deviations."""

    centre: Tensor
    width: Tensor

    def __init__(self, inputs: Tensor, n_hidden: int) -> None:
        super().__init__()
        self.register_buffer("centre", inputs.mean(0))
        self.register_buffer("width", inputs.std(0) + 1e-3)
        n_inputs = inputs.shape[1]
        self.line = nn.Linear(n_inputs, 2)
        self.deep = nn.Sequential(
            *(nn.Linear(n_inputs, n_hidden), nn.SiLU()),
            *(nn.Linear(n_hidden, n_hidden), nn.SiLU()),
            nn.Linear(n_hidden, 4),
        )

    def forward(self, inputs: Tensor) -> tuple[Tensor, Tensor]:
        """Return means and log deviations, in `SCALE_S`."""
        scaled = ((inputs - self.centre) / self.width).clamp(-5, 5)
        output = self.deep(scaled)
        return self.line(scaled) + output[:, :2], output[:, 2:].clamp(-5, 3)


def loss_of(answer: tuple[Tensor, Tensor], target: Tensor) -> Tensor:
    """Return the negative log likelihood, with a linear tail from 3 deviations."""
    mean, log_sd = answer
    off = ((mean - target) * torch.exp(-log_sd)).abs()
    tail = torch.where(off < 3, off**2 / 2, 3 * off - 4.5)
    return torch.as_tensor((log_sd + tail).sum(1).mean())


def train_ensemble(strides: Strides, settings: Settings) -> list[Network]:
    """Return networks that started from other weights and saw the same strides."""
    torch.manual_seed(settings.seed)
    dice = Dice(torch.Generator(DEVICE).manual_seed(settings.seed))

    def draw() -> tuple[Tensor, Tensor]:
        picked = dice.uniform(0, 1, settings.batch) * len(strides.period_s)
        inputs, after_s = disturbed(strides.of(picked.long()), dice)
        unknown_s = torch.tensor(LABEL_SHIFTS_S) * dice.normal(len(after_s), 2)
        return inputs, (after_s + unknown_s) / SCALE_S

    usual = torch.cat([draw()[0] for _ in range(20)])
    networks = [Network(usual, settings.n_hidden) for _ in range(settings.n_networks)]
    optimiser = torch.optim.AdamW(
        [weights for network in networks for weights in network.parameters()],
        lr=settings.learning_rate,
        weight_decay=settings.weight_decay,
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, settings.learning_rate, total_steps=settings.n_steps, pct_start=0.1
    )
    for step in range(1, settings.n_steps + 1):
        inputs, target = draw()
        losses = torch.stack([loss_of(one(inputs), target) for one in networks])
        optimiser.zero_grad()
        torch.autograd.backward(losses.sum())
        for network in networks:
            nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimiser.step()
        schedule.step()
        if step % 1000 == 0:
            print(f"step {step}: {losses.mean().item():.3f}", flush=True)
    return networks


def evaluate(
    networks: list[Network], strides: Strides, settings: Settings
) -> dict[str, float]:
    """Return errors (ms) on runners that no network saw, walking and running."""
    dice = Dice(torch.Generator(DEVICE).manual_seed(settings.seed + 1000))
    inputs, after_s = disturbed(strides, dice)
    with torch.no_grad():
        mean = torch.stack([network(inputs)[0] for network in networks]).mean(0)
    error_ms = 1e3 * (SCALE_S * mean - after_s)
    walks = after_s[:, 1] - after_s[:, 0] > 0.5 * strides.period_s
    scores = {"n": float(len(inputs))}
    for name, which in (("walk", walks), ("run", ~walks)):
        for k, event in enumerate(EVENTS):
            off = error_ms[which, k]
            scores[f"{name}_{event}_rmse_ms"] = round(
                float(off.square().mean()) ** 0.5, 2
            )
            scores[f"{name}_{event}_median_ms"] = round(float(off.abs().median()), 2)
    return scores


def as_arrays(networks: list[Network]) -> dict[str, NDArray[np.float16]]:
    """Return the weights as `midstance.events.strides.wave_network` reads them."""
    found: dict[str, list[Tensor]] = {}
    for network in networks:
        layers = [one for one in network.deep if isinstance(one, nn.Linear)]
        for k, layer in enumerate(layers):
            found.setdefault(f"layer_{2 * k}", []).append(layer.weight.T)
            found.setdefault(f"layer_{2 * k + 1}", []).append(layer.bias)
        found.setdefault("line", []).append(network.line.weight.T)
        found.setdefault("line_offset", []).append(network.line.bias)
        found.setdefault("centre", []).append(network.centre)
        found.setdefault("width", []).append(network.width)
    return {
        name: torch.stack(parts)
        .detach()
        .cpu()
        .numpy()
        .astype(np.float16 if name.startswith("layer") else np.float32)
        for name, parts in found.items()
    }


def train(settings: Settings, out: Path, cache: Path | None = None) -> dict[str, float]:
    """Collect strides, train both ensembles, write them, and return scores (ms)."""
    strides = collect(settings, cache)
    held_out = strides.runner % round(1 / settings.held_out) == 0
    is_rear = strides.view == VIEWS.index("rear")
    arrays: dict[str, Stored] = {}
    scores: dict[str, float] = {}
    for view, chosen in (("side", ~is_rear), ("behind", is_rear)):
        seen = strides.of(chosen & ~held_out)
        networks = train_ensemble(seen, settings)
        arrays |= {f"{view}_{name}": one for name, one in as_arrays(networks).items()}
        unseen = strides.of(chosen & held_out)
        found = evaluate(networks, unseen, settings)
        scores |= {f"{view}_{name}": value for name, value in found.items()}
    about = origin(settings, scores=scores)
    np.savez_compressed(out, about=json.dumps(about), **arrays)
    return scores


if __name__ == "__main__":
    from_command_line(__doc__, Settings(), train)
