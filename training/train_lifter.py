"""Train the network that lifts 2D tracks of runners to 3D.

On one core in about an hour (a GPU is used when there is one; longer is better)::

    python training/train_lifter.py --out lifter

to go on for one runner of whom there is motion capture::

    python training/train_lifter.py --out tuned --start-from lifter/lifter.npz \
        --settle 0 --rate 2e-4 --steps 3000 \
        --real TRIAL.txt,LABELS.txt,170 --real-until-s 2.0

(what moves is then partly the recording and partly synthetic, but the body is always
that of the runner, whose bone lengths are kept with the weights), and with videos of
which nobody knows the truth::

    python training/train_lifter.py --out more --start-from lifter/lifter.npz \
        --settle 0 --rate 2e-4 --steps 3000 --unlabelled a/tracks.nc,b/tracks.nc

Data: made on the fly from the seed, no files: people of many builds who walk, run,
sprint, start and stop (`midstance.synth.sets.variety`), seen by cameras all around with
keypoint errors like those of BlazePose. The network sees them as `midstance lift`
will: straight on and at one size (`midstance.lifting.network_input`). It gives joints
relative to the mid hip in body heights, and the error that it expects itself.

Model: `lifter_model`. Loss: distance of the joints (MPJPE), length of
the bones, velocity, and the likelihood of the expected error. Of unlabelled videos:
joints must lie where they are seen (projection consistency), and bones keep their
lengths and be alike on both sides.

Interrupted work goes on where the last checkpoint was: start it again.
"""

import json
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from common import (
    into_folder,
    learning_rate,
    load_checkpoint,
    origin,
    plot_history,
    save_checkpoint,
    sha256_of,
    torch_device,
)
from lifter_data import N_IN, NAMES, Mix, N, Source, stacked
from lifter_model import (
    TemporalLifter,
    from_videopose3d,
    load_folded,
    load_for_other_joints,
    weights_of,
)
from torch import Tensor

from midstance.files import replacing
from midstance.kernels.geometry.bones import BONES
from midstance.kernels.geometry.pose_errors import (
    aligned_error,
    position_error,
    scaled_error,
    velocity_error,
)
from midstance.kernels.types import Array
from midstance.lifting.network_input import RATE_HZ
from midstance.schema.skeletons import mirrored

Batch = tuple[Tensor, Tensor]
HELD_OUT_SEED = 987654


@dataclass(frozen=True)
class Settings:
    """Every choice of a training run."""

    seed: int = field(default=0, metadata={"help": "of every random number"})
    minutes: float = field(
        default=60.0, metadata={"help": "at most; the rate decays to the end"}
    )
    steps: int = field(default=100000, metadata={"help": "at most"})
    widths: str = field(default="3,3,3,3", metadata={"help": "filter widths"})
    channels: int = field(default=256, metadata={"help": "of the hidden layers"})
    dropout: float = field(default=0.0, metadata={"help": "in training"})
    causal: bool = field(default=False, metadata={"help": "see the past only"})
    rate: float = field(default=1.2e-3, metadata={"help": "learning rate at first"})
    settle: int = field(
        default=1000, metadata={"help": "steps until the normalisation is fixed"}
    )
    n_stretches: int = field(default=150, metadata={"help": "runs in hand"})
    n_in_hand: int = field(default=200, metadata={"help": "people at first"})
    n_people: int = field(default=1, metadata={"help": "new people a step"})
    n_cameras: int = field(default=5, metadata={"help": "that see each of them"})
    n_views: int = field(default=32, metadata={"help": "in a batch"})
    n_answers: int = field(default=10, metadata={"help": "frames lifted of each view"})
    n_strided: int = field(
        default=2,
        metadata={"help": "strided layers: 2 lift every 9th frame, the others help it"},
    )
    renew: int = field(default=50, metadata={"help": "steps until one run is new"})
    bone_weight: float = field(default=0.3, metadata={"help": "of bone lengths"})
    velocity_weight: float = field(default=0.02, metadata={"help": "of velocities"})
    doubt_weight: float = field(default=0.02, metadata={"help": "of expected errors"})
    real: str = field(
        default="", metadata={"help": "QTM text, labels, rate in Hz, comma between"}
    )
    real_until_s: float = field(default=1e9, metadata={"help": "seen up to here"})
    real_share: float = field(
        default=0.25, metadata={"help": "of people that move as recorded"}
    )
    people: str = field(
        default="", metadata={"help": "folders of plate trials, comma between"}
    )
    leave_out: str = field(
        default="", metadata={"help": "people kept for validation, comma between"}
    )
    people_share: float = field(
        default=0.4, metadata={"help": "of people that move like real ones"}
    )
    unlabelled: str = field(
        default="", metadata={"help": "2D tracks (.nc) of videos, comma between"}
    )
    n_unlabelled: int = field(default=8, metadata={"help": "of their views in a batch"})
    projection_weight: float = field(
        default=0.5, metadata={"help": "of unlabelled joints beside their rays"}
    )
    steady_weight: float = field(
        default=0.5, metadata={"help": "of unlabelled bones that change or differ"}
    )
    start_from: str = field(
        default="",
        metadata={"help": "checkpoint.pt, lifter.npz, or VideoPose3D's checkpoint"},
    )
    trust: bool = field(
        default=False, metadata={"help": "run the pickled code of that checkpoint"}
    )
    report: int = field(default=500, metadata={"help": "steps from score to score"})
    n_threads: int = field(default=1, metadata={"help": "cores of the processor"})


# ------------------------------------------------------------------------- loss

BONE_ENDS = [
    (NAMES.index(start), NAMES.index(end)) for start, end in BONES if start != "pelvis"
]
_ENDS = [end for start, end in BONES if start != "pelvis"]
OTHER_BONE = [_ENDS.index(mirrored(end)) for end in _ENDS]


def losses(
    answer: Tensor, truth: Tensor, settings: Settings, *, every: int = 1
) -> tuple[Tensor, Tensor]:
    """Return what to minimise and the mean distance of the joints.

    Answers are `every` frames apart.
    """
    joints = answer[..., : 3 * N].reshape(truth.shape)
    doubt = answer[..., 3 * N :]
    off = torch.linalg.norm(joints - truth, dim=-1)
    start, end = (list(ends) for ends in zip(*BONE_ENDS, strict=True))
    bones, true_bones = (
        torch.linalg.norm(p[..., end, :] - p[..., start, :], dim=-1)
        for p in (joints, truth)
    )
    speed = (
        torch.linalg.norm(torch.diff(joints, dim=1) - torch.diff(truth, dim=1), dim=-1)
        * RATE_HZ
        / every
    )
    expected = off.detach() * torch.exp(-doubt) + doubt
    total = (
        off.mean()
        + settings.bone_weight * (bones - true_bones).abs().mean()
        + settings.velocity_weight * speed.mean()
        + settings.doubt_weight * expected.mean()
    )
    return total, off.mean()


def unlabelled_loss(joints: Tensor, rays: Tensor, settings: Settings) -> Tensor:
    """Return what is wrong with joints of which only the image is known.

    Parameters
    ----------
    joints
        Shape (n, n_answers, 18, 3).
    rays
        Shape (n, n_answers, 18, 2), x and y over z; NaN where not seen. The place of
        the person before the camera is the one that suits them best.
    settings
        Weights of the two terms.

    """
    seen = torch.isfinite(rays).all(dim=-1, keepdim=True)
    ray = torch.where(seen, rays, 0.0)
    ones, zero = seen.float(), torch.zeros_like(seen, dtype=torch.float)
    rows = torch.stack(
        [
            torch.cat([ones, zero, -ray[..., :1]], dim=-1),
            torch.cat([zero, ones, -ray[..., 1:]], dim=-1),
        ],
        dim=-2,
    )
    off = torch.where(seen, ray * joints[..., 2:] - joints[..., :2], 0.0)
    flat, right = rows.flatten(2, 3), off.flatten(2, 3)[..., None]
    normal = flat.transpose(2, 3) @ flat + 1e-6 * torch.eye(3, device=flat.device)
    place = torch.linalg.solve(normal, flat.transpose(2, 3) @ right)
    beside = (flat @ place - right).unflatten(2, (N, 2))[..., 0]
    distance = torch.linalg.norm(beside + 1e-9, dim=-1).sum() / ones.sum().clamp(min=1)
    start, end = (list(ends) for ends in zip(*BONE_ENDS, strict=True))
    length = torch.linalg.norm(joints[..., end, :] - joints[..., start, :], dim=-1)
    mean = length.mean(dim=1, keepdim=True)
    other = mean[..., OTHER_BONE]
    uneven = (length - mean).abs().mean() + (mean - other).abs().mean()
    return settings.projection_weight * distance + settings.steady_weight * uneven


def score(trained: TemporalLifter, settings: Settings, test: Batch) -> dict[str, float]:
    """Return the errors of held-out people in mm for a height of 1.75 m."""
    features, truth = test
    model = make_model(settings, n_strided=0).eval()
    model.load_state_dict(trained.state_dict())
    before = model.frames_before
    with torch.no_grad():
        answer = model(features)
    own = answer[..., : 3 * N].reshape(*answer.shape[:2], N, 3).double().numpy()
    true = truth[:, before : before + own.shape[1]].double().numpy()
    time_s = np.arange(own.shape[1]) / RATE_HZ
    pairs = list(zip(own, true, strict=True))
    flat = own.reshape(-1, N, 3), true.reshape(-1, N, 3)
    return {
        "mpjpe_mm": 1750 * float(position_error(*flat).mean()),
        "p_mpjpe_mm": 1750 * float(aligned_error(*flat).mean()),
        "n_mpjpe_mm": 1750 * float(scaled_error(*flat).mean()),
        "mpjve_mm_s": 1750
        * float(np.mean([velocity_error(o, t, time_s) for o, t in pairs])),
    }


# --------------------------------------------------------------------- training


@dataclass
class Run:
    """Where a training run is."""

    model: TemporalLifter
    optimiser: torch.optim.Optimizer
    device: str
    step: int = 0
    minutes: float = 0.0
    history: list[dict[str, float]] = field(default_factory=list)


def begin(settings: Settings, out: Path) -> Run:
    """Return a new run, or the interrupted one in the folder."""
    torch.set_num_threads(settings.n_threads)
    torch.manual_seed(settings.seed)
    out.mkdir(parents=True, exist_ok=True)
    device = torch_device()
    model = make_model(settings, n_strided=settings.n_strided).to(device)
    optimiser = torch.optim.AdamW(
        model.parameters(), lr=settings.rate, weight_decay=1e-3
    )
    run = Run(model, optimiser, device)
    kept = load_checkpoint(out, device=device)
    if kept is not None:
        model.load_state_dict(kept["model"])
        optimiser.load_state_dict(kept["optimiser"])
        run.step, run.minutes = kept["step"], kept["minutes"]
        run.history = kept["history"]
    elif settings.start_from.endswith(".npz"):
        with np.load(settings.start_from) as weights:
            load_folded(model, weights)
    elif settings.start_from:
        kept = torch.load(settings.start_from, weights_only=not settings.trust)
        if "model_pos" in kept:  # of VideoPose3D: other joints, the same layers
            load_for_other_joints(model, from_videopose3d(kept["model_pos"]))
        else:
            model.load_state_dict(kept["model"])
    return run


def make_model(settings: Settings, *, n_strided: int) -> TemporalLifter:
    """Return the untrained network of these settings."""
    return TemporalLifter(
        N_IN,
        4 * N,
        filter_widths=[int(width) for width in settings.widths.split(",")],
        channels=settings.channels,
        dropout=settings.dropout,
        causal=settings.causal,
        n_strided=n_strided,
    )


def train(settings: Settings, out: Path) -> dict[str, float]:
    """Train, save, and return the scores on held-out synthetic people."""
    run = begin(settings, out)
    every = run.model.every
    n_times = run.model.receptive_field + every * settings.n_answers - 1
    # Another seed after every interruption: not the same people again.
    seed = settings.seed + 1000 * (run.step + 1)
    source = Source(settings, n_times, seed, settings.n_stretches)
    n_held_out = min(24, settings.n_stretches)
    held_out = Source(Settings(n_cameras=2), n_times, HELD_OUT_SEED, n_held_out)
    test = stacked(held_out.views(2 * n_held_out, renew=False))
    mix = Mix(source, settings)
    started = time.monotonic() - 60 * run.minutes
    done, recent = 0.0, []
    while done < 1.0:
        recent.append(one_step(run, mix, settings, done))
        run.minutes = (time.monotonic() - started) / 60
        done = max(run.step / settings.steps, run.minutes / settings.minutes)
        if run.step % settings.report == 0 or done >= 1.0:
            scores = score(run.model, settings, test)
            line = {"step": run.step, "train_mm": float(np.mean(recent)), **scores}
            run.history.append(line)
            recent = []
            lengths = None if source.real is None else source.real.lengths
            data = sha256_of([test[0].numpy()])
            save(out, run, settings, data, lengths)
            print(json.dumps(line | {"minutes": round(run.minutes, 1)}), flush=True)
    names = ("train_mm", "mpjpe_mm", "p_mpjpe_mm")
    plot_history(run.history, names, "mm at 1.75 m", out / "loss.png")
    return run.history[-1]


def one_step(run: Run, mix: Mix, settings: Settings, done: float) -> float:
    """Learn from one batch and return the mean error in mm."""
    for group in run.optimiser.param_groups:
        group["lr"] = float(settings.rate * learning_rate(done))
    run.model.train()
    if run.step >= settings.settle:  # few people a batch: their means are noise
        for part in run.model.modules():
            if isinstance(part, torch.nn.BatchNorm1d):
                part.eval()
    features, truth = mix.batch(renew=run.step % settings.renew == 0)
    every = run.model.every
    first = int(mix.rng.integers(every))
    features, truth = features[:, first:], truth[:, first + run.model.frames_before :]
    wanted = truth[:, ::every][:, : settings.n_answers].to(run.device)
    with torch.autocast(run.device, dtype=torch.bfloat16):
        answer = run.model(features.to(run.device))[:, : settings.n_answers].float()
    loss, error = losses(answer, wanted, settings, every=every)
    if mix.unlabelled:
        own = mix.unlabelled_batch()
        lifted = run.model(own.features[:, first:].to(run.device))
        rays = own.rays[:, first + run.model.frames_before :: every]
        rays = rays[:, : settings.n_answers].to(run.device)
        lifted = lifted[:, : settings.n_answers, : 3 * N].unflatten(-1, (N, 3))
        loss = loss + unlabelled_loss(lifted, rays, settings)
    run.optimiser.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(run.model.parameters(), 1.0)
    run.optimiser.step()
    run.step += 1
    return 1750 * error.item()


def save(
    out: Path,
    run: Run,
    settings: Settings,
    data_sha256: str,
    lengths: Array | None = None,
) -> None:
    """Write what is needed to go on, and the weights that the package reads.

    `lengths` are those of the bones of the one person it is for.
    """
    facts = {"step": run.step, "held_out_sha256": data_sha256}
    made = json.dumps(origin(settings, **facts, scores=run.history[-1]))
    state = {
        "model": run.model.state_dict(),
        "optimiser": run.optimiser.state_dict(),
        **{name: getattr(run, name) for name in ("step", "minutes", "history")},
        "origin": made,
    }
    save_checkpoint(out, state)
    weights = {k: v.astype(np.float16) for k, v in weights_of(run.model).items()}
    if lengths is not None:
        weights["lengths"] = lengths.astype(np.float16)
    with replacing(out / "lifter.npz") as part, part.open("wb") as file:
        np.savez_compressed(
            file,
            widths=np.array(run.model.filter_widths),
            causal=np.array(run.model.causal),
            origin=np.array(made),
            **weights,
        )


if __name__ == "__main__":
    into_folder(__doc__, Settings(), train)
