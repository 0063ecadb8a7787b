"""Read numbers off a signal, each with what it could be wrong by.

Two kinds of error are kept apart. The random one differs from stride to stride
and averages out; the shared one (the scale, a habit of the network, an event
rule that is late for this runner) does not.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import hypot, nan, sqrt
from typing import NamedTuple

import numpy as np
import pandas as pd

from midstance.kernels.signals.cycles import Extreme, peak
from midstance.metrics.base import ROW_COLUMNS
from midstance.metrics.gait import Event, Stance, Stride
from midstance.metrics.recording import Recording, Signal

CORRELATION_S = 0.1
"""Errors of a keypoint this far apart count as independent when averaged."""
UNKNOWN_SCALE_SD = 0.05
"""Relative uncertainty of a scale that came without one."""
_CM_PER_M = 100.0


class Measurement(NamedTuple):
    """A number and one standard deviation of its random and its shared error."""

    value: float
    random: float
    shared: float


NOTHING = Measurement(nan, nan, nan)


@dataclass(frozen=True)
class Length:
    """How many of some unit a pixel is, and the relative uncertainty of that."""

    per_px: float
    relative_sd: float


def cm(recording: Recording) -> Length:
    """Return the size of a pixel in cm."""
    scene = recording.scene
    relative = scene.m_per_px_uncertainty / scene.m_per_px
    if not np.isfinite(relative):
        relative = UNKNOWN_SCALE_SD
    return Length(_CM_PER_M * scene.m_per_px, relative)


def percent_of_leg(recording: Recording) -> Length:
    """Return the size of a pixel in % of the leg's length."""
    length_px, sd_px = recording.leg_px()
    return Length(100.0 / length_px, sd_px / length_px)


def in_unit(measured: Measurement, length: Length) -> Measurement:
    """Return a measurement in px in another unit; the scale's error is shared."""
    value = measured.value * length.per_px
    return Measurement(
        value,
        measured.random * length.per_px,
        hypot(measured.shared * length.per_px, value * length.relative_sd),
    )


def duration(
    start: Event,
    end: Event,
    *,
    same_kind: bool,
    same_foot: bool = True,
    unit_s: float = 1e-3,
) -> Measurement:
    """Return the time between two events, in ms unless `unit_s` says otherwise.

    Two events of the same kind are early or late alike: what both legs have in
    common cancels, and what is a leg's own cancels for the same foot.
    """
    if not same_kind:
        shared = start.shared_variance + end.shared_variance
    elif not same_foot:
        shared = start.leg_variance + end.leg_variance
    else:
        shared = 0.0
    return Measurement(
        (end.time_s - start.time_s) / unit_s,
        sqrt(start.random_variance + end.random_variance) / unit_s,
        sqrt(shared) / unit_s,
    )


def at(signal: Signal, event: Event) -> Measurement:
    """Return the signal at an event; the event's own uncertainty counts too."""
    when = np.array([event.time_s])
    value, rate = signal.curve.sample(when)
    return _measurement(signal, float(value[0]), event.time_s, float(rate[0]), event)


def largest(signal: Signal, start: Event, end: Event) -> Measurement:
    """Return the largest value between two events.

    At the edge of the window the uncertainty of that event counts.
    """
    return _extreme(signal, signal.curve.largest(start.time_s, end.time_s), start, end)


def _extreme(signal: Signal, top: Extreme, start: Event, end: Event) -> Measurement:
    edge = start if top.time_s - start.time_s < end.time_s - top.time_s else end
    return _measurement(signal, top.value, top.time_s, top.rate, edge)


def smallest(signal: Signal, start: Event, end: Event) -> Measurement:
    """Return the smallest value between two events."""
    at_s, (value, rate) = signal.curve.dense(start.time_s, end.time_s)
    return opposite(_extreme(signal, peak(at_s, -value, -rate), start, end))


def span(signal: Signal, start: Event, end: Event, *, period_s: float) -> Measurement:
    """Return largest minus smallest value, slow drift taken off.

    The drift is how much the signal differs from itself one `period_s` (a
    stride) later, or earlier at the end of a recording. Half of a keypoint's
    systematic error is taken to be an offset, which cancels.
    """
    around_s = (
        start.time_s + np.array([0.0, period_s]),
        end.time_s - np.array([period_s, 0.0]),
    )
    rises = [np.diff(signal.curve.sample(pair).value)[0] for pair in around_s]
    rise = next((float(r) for r in rises if np.isfinite(r)), nan)
    at_s, (value, rate) = signal.curve.dense(start.time_s, end.time_s)
    level = value - rise / period_s * (at_s - start.time_s)
    top = _extreme(signal, peak(at_s, level, rate), start, end)
    low = _extreme(signal, peak(at_s, -level, -rate), start, end)
    # A quarter of a period lies between the highest and the lowest point, and the
    # drift over it is known to sqrt(2) / 4 of the noise.
    return Measurement(
        top.value + low.value,
        sqrt(top.random**2 + low.random**2 + top.random * low.random / 8),
        hypot(top.shared, low.shared) / 2,
    )


def average(signal: Signal, start: Event, end: Event) -> Measurement:
    """Return the mean between two events; noise averages out over time."""
    value = signal.curve.resampled(start.time_s, end.time_s).mean()
    inside = (signal.time_s >= start.time_s) & (signal.time_s <= end.time_s)
    if not np.isfinite(value):
        return NOTHING
    n_independent = 1.0 + (end.time_s - start.time_s) / CORRELATION_S
    return Measurement(
        float(value),
        float(np.nanmean(signal.noise[inside])) / sqrt(n_independent),
        float(np.nanmean(signal.shared[inside])),
    )


def part_of(cycle: Stance | Stride, share: float) -> Event:
    """Return the moment when `share` of a stance or a stride is over."""
    last = cycle.toe_off if isinstance(cycle, Stance) else cycle.end
    first = cycle.contact

    def both(one: float, other: float) -> float:
        return sqrt((1 - share) ** 2 * one + share**2 * other)

    return Event(
        first.time_s + share * (last.time_s - first.time_s),
        both(first.uncertainty_s**2, last.uncertainty_s**2),
        both(first.person_variance, last.person_variance),
        both(first.leg_variance, last.leg_variance),
    )


def in_midstance(signal: Signal, stance: Stance) -> Measurement:
    """Return the mean over the middle third of a stance.

    Steadier than the largest value, which noise can only make larger.
    """
    start, end = part_of(stance, 1 / 3), part_of(stance, 2 / 3)
    mean = average(signal, start, end)
    drift = at(signal, end).value - at(signal, start).value
    lasts_s = end.time_s - start.time_s
    steep = (drift / lasts_s) ** 2
    return Measurement(
        mean.value,
        sqrt(mean.random**2 + steep * start.random_variance),
        sqrt(mean.shared**2 + steep * start.shared_variance),
    )


def swing_width(signal: Signal, start: Event, end: Event) -> Measurement:
    """Return how wide the signal swings at the rhythm of the window.

    Twice the amplitude of the one wave that fits the window, by least squares
    and with slow drift taken off. Half of a keypoint's systematic error is taken
    to be an offset, which cancels.
    """
    n_points = 101
    values = signal.curve.resampled(start.time_s, end.time_s, n_points)
    if not np.isfinite(values).all():
        return NOTHING
    share = np.linspace(0.0, 1.0, n_points)
    wave = np.stack([np.cos(2 * np.pi * share), np.sin(2 * np.pi * share)], axis=1)
    design = np.column_stack([np.ones(n_points), share, wave])
    solver = np.linalg.pinv(design)
    amplitude = float(np.hypot(*(solver[2:] @ values)))
    inside = (signal.time_s >= start.time_s) & (signal.time_s <= end.time_s)
    n_independent = 1.0 + (end.time_s - start.time_s) / CORRELATION_S
    gain = sqrt(float((solver[2:] ** 2).sum()) / 2 * n_points / n_independent)
    return Measurement(
        2 * amplitude,
        2 * gain * float(np.nanmean(signal.noise[inside])),
        float(np.nanmean(signal.shared[inside])),
    )


def opposite(measured: Measurement) -> Measurement:
    """Return the measurement with its sign turned."""
    return measured._replace(value=-measured.value)


Row = tuple[str, float, Measurement]


def table(rows: Iterable[Row]) -> pd.DataFrame:
    """Return the rows (side, time of the contact that opens it, measurement)."""
    return pd.DataFrame(
        [
            (side, time_s, r.value, hypot(r.random, r.shared), r.shared)
            for side, time_s, r in rows
        ],
        columns=list(ROW_COLUMNS),
    )


def _measurement(
    signal: Signal, value: float, time_s: float, rate: float, event: Event
) -> Measurement:
    if not np.isfinite(value):
        return NOTHING
    noise = np.interp(time_s, signal.time_s, signal.noise)
    shared = np.interp(time_s, signal.time_s, signal.shared)
    return Measurement(
        value,
        sqrt(noise**2 + rate**2 * event.random_variance),
        sqrt(shared**2 + rate**2 * event.shared_variance),
    )
