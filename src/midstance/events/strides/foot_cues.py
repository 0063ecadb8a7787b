"""When a foot passes its own angles and heights, whatever its points are called.

Where a pose network, or a marker, has the toe differs from one to the next, and an
offset of the toe is an offset of the event for whoever reads heights. So what is read
here is counted from where the same foot lies while it stands: when the line from heel
to toe has turned by so many degrees, when toe, heel and ankle are so much higher, and
when they turn or speed up most. All follows from the Fourier series of the stride
(`midstance.events.strides.waves`), but not as a sum of it, which is why a linear reader
gains from them.
"""

import numpy as np

from midstance.events.strides.waves import CHANNELS, N_ORDERS, N_SERIES
from midstance.kernels.types import Array

_N_POINTS = 240
"""Of a stride; moments are read between them."""
_BEFORE = _N_POINTS // 3
"""Points before the start of the stride that are looked at, too."""
_STANDS = (0.10, 0.22)
"""Part of a runner's stride, from its start, in which the foot surely stands."""

_TURNED_DEG = (5.0, 10.0, 15.0, 20.0, 30.0, 40.0, 50.0)
_TURNING_DEG_S = (200.0, 300.0, 400.0)
_TOE_UP = (0.005, 0.01, 0.02, 0.03, 0.05, 0.08)
_FOOT_UP = (0.02, 0.05, 0.1, 0.15)
_TIPPED_DEG = (2.0, 5.0, 10.0)
_COMES_DOWN = (0.01, 0.02, 0.04, 0.08)
"""Lengths in leg lengths."""

N_FOOT_CUES = 55


def foot_cues(described: Array) -> Array:
    """Return when the own foot leaves and meets the ground by its own measure.

    Parameters
    ----------
    described
        Shape (n, n_described): `midstance.events.strides.votes.Sight.described` of
        strides seen from the side.

    Returns
    -------
    Array
        Shape (n, `N_FOOT_CUES`): moments in s after the start of the stride, NaN where
        they do not come; at last four sizes: the fastest turn and the farthest of the
        foot, the slope of the shank in mid-stance and its fastest turn (each of the
        order of 1).

    """
    period_s = described[:, N_SERIES]
    own, turn = _courses(described)
    step_s = period_s[:, None] / _N_POINTS
    stands = (turn > _STANDS[0]) & (turn < _STANDS[1])

    def rate(course: Array) -> Array:
        return np.asarray(np.gradient(course, axis=1) / step_s)

    def lying(course: Array) -> Array:
        return np.asarray(np.median(course[:, stands], axis=1))

    (heel_x, heel_y), (toe_x, toe_y), (ankle_x, ankle_y), (knee_x, knee_y), hip = (
        (own["forward", name], own["up", name])
        for name in ("heel", "foot_index", "ankle", "knee", "hip")
    )
    pitch = np.unwrap(np.arctan2(toe_y - heel_y, toe_x - heel_x), axis=1)
    tipped = lying(pitch)[:, None] - pitch
    tipped_deg, tips_deg_s = np.degrees(tipped), np.degrees(rate(tipped))
    shank = np.arctan2(knee_x - ankle_x, knee_y - ankle_y)
    thigh = np.arctan2(hip[0] - knee_x, hip[1] - knee_y)
    toe, heel, ankle = (one - lying(one)[:, None] for one in (toe_y, heel_y, ankle_y))

    moments = [_passes(tipped_deg, turn, (0.12, 0.6), deg) for deg in _TURNED_DEG]
    moments += [_peak(tips_deg_s, turn, (0.2, 0.55)), _peak(tipped, turn, (0.25, 0.7))]
    moments += [_passes(tips_deg_s, turn, (0.12, 0.5), deg) for deg in _TURNING_DEG_S]
    moments += [_passes(toe, turn, (0.18, 0.6), up) for up in _TOE_UP]
    for up in _FOOT_UP:
        moments += [_passes(one, turn, (0.14, 0.6), up) for one in (heel, ankle)]
    moments += [
        _peak(rate(rate(toe)), turn, (0.2, 0.55)),
        _peak(rate(rate(ankle)), turn, (0.15, 0.5)),
        _peak(-rate(shank), turn, (0.15, 0.6)),
        _peak(rate(rate(shank - thigh)), turn, (0.15, 0.6)),
        _peak(-thigh, turn, (0.15, 0.6)),
    ]
    moments += [_passes(tipped_deg, turn, (-0.15, 0.15), -deg) for deg in _TIPPED_DEG]
    moments += [
        _peak(tips_deg_s, turn, (-0.12, 0.15)),
        _peak(-rate(rate(tipped)), turn, (-0.1, 0.15)),
    ]
    for up in _COMES_DOWN:
        moments += [
            _passes(-heel, turn, (-0.2, 0.12), -up),
            _passes(-toe, turn, (-0.2, 0.15), -up),
            _passes(-ankle, turn, (-0.2, 0.12), -up),
        ]
    moments += [
        _peak(rate(rate(ankle)), turn, (-0.1, 0.15)),
        _peak(rate(rate(heel)), turn, (-0.1, 0.15)),
        _peak(rate(rate(own["up", "pelvis"])), turn, (-0.05, 0.3)),
    ]
    swings = (turn > 0) & (turn < 0.6)
    sizes = [
        tips_deg_s.max(axis=1) / 1000,
        tipped_deg.max(axis=1) / 100,
        lying(shank),
        np.degrees(-rate(shank))[:, swings].max(axis=1) / 1000,
    ]
    return np.column_stack([*(period_s * one for one in moments), *sizes])


def _courses(described: Array) -> tuple[dict[tuple[str, str], Array], Array]:
    """Return the course of each channel of the own leg, and at which turns."""
    n_numbers = 2 * N_ORDERS - 1
    own = described[:, : len(CHANNELS) * n_numbers].reshape(
        -1, len(CHANNELS), n_numbers
    )
    order = np.arange(N_ORDERS)
    turn = np.arange(-_BEFORE, _N_POINTS) / _N_POINTS
    angle = 2 * np.pi * np.outer(order, turn)
    # A real signal holds each harmonic twice.
    size = np.where(order == 0, 1.0, 2.0)[:, None]
    waves = np.concatenate([size * np.cos(angle), -size[1:] * np.sin(angle[1:])])
    courses = own @ waves
    return {
        channel: courses[:, number] for number, channel in enumerate(CHANNELS)
    }, turn


def _passes(
    course: Array, turn: Array, within: tuple[float, float], level: float
) -> Array:
    """Return the first turn at which each course rises over a level; NaN: never."""
    inside = (turn >= within[0]) & (turn < within[1])
    over, turns = course[:, inside] - level, turn[inside]
    rises = (over[:, :-1] < 0) & (over[:, 1:] >= 0)
    at, row = rises.argmax(axis=1), np.arange(len(course))
    before, after = over[row, at], over[row, at + 1]
    with np.errstate(invalid="ignore", divide="ignore"):
        part = -before / (after - before)
    return np.where(rises.any(axis=1), turns[at] + part / _N_POINTS, np.nan)


def _peak(course: Array, turn: Array, within: tuple[float, float]) -> Array:
    """Return the turn at which each course is highest, by a parabola."""
    inside = (turn >= within[0]) & (turn < within[1])
    own, turns = course[:, inside], turn[inside]
    at = np.clip(own.argmax(axis=1), 1, own.shape[1] - 2)
    row = np.arange(len(own))
    before, here, after = own[row, at - 1], own[row, at], own[row, at + 1]
    bend = before - 2 * here + after
    with np.errstate(invalid="ignore", divide="ignore"):
        part = np.where(np.abs(bend) > 1e-12, 0.5 * (before - after) / bend, 0.0)
    return np.asarray(turns[at] + np.clip(part, -1.0, 1.0) / _N_POINTS)
