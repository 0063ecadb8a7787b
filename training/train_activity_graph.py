r"""Learn what somebody does from the joints of one image.

    python training/train_activity_graph.py --out src/midstance/activity \
        [--cache rows.npz]

Data: people who do not exist (`midstance.synth.sets.performances`), each with a body, a
manner, a camera and keypoint errors of its own, at moments near the middle of a
repetition; who walks and runs on a treadmill; who stands, also between squats, with the
arms wherever squats keep them; and what is none of these: motions between the poses of
two exercises, and the arms of one with the legs of another. Every
row is put somewhere into the picture, mirrored and turned a little in every step, and
loses joints; some have somebody else in the background.

Model: `midstance.activity.network.SkeletonGraph` with one layer, for two people. A
fifth of the people is left out of the learning, for the scores and the temperature of
the probabilities. It ships as ``graph.npz`` and runs without PyTorch
(`midstance.activity.graph`).
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from common import from_command_line, origin, sha256_of
from numpy.typing import NDArray
from torch import Tensor, nn

from midstance.activity.graph import OTHER, SURE
from midstance.activity.heatmap import HEIGHT_PX, WIDTH_PX
from midstance.activity.mpii_joints import mpii_joints
from midstance.activity.network import ActivityNetwork
from midstance.files import replacing
from midstance.kernels.types import Array
from midstance.schema.events import SIDES
from midstance.schema.skeletons import BLAZEPOSE_33, MPII_16, mirrored
from midstance.synth.sets.exercises import EXERCISES
from midstance.synth.sets.performances import (
    HELD,
    Performance,
    draw_blend,
    draw_gait,
    draw_performance,
)

MIRROR = [MPII_16.keypoints.index(mirrored(name)) for name in MPII_16.keypoints]
ARMS = [k for k, n in enumerate(MPII_16.keypoints) if n.endswith(("elbow", "wrist"))]
SHOULDERS = [k for k, n in enumerate(MPII_16.keypoints) if n.endswith("shoulder")]
LEGS = [k for k, n in enumerate(MPII_16.keypoints) if n.endswith(("knee", "ankle"))]
WALK, RUN, STAND = "walk", "run", "stand"
BETWEEN, RAISED = "squat", "above the head"
"""Whoever stands between repetitions of this stands, unless the arms are raised, which
looks like a press."""
HIPS = [BLAZEPOSE_33.keypoints.index(f"{side}_hip") for side in SIDES]
UPRIGHT = 0.97
"""Of the greatest height of the hips: from there somebody stands."""


@dataclass(frozen=True)
class Settings:
    """How much is drawn, and how it is learned."""

    n_people: int = field(default=400, metadata={"help": "people at each activity"})
    n_moments: int = field(default=6, metadata={"help": "moments of each"})
    n_others: int = field(default=1200, metadata={"help": "people between two poses"})
    reach: float = field(
        default=0.34, metadata={"help": "from the middle of a repetition, at most"}
    )
    steps: int = field(default=9000, metadata={"help": "of learning"})
    batch: int = field(default=256, metadata={"help": "people a step"})
    rate: float = field(default=2e-3, metadata={"help": "learning rate, falling"})
    turn_deg: float = field(default=10.0, metadata={"help": "augmentation, at most"})
    lost: float = field(default=0.15, metadata={"help": "most joints taken away"})
    chimeras: float = field(default=0.08, metadata={"help": "share of rows made up"})
    second: float = field(default=0.3, metadata={"help": "share with somebody else"})
    seed: int = field(default=0, metadata={"help": "seed of everything"})


# ------------------------------------------------------------------------- data


def people(settings: Settings) -> Iterator[tuple[str, int, Performance]]:
    """Yield activity, number of the person, and what they do."""
    for name in EXERCISES:
        for k in range(settings.n_people):
            rng = np.random.default_rng((settings.seed, 7, k, *name.encode()))
            yield name, k, draw_performance(name, rng, n=2)
    for k in range(settings.n_people):
        rng = np.random.default_rng((settings.seed, 10, k))
        one = draw_performance(BETWEEN, rng, n=2)
        if one.manner.hands != RAISED:
            yield STAND, k, one
    for k in range(2 * settings.n_people):
        rng = np.random.default_rng((settings.seed, 8, k))
        one = draw_gait(rng)
        yield (RUN if is_run(one) else WALK), k, one
    for k in range(settings.n_others):
        rng = np.random.default_rng((settings.seed, 9, k))
        yield OTHER, k, draw_blend(rng)


def is_run(one: Performance) -> bool:
    """Return whether somebody steps as fast as nobody walks."""
    return bool(np.median(np.diff(one.turns_s)) < 60 / 140)


def moments(
    name: str, one: Performance, settings: Settings, rng: np.random.Generator
) -> Array:
    """Return times (s) at which somebody is seen."""
    time_s = one.tracks["time"].to_numpy()
    if name == STAND and one.points_m is not None and len(one.turns_s):
        hips_m = one.points_m[:, HIPS, 2].mean(axis=1)
        is_up = hips_m >= UPRIGHT * hips_m.max()
        return rng.choice(time_s[is_up], settings.n_moments)
    if name in (WALK, RUN, *HELD):
        return rng.uniform(time_s[0], time_s[-1], settings.n_moments)
    gap_s = float(np.median(np.diff(one.turns_s)))
    at_s = rng.choice(one.turns_s, settings.n_moments)
    if name == OTHER:  # between the two poses, at neither
        at_s = at_s + gap_s / 4 * rng.choice([-1, 1], settings.n_moments)
        return at_s + gap_s * rng.uniform(-0.05, 0.05, settings.n_moments)
    return at_s + gap_s * rng.uniform(
        -settings.reach, settings.reach, settings.n_moments
    )


def collect(settings: Settings) -> dict[str, NDArray]:
    """Return joints (px), shape (n, 16, 2), the activity and the person of each."""
    rng = np.random.default_rng((settings.seed, 1))
    joints, names, numbers = [], [], []
    for name, number, one in people(settings):
        time_s = one.tracks["time"].to_numpy()
        position = one.tracks["position"].isel(individual=0)
        points = position.transpose("time", "keypoint", "space").to_numpy()
        at_s = moments(name, one, settings, rng)
        rows = np.abs(time_s[:, None] - at_s).argmin(axis=0)
        joints.append(mpii_joints(points[rows], BLAZEPOSE_33.keypoints))
        names += [name] * len(rows)
        numbers += [number] * len(rows)
    return {
        "joints": np.concatenate(joints).astype(np.float32),
        "names": np.array(names),
        "numbers": np.array(numbers),
    }


def placed(
    joints: Array, settings: Settings, rng: np.random.Generator, *, small: bool = False
) -> Array:
    """Return people somewhere in the picture, mirrored and turned, losing joints.

    Parameters
    ----------
    joints
        Shape (n, 16, 2), px; NaN where not seen.
    settings
        How much.
    rng
        Source of all that differs.
    small
        In the background.

    Returns
    -------
    numpy.ndarray
        Shape (n, 16, 3), as `midstance.activity.stacks.Stack.joints`.

    """
    n = len(joints)
    flips = rng.random(n) < 0.5
    own = np.where(flips[:, None, None], joints[:, MIRROR] * [-1, 1], joints)
    angle = np.deg2rad(rng.uniform(-settings.turn_deg, settings.turn_deg, n))
    cos, sin = np.cos(angle), np.sin(angle)
    turn = np.stack([np.stack([cos, -sin], -1), np.stack([sin, cos], -1)], -2)
    own = np.einsum("nij,nkj->nki", turn, own)
    lost = rng.random(own.shape[:2]) < rng.uniform(0, settings.lost, (n, 1))
    cut = rng.random(n) < 0.1
    lost[:, LEGS] |= cut[:, None]
    known = np.isfinite(own).all(axis=2)
    lost &= (known & ~lost).any(axis=1)[:, None]  # somebody stays to be seen
    own = np.where(lost[..., None], np.nan, own)
    low, high = np.nanmin(own, axis=1), np.nanmax(own, axis=1)
    fits = np.minimum(*((np.array([WIDTH_PX, HEIGHT_PX]) / (high - low + 1e-6)).T))
    share = rng.uniform(0.15, 0.5, n) if small else rng.uniform(0.35, 0.97, n)
    scale = (fits * share)[:, None]
    room = np.array([WIDTH_PX, HEIGHT_PX]) - scale * (high - low)
    spread = 1.0 if small else 0.7
    start = room * (0.5 + spread * rng.uniform(-0.5, 0.5, (n, 2)))
    px = (own - low[:, None]) * scale[..., None] + start[:, None]
    seen = np.isfinite(px).all(axis=2)
    places = np.where(seen[..., None], 2 * px / [WIDTH_PX, HEIGHT_PX] - 1, 0.0)
    return np.concatenate([places, seen[..., None]], axis=2).astype(np.float32)


def chimeras(joints: Array, rng: np.random.Generator) -> Array:
    """Return people with the arms of others, turned at the shoulders by 60 to 180."""
    others = joints[rng.permutation(len(joints))]
    angle = np.deg2rad(rng.uniform(60, 180, len(joints))) * rng.choice([-1, 1])
    cos, sin = np.cos(angle), np.sin(angle)
    turn = np.stack([np.stack([cos, -sin], -1), np.stack([sin, cos], -1)], -2)
    size, theirs = (
        np.nanmean(np.nanstd(one, axis=1), axis=1)[:, None, None]
        for one in (joints, others)
    )
    middle, their_middle = (
        np.nanmean(one[:, SHOULDERS], axis=1)[:, None] for one in (joints, others)
    )
    arms = (others[:, ARMS] - their_middle) * size / theirs
    made = joints.copy()
    made[:, ARMS] = np.einsum("nij,nkj->nki", turn, arms) + middle
    return made


# --------------------------------------------------------------------- learning


def drawn(
    rows: dict[str, NDArray],
    chosen: NDArray[np.intp],
    classes: tuple[str, ...],
    settings: Settings,
    rng: np.random.Generator,
) -> tuple[Tensor, Tensor]:
    """Return joints, shape (n, 2, 16, 3), and classes of some rows."""
    joints = rows["joints"][chosen].astype(float)
    labels = np.array([classes.index(name) for name in rows["names"][chosen]])
    is_made_up = rng.random(len(chosen)) < settings.chimeras
    if is_made_up.sum() > 1:
        joints[is_made_up] = chimeras(joints[is_made_up], rng)
        labels[is_made_up] = classes.index(OTHER)
    stack = np.zeros((len(chosen), 2, 16, 3), np.float32)
    stack[:, 0] = placed(joints, settings, rng)
    behind = np.flatnonzero(rng.random(len(chosen)) < settings.second)
    others = rows["joints"][rng.integers(len(rows["joints"]), size=len(behind))]
    stack[behind, 1] = placed(others.astype(float), settings, rng, small=True)
    return torch.from_numpy(stack), torch.from_numpy(labels)


def learn(
    rows: dict[str, NDArray],
    chosen: NDArray[np.intp],
    classes: tuple[str, ...],
    settings: Settings,
) -> ActivityNetwork:
    """Return a network learned from some rows."""
    torch.set_num_threads(1)
    torch.manual_seed(settings.seed)
    rng = np.random.default_rng((settings.seed, 2))
    network = ActivityNetwork(len(classes), inputs="graph", dropout=0.1)
    optimiser = torch.optim.Adam(network.parameters(), lr=settings.rate)
    falls = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, settings.steps)
    names, counts = np.unique(rows["names"][chosen], return_counts=True)
    weight = dict(zip(names.tolist(), 1 / counts, strict=True))
    shares = np.array([weight[name] for name in rows["names"][chosen].tolist()])
    nothing = torch.zeros(0)
    for step in range(settings.steps):
        batch = rng.choice(chosen, settings.batch, p=shares / shares.sum())
        joints, labels = drawn(rows, batch, classes, settings, rng)
        loss = nn.functional.cross_entropy(network(nothing, joints), labels)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        falls.step()
        if step % 500 == 0:
            print(f"{step} {loss.item():.3f}", flush=True)
    network.eval()
    return network


def answers(network: ActivityNetwork, joints: Tensor) -> Tensor:
    """Return scores of many people."""
    with torch.no_grad():
        parts = [network(torch.zeros(0), part) for part in joints.split(1000)]
    return torch.cat(parts)


def fitting_temperature(scores: Tensor, labels: Tensor) -> float:
    """Return what to divide scores by so that probabilities are as often right."""
    tried = np.linspace(0.5, 3.0, 101)
    losses = [
        nn.functional.cross_entropy(scores / float(t), labels).item() for t in tried
    ]
    return float(tried[int(np.argmin(losses))])


def train(settings: Settings, out: Path, cache: Path | None) -> dict[str, float]:
    """Learn from all people, write the network, and return the scores of others."""
    if cache is not None and cache.is_file():
        with np.load(cache) as held:
            rows = {name: held[name] for name in held.files}
    else:
        rows = collect(settings)
        if cache is not None:
            np.savez_compressed(cache, **rows)
    classes = tuple(sorted(set(rows["names"].tolist())))
    is_left = rows["numbers"] % 5 == 0
    network = learn(rows, np.flatnonzero(~is_left), classes, settings)
    rng = np.random.default_rng((settings.seed, 3))
    joints, labels = drawn(rows, np.flatnonzero(is_left), classes, settings, rng)
    said = answers(network, joints)
    temperature = fitting_temperature(said, labels)
    scores = judged(said / temperature, labels, classes)
    print(json.dumps(scores), flush=True)
    whole = learn(rows, np.arange(len(rows["names"])), classes, settings)
    facts = origin(settings, data_sha256=sha256_of([rows["joints"]]), scores=scores)
    write(out / "graph.npz", whole, classes, temperature, facts)
    return scores


def judged(
    scores: Tensor, labels: Tensor, classes: tuple[str, ...]
) -> dict[str, float]:
    """Return how often the answers are right, how often sure, and right when sure."""
    shares = torch.softmax(scores, dim=1).numpy()
    said, true = shares.argmax(axis=1), labels.numpy()
    other = classes.index(OTHER)
    is_sure = (shares.max(axis=1) >= SURE) & (said != other)
    known = true != other
    found = {
        "right": _share((said == true)[known]),
        "sure": _share(is_sure[known]),
        "right_when_sure": _share((said == true)[known & is_sure]),
        "others_not_sure": _share(~is_sure[~known]),
    }
    for k, name in enumerate(classes):
        found[f"right_{name}"] = _share((said == true)[true == k])
    return found


def _share(values: NDArray[np.bool_]) -> float:
    return float(values.mean()) if values.size else float("nan")


def write(
    path: Path,
    network: ActivityNetwork,
    classes: tuple[str, ...],
    temperature: float,
    facts: dict,
) -> None:
    """Write a network with where it came from."""
    arrays = {
        name.replace(".", "_"): value.numpy().astype(np.float32)
        for name, value in network.state_dict().items()
    }
    with replacing(path) as part, part.open("wb") as file:
        np.savez_compressed(
            file,
            origin=json.dumps(facts),
            classes=json.dumps(classes),
            temperature=np.float32(temperature),
            **arrays,
        )


if __name__ == "__main__":
    from_command_line(__doc__, Settings(), train)
