"""What the lifting network learns from: synthetic people, motion capture, videos.

Made on the fly: people of many builds who walk, run, sprint, start and stop
(`midstance.synth.sets.variety`) or move as somebody was recorded (`piece`), seen by
cameras all around (`see`); and what is seen of people in videos, whose place in space
nobody knows (`load_unlabelled`).
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from lifter_people import load_people
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation
from torch import Tensor

from midstance.formats.motion.qtm import read_qtm_text, running_joints
from midstance.kernels.geometry.bones import to_bones
from midstance.kernels.geometry.cameras import look_at
from midstance.kernels.types import Array
from midstance.lifting.lift import network_input_of_tracks
from midstance.lifting.network_input import (
    MIRRORED_MOVEMENT,
    N_MOVEMENT,
    RATE_HZ,
    make_network_input,
)
from midstance.schema.skeletons import RUNNING_18, mirrored
from midstance.schema.tracks import load_tracks
from midstance.synth.sets.variety import Moving, Stretch, draw_person, draw_stretch

if TYPE_CHECKING:
    from train_lifter import Settings

NAMES = RUNNING_18.keypoints
N = len(NAMES)
N_IN = 3 * N + N_MOVEMENT
MIRROR = [NAMES.index(mirrored(name)) for name in NAMES]
SIDES = ("left", "right")

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
    # Who goes far is filmed from farther away.
    travel = float(np.abs(moving.root[:, 0]).max())
    away = float(np.clip(travel * rng.uniform(0.7, 1.5), away, max(away, 14.0)))
    place = np.array(
        [away * np.cos(azimuth), away * np.sin(azimuth), rng.uniform(0.05, 1.8)]
    )
    root = moving.root * [
        min(1.0, away / max(float(np.abs(moving.root[:, 0]).max()), 1e-6)),
        1,
        1,
    ]
    # In the axes of the camera a runner who comes closer than this fills the image.
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
    movement = followed(rng, seen_as.movement)
    features = np.concatenate([seen_as.features, movement], axis=1)
    return View(features[at], truth[at].astype(np.float32))


def followed(
    rng: np.random.Generator, movement: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return the movement as a camera sees it that may follow the person."""
    if rng.random() < 0.7:
        return movement
    part = rng.choice([0.0, rng.random()])
    return movement * np.array([part, rng.choice([part, 1.0]), 1.0, 1.0], np.float32)


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
                whole = np.concatenate([seen.features, seen.movement], axis=1)
                features = torch.from_numpy(whole[at])
                rays = torch.from_numpy(seen.rays[at].astype(np.float32))
                pieces.append(Unlabelled(features, rays))
    if paths and not pieces:
        raise SystemExit(f"Nobody is seen well enough in {paths}; give other tracks.")
    return pieces


class Source:
    """People without end."""

    def __init__(
        self, settings: "Settings", n_times: int, seed: int, n_stretches: int
    ) -> None:
        self.rng = np.random.default_rng(seed)
        self.settings, self.n_times = settings, n_times
        self.stretches = [self._stretch() for _ in range(n_stretches)]
        folders = [Path(folder) for folder in settings.people.split(",") if folder]
        self.people = load_people(
            folders, leave_out=tuple(settings.leave_out.split(","))
        )
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
        if self.people and self.rng.random() < self.settings.people_share:
            stretch = self.people[int(self.rng.integers(len(self.people)))].stretch
        return draw_person(
            stretch,
            self.rng,
            n_times=self.n_times,
            rate_hz=RATE_HZ,
            lengths=None if self.real is None else self.real.lengths,
        )


class Mix:
    """Views in hand: a batch holds different people, and some are always new."""

    def __init__(self, source: Source, settings: "Settings") -> None:
        self.source, self.settings, self.rng = source, settings, source.rng
        self.views = source.views(settings.n_in_hand, renew=False)
        self.unlabelled = load_unlabelled(settings.unlabelled, source.n_times)

    def batch(self, *, renew: bool) -> tuple[Tensor, Tensor]:
        """Return features (n, n_times, N_IN) and joints (n, n_times, 18, 3)."""
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
    pose, movement = features[..., : 3 * N], features[..., 3 * N :]
    by_point = pose.reshape(*features.shape[:2], N, 3)
    sign = torch.tensor([-1.0, 1.0, 1.0])
    turned = torch.cat(
        [
            (by_point[:, :, MIRROR] * sign).flatten(2),
            movement * torch.from_numpy(MIRRORED_MOVEMENT),
        ],
        dim=-1,
    )
    features = torch.where(chosen[:, None, None], turned, features)
    truth = torch.where(chosen[:, None, None, None], truth[:, :, MIRROR] * sign, truth)
    return features, truth
