"""The average stride of both legs, as Fourier series alike for everybody."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from midstance.events.leg import Leg
from midstance.kernels.types import Array

Complex = NDArray[np.complex128]
View = Literal["side", "behind"]

POINTS = ("hip", "knee", "ankle", "heel", "foot_index")
AXES = ("forward", "up")
CHANNELS = (
    *((axis, point) for point in POINTS for axis in AXES),
    ("up", "pelvis"),
)
"""Rows of the series of a leg."""
FOOT_CHANNELS = slice(6, 10)
N_ORDERS = 7
"""Of the series: the mean and six harmonics."""
LEADING = {
    "side": CHANNELS.index(("forward", "ankle")),
    "behind": CHANNELS.index(("up", "ankle")),
}
"""The channel whose difference between the legs sets where a stride begins."""
LEAST_SCATTER = 1e-4

N_SERIES = (2 * len(CHANNELS) - 1) * (2 * N_ORDERS - 1)
N_INPUTS = N_SERIES + 6
"""Series of both legs; stride time and its logarithm, whether feet are seen, the
logarithm of the scatter of either ankle, and which leg is nearer."""


@dataclass(frozen=True)
class Stride:
    """What a network reads of an average stride.

    Parameters
    ----------
    inputs
        Shape (`N_INPUTS`,).
    start_s
        When it begins, in the time of the leg: where the ankle is farthest ahead
        of the other one, or highest over it, by their first harmonics.

    """

    inputs: Array
    start_s: float


def read_stride(leg: Leg, other: Leg, *, view: View, near: int) -> Stride | None:
    """Return the stride of `leg` beside that of the other one.

    Parameters
    ----------
    leg, other
        From `midstance.events.motion.Motion.mean_leg`, without noise of single
        frames, each three strides long, counted from its own foot ahead.
    view
        From behind (and from the front) only heights are read.
    near
        1: `leg` is the nearer one to the camera, -1: the other one, 0: unknown.

    Returns
    -------
    Stride or None
        None when a hip, knee or ankle is not seen often enough.

    """
    both = np.stack([fourier_series(leg), fourier_series(other)])
    has_feet = bool(np.isfinite(both[:, FOOT_CHANNELS]).all())
    both[:, FOOT_CHANNELS] = np.nan_to_num(both[:, FOOT_CHANNELS])
    if not np.isfinite(both).all():
        return None
    both[1] *= half_stride_factors()
    both, turned_rad = align_to_start(both, view)
    if view == "behind":
        both[:, : len(CHANNELS) - 1 : 2] = 0.0
    scatter = np.maximum([leg.scatter, other.scatter], LEAST_SCATTER)
    known = [leg.period_s, np.log(leg.period_s), float(has_feet), *np.log(scatter)]
    inputs = np.concatenate([to_vector(both), known, [float(near)]])
    return Stride(inputs, -float(turned_rad) / (2 * np.pi) * leg.period_s)


def fourier_series(leg: Leg) -> Complex:
    """Return the Fourier series of one leg, shape (11, 7); NaN for lost points.

    Heights are counted from the mean height of the pelvis.
    """
    n_points = len(leg.time_s) // 3
    middle = slice(n_points, 2 * n_points)
    rows = np.full((len(CHANNELS), N_ORDERS), np.nan, dtype=complex)
    for row, (axis, point) in enumerate(CHANNELS):
        signals = leg.forward if axis == "forward" else leg.up
        if point in signals:
            rows[row] = np.fft.rfft(signals[point][middle])[:N_ORDERS] / n_points
        if axis == "up":
            rows[row, 0] -= leg.up["pelvis"][middle].mean()
    return rows


def half_stride_factors() -> Complex:
    """Return the factors that count a series from half a stride later."""
    return np.where(np.arange(N_ORDERS) % 2 == 0, 1.0 + 0j, -1.0 + 0j)


def align_to_start(both: Complex, view: View) -> tuple[Complex, Array]:
    """Return series counted from where a stride begins, and how far that turns them.

    Parameters
    ----------
    both
        Shape (..., 2, 11, 7), own and other leg, in the phase of the own one.
    view
        Sets what a stride begins with.

    """
    leading = both[..., LEADING[view], 1]
    turned_rad = np.angle(leading[..., 0] - leading[..., 1])
    turns = np.exp(-1j * np.arange(N_ORDERS) * turned_rad[..., None])
    return both * turns[..., None, None, :], turned_rad


def to_vector(both: Complex) -> Array:
    """Return the series of (..., 2, 11, 7) as numbers, (..., `N_SERIES`).

    Of the other leg the pelvis is left out: it is the same.
    """
    parts = np.concatenate(
        [both[..., :1].real, both[..., 1:].real, both[..., 1:].imag], axis=-1
    )
    *outer, _, n_channels, n_numbers = parts.shape
    flat = parts.reshape(*outer, 2 * n_channels * n_numbers)
    return np.asarray(flat[..., :N_SERIES])
