"""How much ground was covered between two moments."""

from math import hypot, isfinite

from midstance.errors import NotEnoughDataError
from midstance.kernels.types import Floats
from midstance.metrics.gait import Event
from midstance.metrics.measurement import (
    UNKNOWN_SCALE_SD,
    Measurement,
    at,
    duration,
)
from midstance.metrics.recording import Recording, Signal, mean_point

BELT_SD = 0.02
"""Relative uncertainty of a speed that was told: belts run within about 2 % of
their display."""


def covered_m(recording: Recording, start: Event, end: Event) -> Measurement:
    """Return the ground covered between two events of the same kind (m).

    From the way of the hips through the image where its scale is known, as if
    it were all at one distance; else speed times time.

    Raises
    ------
    NotEnoughDataError
        If neither the scale nor the speed is known.

    """
    if recording.scene.is_crossing:
        return _way_m(recording, start, end)
    speed_m_s = recording.scene.speed_m_s
    if not isfinite(speed_m_s):
        raise NotEnoughDataError(
            "Needs the running speed, or the scale of the picture when the runner "
            "crosses it.",
            remedy="speed_or_scale",
        )
    lasts = duration(start, end, same_kind=True, unit_s=1.0)
    value = speed_m_s * lasts.value
    return Measurement(value, speed_m_s * lasts.random, value * BELT_SD)


def _way_m(recording: Recording, start: Event, end: Event) -> Measurement:
    scene = recording.scene
    first, last = (at(_forward_px(recording), event) for event in (start, end))
    value = (last.value - first.value) * scene.m_per_px
    relative = scene.m_per_px_uncertainty / scene.m_per_px
    if not isfinite(relative):
        relative = UNKNOWN_SCALE_SD
    return Measurement(
        value,
        hypot(first.random, last.random) * scene.m_per_px,
        value * relative,
    )


def _forward_px(recording: Recording) -> Signal:
    direction, perspective = recording.scene.direction, recording.scene.perspective

    def forward(*hips: Floats) -> Floats:
        x_px = mean_point(*hips)[:, 0]
        return direction * (x_px if perspective is None else perspective.even_px(x_px))

    return recording.signal(forward, recording.both("hip"))
