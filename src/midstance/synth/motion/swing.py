"""How the free leg comes through: smooth curves from toe-off to the next contact."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline, PPoly

from midstance.kernels.types import Array
from midstance.synth.motion.body.foot import toe_bend
from midstance.synth.motion.stance import Hip, Stances, leg_angles

_DIFFERENCE_S = 2e-4
_TOE_REST_RAD = np.deg2rad(4.0)


Table = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class SwingShape:
    """Where the joints pass between toe-off and contact.

    Each curve is a table of (part of the swing, weight or angle). Calibrated,
    for running, against the mean curves of 46 runners at 2.5 m/s (Fukuchi,
    Duarte & Ferber, CC BY 4.0).

    Parameters
    ----------
    thigh, knee
        A weight of 1 is the peak and 0 is the angle at toe-off, or, in the rows
        behind the one with weight 1, the angle at the coming contact.
    ankle_deg
        Dorsiflexion (degrees).

    """

    thigh: Table
    knee: Table
    ankle_deg: Table


@dataclass(frozen=True)
class SwingPeaks:
    """Largest angles of each swing (rad), shape (n_strides,)."""

    thigh_rad: Array
    knee_rad: Array


@dataclass(frozen=True)
class Swings:
    """Splines of all swings of one foot over the part of the swing (0 to 1)."""

    thigh: PPoly
    knee: PPoly
    pitch: PPoly
    lateral: PPoly
    toe: PPoly

    def at(
        self, part: Array, stride: NDArray[np.intp]
    ) -> tuple[Array, Array, Array, Array, Array]:
        """Return thigh, knee, foot (rad), lateral place (m) and toe bend (rad)."""
        curves = (self.thigh, self.knee, self.pitch, self.lateral, self.toe)
        thigh, knee, pitch, lateral, toe = (
            _evaluate(curve, part, stride) for curve in curves
        )
        return thigh, knee, pitch, lateral, toe


@dataclass(frozen=True)
class _End:
    """Value and derivative over the part of the swing, (n_strides,)."""

    value: Array
    slope: Array


def plan_swings(
    stances: Stances, hip: Hip, shape: SwingShape, peaks: SwingPeaks
) -> Swings:
    """Join each stance to the next one of the same foot.

    At toe-off every angle goes on with its value and velocity; at the contact it
    arrives with those that the stance, with the cushion of the shoe, starts with.
    """
    n_swings = len(stances.contact_s) - 1
    every = np.arange(n_swings)
    swing_s = stances.contact_s[1:] - stances.off_s[:-1]
    off = _ends(stances, hip, stances.off_s[:-1], every, swing_s)
    on = _ends(stances, hip, stances.contact_s[1:], every + 1, swing_s)

    def through(index: int, table: Table, peak: Array) -> PPoly:
        summit = [weight for _, weight in table].index(1.0)
        inner = []
        for row, (_, weight) in enumerate(table):
            base = (off if row <= summit else on)[index].value
            inner.append(base + weight * (peak - base))
        return _spline([part for part, _ in table], inner, off[index], on[index])

    thigh = through(0, shape.thigh, peaks.thigh_rad[:n_swings])
    knee = through(1, shape.knee, peaks.knee_rad[:n_swings])
    pitch = [
        thigh(part) - knee(part) + np.deg2rad(dorsiflexion)
        for part, dorsiflexion in shape.ankle_deg
    ]
    lateral = [off[3].value + (on[3].value - off[3].value) * 0.5]
    return Swings(
        thigh=thigh,
        knee=knee,
        pitch=_spline([part for part, _ in shape.ankle_deg], pitch, off[2], on[2]),
        lateral=_spline([0.5], lateral, off[3], on[3]),
        toe=_spline([0.4, 0.75], [np.full(n_swings, _TOE_REST_RAD)] * 2, off[4], on[4]),
    )


def _ends(
    stances: Stances,
    hip: Hip,
    time_s: Array,
    stride: NDArray[np.intp],
    swing_s: Array,
) -> list[_End]:
    """Return what the stance does at a moment: thigh, knee, foot, lateral, toe."""
    samples = []
    for shift in (-_DIFFERENCE_S, 0.0, _DIFFERENCE_S):
        thigh, knee, pitch, ankle = leg_angles(stances, hip, time_s + shift, stride)
        samples.append((thigh, knee, pitch, ankle[:, 1], toe_bend(pitch)))
    return [
        _End(
            now,
            (after - before) / (2 * _DIFFERENCE_S) * swing_s,
        )
        for before, now, after in zip(*samples, strict=True)
    ]


def _spline(parts: list[float], inner: list[Array], off: _End, on: _End) -> PPoly:
    """Return cubic splines, one per swing, through values and end slopes."""
    return CubicSpline(
        [0.0, *parts, 1.0],
        np.stack([off.value, *inner, on.value]),
        bc_type=((1, off.slope), (1, on.slope)),
    )


def _evaluate(curve: PPoly, part: Array, stride: NDArray[np.intp]) -> Array:
    breaks = curve.x
    piece = np.clip(np.searchsorted(breaks, part, side="right") - 1, 0, None)
    piece = np.minimum(piece, curve.c.shape[1] - 1)
    offset = part - breaks[piece]
    value = np.zeros_like(part)
    for power in range(curve.c.shape[0]):
        value = value * offset + curve.c[power, piece, stride]
    return value
