"""Average strides, and the errors of people and pose networks put on them.

Straight on the average stride and anew in every step (`disturbed`): joints that move
earlier or later than those of the synthetic runner (`different_person`), errors of a
pose network that repeat with the stride and what is left of those that do not
(`keypoint_errors`), feet that are lost as they swing (`lost_feet`).
"""

import math
from dataclasses import dataclass, fields
from typing import Any

import torch
from numpy.typing import NDArray
from torch import Tensor

from midstance.events.strides.waves import (
    FOOT_CHANNELS,
    LEADING,
    N_ORDERS,
    POINTS,
)

DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")
N_PLACES = 64
"""Of a stride, at which errors are put on it."""
PX = 1 / 245
"""Leg lengths a pixel, for a person 500 px tall."""
VIEWS = ("left", "right", "rear")
Stored = NDArray[Any]
SIZES_PX = {
    "hip": ((10.0, 4.5, 4.0), (14.0, 4.0, 4.5)),
    "knee": ((4.0, 5.5, 4.5), (6.0, 11.0, 6.5)),
    "ankle": ((3.0, 3.5, 4.0), (8.0, 18.0, 7.0)),
    "heel": ((5.0, 4.0, 4.5), (9.0, 20.0, 8.0)),
    "foot_index": ((4.0, 10.0, 6.5), (9.0, 24.0, 9.0)),
}
"""Errors of a point of the near and of the far leg: spread of the mean, root mean
square over the stride, jitter. As in `midstance.synth.observation.noise`, but with the
larger ones that a hidden far leg showed."""
FOOT_WAVE_PX = (6.0, 22.0)
"""Of an error that all points of one foot share, at most, near and far."""
KINDS = {"network": 0.85, "white": 0.07}
"""Shares of strides with the errors of a network, and with white noise; the rest is
almost exact."""
LARGEST = 2.2
"""Of the factor on the errors of a network, from 0."""
LATER_MS = {
    "hip": ((5, 5), (5, 5)),
    "knee": ((8, 18), (8, 18)),
    "ankle": ((5, 15), (5, 12)),
    "heel": ((5, 18), (8, 18)),
    "foot_index": ((8, 20), (10, 12)),
}
"""How much earlier or later a joint of a person may move than that of the synthetic
runner, forward and up, each around contact and around toe-off: one standard
deviation. From the same published values as the cues of ``train_events.py``."""
PELVIS_LATER_MS = (8, 10)
BUMP_STRIDES = 0.09
AMPLITUDE, PELVIS_AMPLITUDE = 0.06, 0.2


@dataclass(frozen=True)
class Strides:
    """Exact average strides, and what goes with them.

    Parameters
    ----------
    series
        Shape (n, 2, 11, 7): Fourier series of the left and of the right leg, each in
        its own phase.
    turns
        Shape (n, 2, 2): contact and toe-off of either leg, in strides.
    period_s
        Shape (n,).
    view
        Shape (n,): place in `VIEWS`.
    n_frames
        Shape (n,): how many images were averaged.
    runner
        Shape (n,).

    """

    series: Tensor
    turns: Tensor
    period_s: Tensor
    view: Tensor
    n_frames: Tensor
    runner: Tensor

    def of(self, which: Tensor) -> "Strides":
        """Return some of them."""
        return Strides(*(getattr(self, one.name)[which] for one in fields(self)))


def tensor(values: Stored) -> Tensor:
    """Return an array where the networks are trained."""
    return torch.from_numpy(values).to(DEVICE)


PLACES = 2 * math.pi * torch.arange(N_PLACES) / N_PLACES
ORDERS = torch.arange(N_ORDERS)
SPINS = torch.exp(1j * ORDERS[:, None] * PLACES)


def curves(both: Tensor) -> Tensor:
    """Return series (..., 7) as curves over the stride (..., 64)."""
    twice = torch.where(ORDERS > 0, 2.0, 1.0)
    return torch.real((both * twice) @ SPINS)


def orders(course: Tensor) -> Tensor:
    """Return curves (..., 64) as series (..., 7)."""
    return course.to(torch.complex64) @ SPINS.conj().T / N_PLACES


@dataclass(frozen=True)
class Dice:
    """Random numbers of one step."""

    generator: torch.Generator

    def normal(self, *shape: int) -> Tensor:
        """Return numbers of mean 0 and standard deviation 1."""
        return torch.randn(*shape, generator=self.generator)

    def uniform(self, low: float, high: float, *shape: int) -> Tensor:
        """Return numbers between two others."""
        return low + (high - low) * torch.rand(*shape, generator=self.generator)

    def alike(self, n: int, *shape: int) -> Tensor:
        """Return (n, 2, ...) normal numbers, alike by 0.64 in both legs."""
        return 0.8 * self.normal(n, 1, *shape) + 0.6 * self.normal(n, 2, *shape)

    def waves(self, *shape: int) -> Tensor:
        """Return smooth random curves (..., 64) of four harmonics and size 1."""
        size = torch.tensor([1.0, 0.8, 0.6, 0.4])
        angle = torch.arange(1, 5)[:, None] * PLACES
        parts = self.normal(*shape, 4, 2) * (size / size.norm())[:, None]
        return parts[..., 0] @ torch.cos(angle) + parts[..., 1] @ torch.sin(angle)


def bump(turns: Tensor, width: Tensor | float) -> Tensor:
    """Return (..., 64): 1 at a place of the stride, falling off on either side."""
    away = (PLACES / (2 * math.pi) - turns[..., None] + 0.5) % 1 - 0.5
    return torch.exp(-((away / width) ** 2) / 2)


def different_person(
    both: Tensor, turns: Tensor, period_s: Tensor, dice: Dice
) -> tuple[Tensor, Tensor]:
    """Return curves of legs (n, 2, 5, 2, 64) and pelvis (n, 64) of another person.

    Every joint moves a little earlier or later than that of the synthetic runner,
    by another time around contact and around toe-off, and farther or less far.
    """
    n = len(both)
    sizes = torch.tensor([LATER_MS[point] for point in POINTS], dtype=torch.float32)
    near = [bump(turns[..., k], BUMP_STRIDES) for k in (0, 1)]
    angle = 2 * math.pi * 1e-3 / period_s

    def moved(course: Tensor, later_rad: Tensor, rows: Tensor) -> Tensor:
        first, second = (curves(rows * (1j * ORDERS) ** k) for k in (1, 2))
        shape = course.shape
        step = later_rad * first.reshape(shape)
        return course - step + later_rad**2 / 2 * second.reshape(shape)

    def resized(course: Tensor, factor: Tensor) -> Tensor:
        middle = course.mean(-1, keepdim=True)
        return middle + (course - middle) * factor[..., None]

    legs, pelvis = both[:, :, :-1], both[:, 0, -1]
    later = sum(
        (dice.alike(n, len(POINTS), 2) * sizes[..., k])[..., None]
        * near[k][:, :, None, None]
        for k in (0, 1)
    )
    later = later * angle[:, None, None, None, None]
    course = curves(legs).reshape(later.shape)
    course = resized(
        moved(course, later, legs), 1 + AMPLITUDE * dice.alike(n, len(POINTS), 2)
    )
    sinks_later = sum(
        (size * dice.normal(n, 1) * near[k].sum(1))
        for k, size in enumerate(PELVIS_LATER_MS)
    )
    sinks_later = sinks_later * angle[:, None]
    hips = moved(curves(pelvis), sinks_later, pelvis)
    return course, resized(hips, 1 + PELVIS_AMPLITUDE * dice.normal(n))


def keypoint_errors(
    is_far: Tensor, n_frames: Tensor, dice: Dice
) -> tuple[Tensor, Tensor, Tensor]:
    """Return errors (n, 2, 5, 2, 64), jitter of the ankles, who errs as a network.

    Errors in leg lengths; `is_far` says of either leg whether it is, (n, 2).
    """
    n = len(is_far)
    sizes = torch.tensor([SIZES_PX[point] for point in POINTS])
    mean, wave, jitter = sizes[:, is_far.long()].permute(3, 1, 2, 0)
    kind = dice.uniform(0, 1, n)
    network, white = KINDS["network"], sum(KINDS.values())
    errs = (kind < network).float()
    is_white = ((kind >= network) & (kind < white)).float()
    much = dice.uniform(0, LARGEST, n) * errs
    spread = torch.exp(0.4 * dice.normal(n, 2, len(POINTS), 2))
    offset = mean[..., None] * dice.normal(n, 2, len(POINTS), 2)
    offset = offset * (0.3 + much)[:, None, None, None]
    repeats = wave[..., None] * spread * much[:, None, None, None]
    error = dice.waves(n, 2, len(POINTS), 2) * repeats[..., None] + offset[..., None]
    most = torch.tensor(FOOT_WAVE_PX)[is_far.long()]
    of_foot = most * dice.uniform(0, 1, n, 2) * errs[:, None]
    shares = dice.uniform(0.8, 1.3, n, 2, len(POINTS)) * torch.tensor([0, 0, 1, 1, 1])
    shared = dice.waves(n, 2, 1, 2) * of_foot[..., None, None, None]
    error = error + shared * shares[..., None, None]
    jitter = jitter * (dice.uniform(0.4, 1.4, n) * errs)[:, None, None] + 0.2
    jitter = jitter + (dice.uniform(0.5, 6.0, n) * is_white)[:, None, None]
    independent = n_frames / (1 + errs)
    left = jitter / torch.sqrt(2 * independent)[:, None, None]
    rest = torch.view_as_complex(dice.normal(n, 2, len(POINTS), 2, N_ORDERS, 2))
    error = error + curves(rest * left[..., None, None])
    return error * PX, (jitter[..., POINTS.index("ankle")] + 0.3) * PX, errs


def lost_feet(
    course: Tensor, leaves: Tensor, period_s: Tensor, is_far: Tensor, dice: Dice
) -> Tensor:
    """Return curves of legs whose feet are drawn to the other one after toe-off."""
    n = len(course)
    often = torch.where(is_far, 1.0, 0.7) * dice.uniform(0, 1, n, 2)
    often = often * (dice.uniform(0, 1, n, 2) < 0.5)
    usual = -torch.log(dice.uniform(1e-6, 1, n, 2)) * dice.uniform(0, 0.3, n, 2)
    lasts_s = dice.uniform(0.04, 0.2, n, 2)
    begins_s = dice.uniform(0.0, 0.12, n, 2)
    middle = leaves + (begins_s + lasts_s / 2) / period_s[:, None]
    width = lasts_s / period_s[:, None] / math.sqrt(8)
    pull = (usual.clamp(max=1.0) * often)[..., None] * bump(middle, width[..., None])
    part = dice.uniform(0.7, 1.3, n, 2, len(POINTS))
    part[..., POINTS.index("knee")] = dice.uniform(0.0, 0.4, n, 2)
    part[..., POINTS.index("hip")] = 0.0
    pulled = (part[..., None] * pull[:, :, None]).clamp(max=1.0)[..., None, :]
    return course + pulled * (course.flip(1) - course)


def disturbed(strides: Strides, dice: Dice) -> tuple[Tensor, Tensor]:
    """Return inputs (n, n_inputs) and the true events (n, 2) in s of the first leg.

    As `midstance.events.strides.waves.read_stride` gives them of images with errors.
    """
    n, period_s = len(strides.period_s), strides.period_s
    is_rear = bool(strides.view[0] == VIEWS.index("rear"))
    swapped = dice.uniform(0, 1, n) < 0.5
    both = torch.where(
        swapped[:, None, None, None], strides.series.flip(1), strides.series
    )
    turns = torch.where(swapped[:, None, None], strides.turns.flip(1), strides.turns)
    later = torch.tensor([0.0, 1.0])[None, :, None]
    both = both * torch.where(later[..., None] > 0, (-1.0) ** ORDERS, 1.0)
    turns = turns + later / 2
    is_far = (strides.view == 0)[:, None] == torch.tensor([False, True])
    is_far = (is_far ^ swapped[:, None]) & (not is_rear)

    course, pelvis = different_person(both, turns, period_s, dice)
    error, jitter, errs = keypoint_errors(is_far, strides.n_frames, dice)
    hips = error[:, :, 0].mean(1)
    error[..., 0, :] = error[..., 0, :] - hips[:, None, None, 0]
    pelvis = pelvis + hips[:, 1]
    leaves = turns[..., 1]
    lost = lost_feet(course + error, leaves, period_s, is_far, dice)
    course = torch.where(errs[:, None, None, None, None] > 0, lost, course + error)
    level = pelvis.mean(-1, keepdim=True)
    course[..., 1, :] = course[..., 1, :] - level[:, None, None]
    pelvis = (pelvis - level)[:, None, None].expand(-1, 2, 1, -1)
    course = torch.cat([course.flatten(2, 3), pelvis], 2)
    size = 1 + 0.04 * dice.normal(n)
    rows = orders(course * size[:, None, None, None])

    leading = rows[:, :, LEADING["behind" if is_rear else "side"], 1]
    angle = torch.angle(leading[:, 0] - leading[:, 1])
    rows = rows * torch.exp(-1j * ORDERS * angle[:, None])[:, None, None]
    after = turns[:, 0] + (angle / (2 * math.pi))[:, None]
    after = after - torch.floor(after[:, :1] + 0.5)
    has_feet = (dice.uniform(0, 1, n) < 0.75).float()
    rows[:, :, FOOT_CHANNELS] *= has_feet[:, None, None, None]
    if is_rear:
        rows[:, :, :-1:2] = 0
    near = torch.where(is_far[:, 0], -1.0, 1.0) * (dice.uniform(0, 1, n) < 0.85)
    known = [period_s, torch.log(period_s), has_feet, *torch.log(jitter).T]
    numbers = torch.cat([rows[..., :1].real, rows[..., 1:].real, rows[..., 1:].imag], 3)
    flat = numbers.flatten(1)[:, : -numbers.shape[-1]]
    inputs = torch.cat(
        [flat, torch.stack([*known, near * (not is_rear)], dim=1)], dim=1
    )
    return inputs, after * period_s[:, None]
