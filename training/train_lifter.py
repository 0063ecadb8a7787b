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

Model: `midstance.lifting.model`. Loss: distance of the joints (MPJPE), length of
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
    add_settings,
    learning_rate,
    load_checkpoint,
    make_parser,
    origin,
    save_checkpoint,
    sha256_of,
    take_settings,
    torch_device,
)
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation
from torch import Tensor

from midstance.files import replacing
from midstance.formats.motion.qtm import read_qtm_text, running_joints
from midstance.kernels.geometry.bones import BONES, to_bones
from midstance.kernels.geometry.cameras import look_at
from midstance.kernels.geometry.pose_errors import (
    aligned_error,
    position_error,
    scaled_error,
    velocity_error,
)
from midstance.lifting.lift import network_input_of_tracks
from midstance.lifting.model import (
    TemporalLifter,
    from_videopose3d,
    load_folded,
    load_for_other_joints,
    weights_of,
)
from midstance.lifting.network_input import RATE_HZ, make_network_input
from midstance.schema.skeletons import RUNNING_18, mirrored
from midstance.schema.tracks import load_tracks
from midstance.synth.sets.variety import Moving, Stretch, draw_person, draw_stretch

Array = NDArray[np.float64]
Batch = tuple[Tensor, Tensor]
NAMES = RUNNING_18.keypoints
N = len(NAMES)
MIRROR = [NAMES.index(mirrored(name)) for name in NAMES]
SIDES = ("left", "right")
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


# ------------------------------------------------------------------------- data

POINT_ERROR_PX = {
    "head": (6.0, 4.0),
    "neck": (0.0, 0.0),
    "shoulder": (6.0, 4.0),
    "elbow": (5.0, 4.0),
    "wrist": (5.0, 5.0),
    "hip": (9.0, 4.5),
    "knee": (5.0, 5.0),
    "ankle": (5.0, 5.0),
    "heel": (6.0, 6.0),
    "foot_index": (7.0, 7.0),
}
"""Spread of the lasting and of the quick error for a person 500 px tall."""
BIAS_PX, JITTER_PX = (
    np.array(
        [
            POINT_ERROR_PX[n if n in POINT_ERROR_PX else n.split("_", 1)[1]][i]
            for n in NAMES
        ]
    )
    for i in (0, 1)
)
LEGS = [
    i
    for i, n in enumerate(NAMES)
    if n.partition("_")[2] in ("hip", "knee", "ankle", "heel", "foot_index")
]
FEET = [i for i, n in enumerate(NAMES) if n.endswith(("heel", "foot_index"))]
SHOULDERS = [NAMES.index("left_shoulder"), NAMES.index("right_shoulder")]
NECK = NAMES.index("neck")


@dataclass(frozen=True)
class View:
    """One training example: what is seen, and the truth in the same axes."""

    features: NDArray[np.float32]
    truth: NDArray[np.float32]


def see(moving: Moving, rng: np.random.Generator) -> View:
    """Look at somebody with a random camera and the errors of a pose network."""
    azimuth = rng.uniform(0, 2 * np.pi)
    away = float(np.exp(rng.uniform(np.log(1.4), np.log(8.0))))
    place = np.array(
        [away * np.cos(azimuth), away * np.sin(azimuth), rng.uniform(0.05, 1.8)]
    )
    root = moving.root * [
        min(1.0, away / max(float(np.abs(moving.root[:, 0]).max()), 1e-6)),
        1,
        1,
    ]
    # In the axes of the camera a runner who comes closer than this fills the picture.
    near = np.linalg.norm((root - place)[:, :2], axis=-1).min()
    if near < 0.8:
        root = root * [0, 1, 1]
    target = np.array([0.0, 0.0, 0.55]) + rng.normal(0, 0.12, 3) * away
    target[2] = np.clip(target[2], 0.2, 1.2)
    axes = look_at(place, target, roll_deg=float(rng.normal(0, 2.5)))
    truth = moving.points @ axes.T
    seen = truth + ((root - place) @ axes.T)[:, None]
    depth = np.maximum(seen[..., 2:], 0.25)
    rays = seen[..., :2] / depth
    error, confidence = draw_errors(rng, len(rays))
    rays = rays + error / 500.0 / depth.mean(axis=1, keepdims=True)
    rays[:, NECK] = rays[:, SHOULDERS].mean(axis=1)
    confidence[:, NECK] = confidence[:, SHOULDERS].mean(axis=1)
    if rng.random() < 0.12:
        swap_legs(rng, rays, confidence)
    drop(rng, rays)
    if rng.random() < 0.5:
        rays = rays * np.exp(rng.normal(0, 0.12))  # the focal length is a guess
    seen_as = make_network_input(rays, confidence)
    truth = truth @ seen_as.rotation.transpose(0, 2, 1)
    at = held_ends(rng, len(truth))
    return View(seen_as.features[at], truth[at].astype(np.float32))


def held_ends(rng: np.random.Generator, n_times: int) -> NDArray[np.int_]:
    """Return which frames are seen when a recording begins or ends in between.

    The first and the last one are then held, as `midstance lift` does.
    """
    first = int(rng.integers(1, n_times // 2)) if rng.random() < 0.25 else 0
    last = n_times - 1
    if rng.random() < 0.25:
        last -= int(rng.integers(1, n_times // 2))
    return np.clip(np.arange(n_times), first, max(first, last))


def draw_errors(rng: np.random.Generator, n_times: int) -> tuple[Array, Array]:
    """Return errors (px of a person 500 px tall) and confidence."""
    time_s = np.arange(n_times) / RATE_HZ
    quick = rng.standard_normal((n_times, N, 2))
    if rng.random() < 0.5:  # good keypoints: little but white noise
        error = quick * rng.uniform(0.0, 5.0)
    else:
        much = rng.uniform(0.1, 1.0)
        side = rng.uniform(0.8, 1.7, (1, N, 1))
        wave = np.sin(
            2
            * np.pi
            * (rng.uniform(0.7, 3.0) * time_s[:, None, None] + rng.random((1, N, 2)))
        )
        lasting = rng.standard_normal((1, N, 2)) + 0.7 * wave * rng.standard_normal(
            (1, N, 2)
        )
        error = much * side * (BIAS_PX[:, None] * lasting + JITTER_PX[:, None] * quick)
        if rng.random() < 0.5:  # now and then a keypoint jumps
            jumps = rng.random((n_times, N, 1)) < 0.01
            error = error + jumps * rng.normal(0, 30.0, error.shape)
    if rng.random() < 0.5:
        return error, np.ones((n_times, N))
    off = np.linalg.norm(error, axis=-1) / 30.0
    return error, rng.uniform(0.7, 1.0) / (1.0 + off**2)


def swap_legs(rng: np.random.Generator, rays: Array, confidence: Array) -> None:
    """Exchange left and right legs for a moment, in place."""
    first = rng.integers(len(rays))
    when = slice(first, first + int(rng.integers(1, 12)))
    others = [MIRROR[i] for i in LEGS]
    rays[when, LEGS] = rays[when, others].copy()
    confidence[when, LEGS] = confidence[when, others].copy()


def drop(rng: np.random.Generator, rays: Array) -> None:
    """Lose keypoints, in place: now and then, or throughout."""
    if rng.random() < 0.35:
        for index in rng.integers(N, size=6):
            first = rng.integers(len(rays))
            rays[first : first + int(rng.integers(1, 30)), index] = np.nan
    if rng.random() < 0.08:
        rays[:, FEET] = np.nan
    if rng.random() < 0.08:
        rays[:, rng.integers(N)] = np.nan


@dataclass(frozen=True)
class Recording:
    """A real person: joints in body heights, x forward, at `RATE_HZ`."""

    points: Array
    root: Array

    @property
    def lengths(self) -> Array:
        """Length of the bones."""
        return np.asarray(
            np.median(np.linalg.norm(to_bones(self.points), axis=-1), axis=0)
        )


def load_recording(spec: str, until_s: float) -> Recording:
    """Read motion capture and bring it to the rate and size of the network."""
    path, labels, rate = spec.split(",")
    tracks = running_joints(
        read_qtm_text(Path(path), Path(labels), rate_hz=float(rate))
    )
    position = (
        tracks["position"].isel(individual=0).transpose("time", "keypoint", "space")
    )
    own = position.sel(keypoint=list(NAMES)).to_numpy()
    time_s = tracks["time"].to_numpy()
    keep = time_s <= until_s
    at = np.arange(time_s[0], time_s[keep][-1], 1 / RATE_HZ)
    flat = own.reshape(len(own), -1)
    whole = np.stack([np.interp(at, time_s, column) for column in flat.T], axis=-1)
    points = whole.reshape(len(at), N, 3) / float(tracks.attrs["height_m"])
    hips = [NAMES.index(f"{side}_hip") for side in SIDES]
    root = points[:, hips].mean(axis=1, keepdims=True)
    return Recording(points - root, root[:, 0])


def piece(real: Recording, rng: np.random.Generator, n_times: int) -> Moving:
    """Return a random piece, a little faster or slower and more or less bent forward.

    A short recording is held at its ends.
    """
    pace = np.exp(rng.normal(0.0, 0.12))
    first = rng.uniform(-n_times / 3, max(len(real.points) - 2 * n_times / 3, 1))
    at = np.clip(first + pace * np.arange(n_times), 0, len(real.points) - 1)
    low = np.minimum(at.astype(int), len(real.points) - 2)
    part = at - low

    def between(values: Array) -> Array:
        share = part.reshape(-1, *[1] * (values.ndim - 1))
        return np.asarray((1 - share) * values[low] + share * values[low + 1])

    root, points = between(real.root), between(real.points)
    root[:, :2] -= root[n_times // 2, :2]
    turn = Rotation.from_rotvec([0.0, rng.normal(0.0, 0.1), 0.0])
    points = points @ turn.as_matrix().T
    if rng.random() < 0.5:
        points, root = points[:, MIRROR] * [1, -1, 1], root * [1, -1, 1]
    return Moving(points, root)


@dataclass(frozen=True)
class Unlabelled:
    """What the network sees of people whose place in space nobody knows."""

    features: Tensor
    rays: Tensor


def load_unlabelled(paths: str, n_times: int) -> list[Unlabelled]:
    """Read 2D tracks and cut them into pieces of `n_times` frames."""
    pieces = []
    for path in filter(None, paths.split(",")):
        tracks = load_tracks(Path(path))
        for index in range(tracks.sizes["individual"]):
            seen = network_input_of_tracks(tracks.isel(individual=[index]))
            if seen is None:
                continue
            n = len(seen.features)
            for first in range(0, max(n - n_times, 0) + 1, max(n_times // 4, 1)):
                at = np.clip(np.arange(first, first + n_times), 0, n - 1)
                features = torch.from_numpy(seen.features[at])
                rays = torch.from_numpy(seen.rays[at].astype(np.float32))
                pieces.append(Unlabelled(features, rays))
    if paths and not pieces:
        raise SystemExit(f"Nobody is seen well enough in {paths}; give other tracks.")
    return pieces


class Source:
    """People without end."""

    def __init__(
        self, settings: Settings, n_times: int, seed: int, n_stretches: int
    ) -> None:
        self.rng = np.random.default_rng(seed)
        self.settings, self.n_times = settings, n_times
        self.stretches = [self._stretch() for _ in range(n_stretches)]
        self.real = (
            load_recording(settings.real, settings.real_until_s)
            if settings.real
            else None
        )

    def _stretch(self) -> Stretch:
        return draw_stretch(
            self.rng, duration_s=1.5 * self.n_times / RATE_HZ, rate_hz=RATE_HZ
        )

    def views(self, n_people: int, *, renew: bool) -> list[View]:
        """Return new people, each seen by several cameras."""
        if renew:
            at = int(self.rng.integers(len(self.stretches)))
            self.stretches[at] = self._stretch()
        views = []
        for _ in range(n_people):
            moving = self._person()
            views += [see(moving, self.rng) for _ in range(self.settings.n_cameras)]
        return views

    def _person(self) -> Moving:
        if self.real is not None and self.rng.random() < self.settings.real_share:
            return piece(self.real, self.rng, self.n_times)
        stretch = self.stretches[int(self.rng.integers(len(self.stretches)))]
        return draw_person(
            stretch,
            self.rng,
            n_times=self.n_times,
            rate_hz=RATE_HZ,
            lengths=None if self.real is None else self.real.lengths,
        )


class Mix:
    """Views in hand: a batch holds different people, and some are always new."""

    def __init__(self, source: Source, settings: Settings) -> None:
        self.source, self.settings, self.rng = source, settings, source.rng
        self.views = source.views(settings.n_in_hand, renew=False)
        self.unlabelled = load_unlabelled(settings.unlabelled, source.n_times)

    def batch(self, *, renew: bool) -> tuple[Tensor, Tensor]:
        """Return features (n, n_times, 54) and joints (n, n_times, 18, 3)."""
        for view in self.source.views(self.settings.n_people, renew=renew):
            self.views[int(self.rng.integers(len(self.views)))] = view
        chosen = self.rng.integers(len(self.views), size=self.settings.n_views)
        return flipped(self.rng, *stacked([self.views[i] for i in chosen]))

    def unlabelled_batch(self) -> Unlabelled:
        """Return features and rays of videos without truth."""
        chosen = self.rng.integers(
            len(self.unlabelled), size=self.settings.n_unlabelled
        )
        own = [self.unlabelled[i] for i in chosen]
        return Unlabelled(
            torch.stack([one.features for one in own]),
            torch.stack([one.rays for one in own]),
        )


def stacked(views: list[View]) -> tuple[Tensor, Tensor]:
    """Return features and truth of several views."""
    features = torch.from_numpy(np.stack([view.features for view in views]))
    return features, torch.from_numpy(np.stack([view.truth for view in views]))


def flipped(
    rng: np.random.Generator, features: Tensor, truth: Tensor
) -> tuple[Tensor, Tensor]:
    """Mirror half of the examples."""
    chosen = torch.from_numpy(rng.random(len(features)) < 0.5)
    by_point = features.reshape(*features.shape[:2], N, 3)
    sign = torch.tensor([-1.0, 1.0, 1.0])
    turned = (by_point[:, :, MIRROR] * sign).reshape(features.shape)
    features = torch.where(chosen[:, None, None], turned, features)
    truth = torch.where(chosen[:, None, None, None], truth[:, :, MIRROR] * sign, truth)
    return features, truth


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
    """Return what is wrong with joints of which only the picture is known.

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
        3 * N,
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
    plot(run.history, out / "loss.png")
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
    made = json.dumps(
        origin(
            settings,
            step=run.step,
            held_out_sha256=data_sha256,
            scores=run.history[-1],
        )
    )
    state = {
        "model": run.model.state_dict(),
        "optimiser": run.optimiser.state_dict(),
        "step": run.step,
        "minutes": run.minutes,
        "history": run.history,
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


def plot(history: list[dict[str, float]], path: Path) -> None:
    """Draw the errors over the steps."""
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots()
    for name in ("train_mm", "mpjpe_mm", "p_mpjpe_mm"):
        axes.plot([h["step"] for h in history], [h[name] for h in history], label=name)
    axes.set(xlabel="step", ylabel="mm at 1.75 m", yscale="log")
    axes.legend()
    figure.savefig(path)
    plt.close(figure)


def main() -> None:
    """Read the settings from the command line and train."""
    parser = make_parser(__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder of the results")
    add_settings(parser, Settings())
    given = vars(parser.parse_args())
    print(json.dumps(train(take_settings(given, Settings()), given["out"])))


if __name__ == "__main__":
    main()
