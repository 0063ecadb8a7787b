"""Labelled images as the activity classifier learns from them.

Read and cleaned (`load`), split with no video on both sides, and moved, mirrored and
lit anew in every step (`augmented`).
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from midstance.activity.dataset.cleaning import clean_images, with_sizes
from midstance.activity.dataset.split import split_images
from midstance.activity.stacks import Stack, read_stack, write_stacks
from midstance.errors import ConfigError, FormatError
from midstance.formats.datasets.labelled_people import LabelledImage
from midstance.formats.datasets.mpii import read_mpii
from midstance.schema.skeletons import MPII_16, mirrored

if TYPE_CHECKING:
    from train_activity import Settings


MIRROR = [MPII_16.keypoints.index(mirrored(name)) for name in MPII_16.keypoints]


class Data:
    """Stacks on disk with their classes, kept in memory as far as they fit."""

    def __init__(
        self, paths: Sequence[Path], labels: NDArray[np.intp], cache_gib: float
    ) -> None:
        self.paths, self.labels = list(paths), labels
        self._left = int(cache_gib * 2**30)
        self._kept: dict[int, Stack] = {}

    def batch(self, rows: NDArray[np.intp]) -> tuple[Tensor, Tensor, Tensor]:
        """Return channels (0 to 1), joints and classes of some rows."""
        stacks = [self._read(int(row)) for row in rows]
        channels = torch.from_numpy(np.stack([s.channels for s in stacks]))
        joints = torch.from_numpy(np.stack([s.joints for s in stacks]))
        return channels.float() / 255, joints, torch.from_numpy(self.labels[rows])

    def _read(self, row: int) -> Stack:
        if row in self._kept:
            return self._kept[row]
        stack = read_stack(self.paths[row])
        if stack.channels.nbytes <= self._left:
            self._left -= stack.channels.nbytes
            self._kept[row] = stack
        return stack


@dataclass(frozen=True)
class Parts:
    """Rows to learn from, to stop by and to be judged by, and the classes."""

    learn: NDArray[np.intp]
    stop: NDArray[np.intp]
    judge: NDArray[np.intp]
    classes: tuple[str, ...]
    data: Data


def load(
    annotations: Path, pictures: Path, stacks: Path, settings: "Settings"
) -> tuple[Parts, str]:
    """Return the parts of the set, and a hash of labels and split."""
    read = [one for one in read_mpii(annotations) if one.is_train]
    cleaned = clean_images(with_sizes(read, pictures))
    print(cleaned.counts().to_string(index=False), flush=True)
    images = [one for one in cleaned.images if label_of(one, settings)]
    classes = tuple(sorted({label_of(one, settings) for one in images}))
    if len(classes) < 2:
        raise FormatError(
            f"{annotations} has {len(classes)} {settings.label} with people; at least "
            "2 are needed."
        )
    paths = write_stacks(
        images,
        pictures,
        stacks,
        width_px=settings.width_px,
        height_px=settings.height_px,
        progress=say,
    )
    labels = np.array([classes.index(label_of(one, settings)) for one in images])
    learn, judge = split(
        images, settings.label, settings.train_share, settings.split_seed
    )
    own = [images[row] for row in learn]
    part, stop = split(own, settings.label, 1 - settings.stop_share, settings.seed)
    if not len(stop):  # too few videos of each class to keep any
        stop = part
    facts = json.dumps(
        [[one.name, int(k)] for one, k in zip(images, labels, strict=True)]
    )
    digest = hashlib.sha256(facts.encode() + learn.tobytes()).hexdigest()
    data = Data(paths, labels, settings.cache_gib)
    return Parts(learn[part], learn[stop], judge, classes, data), digest


def label_of(image: LabelledImage, settings: "Settings") -> str:
    """Return the class of an image."""
    if settings.label not in ("category", "activity"):
        raise ConfigError(
            f"label must be category or activity, got {settings.label!r}."
        )
    return image.category if settings.label == "category" else image.activity


def split(
    images: Sequence[LabelledImage], label: str, share: float, seed: int
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return rows of both sides, alike in classes and joints, no video on both."""
    is_first = split_images(images, share=share, by=label, seed=seed).is_first
    return np.flatnonzero(is_first), np.flatnonzero(~is_first)


def say(stage: str, done: float, whole: float | None) -> None:
    """Print now and then how far it is."""
    if done % 500 == 0 or done == whole:
        print(f"{stage}: {done:g} of {whole:g}", flush=True)


def augmented(
    channels: Tensor, joints: Tensor, settings: "Settings", rng: np.random.Generator
) -> tuple[Tensor, Tensor]:
    """Move image, map and joints together; change the light of the image."""
    n = len(channels)
    turn = np.deg2rad(rng.uniform(-settings.turn_deg, settings.turn_deg, n))
    zoom = 1 + rng.uniform(-settings.zoom, settings.zoom, n)
    shift = rng.uniform(-settings.shift, settings.shift, (n, 2)) * 2
    mirror = np.where(rng.random(n) < 0.5, -1.0, 1.0)
    ratio = channels.shape[3] / channels.shape[2]
    # From the new image to the old one: a turn keeps its angles in pixels.
    to_old = np.zeros((n, 2, 3))
    to_old[:, 0, 0], to_old[:, 0, 1] = np.cos(turn) * mirror, -np.sin(turn) / ratio
    to_old[:, 1, 0], to_old[:, 1, 1] = np.sin(turn) * mirror * ratio, np.cos(turn)
    to_old[:, :, :2] /= zoom[:, None, None]
    to_old[:, :, 2] = shift
    matrix = torch.from_numpy(to_old).float()
    grid = torch.nn.functional.affine_grid(
        matrix, list(channels.shape), align_corners=False
    )
    moved = torch.nn.functional.grid_sample(channels, grid, align_corners=False)
    bright = torch.from_numpy(
        rng.uniform(1 - settings.light, 1 + settings.light, (n, 3, 1, 1))
    )
    moved[:, :3] = (moved[:, :3] * bright.float()).clamp(0, 1)
    return moved, moved_joints(joints, matrix, torch.from_numpy(mirror < 0))


def moved_joints(joints: Tensor, to_old: Tensor, is_mirrored: Tensor) -> Tensor:
    """Return where the joints are after the same motion; left and right exchanged."""
    seen = joints[..., 2:]
    back = torch.linalg.inv(to_old[:, :, :2])
    xy = (joints[..., :2] - to_old[:, None, None, :, 2]) @ back.transpose(1, 2)[:, None]
    placed = torch.cat([xy * seen, seen], dim=-1)
    return torch.where(is_mirrored[:, None, None, None], placed[:, :, MIRROR], placed)
