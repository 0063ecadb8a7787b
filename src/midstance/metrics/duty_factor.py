"""Duty factor."""

from math import hypot

import pandas as pd

from midstance.metrics.base import EVENT_RATE_HZ, Needs, metric
from midstance.metrics.gait import Event, Stride
from midstance.metrics.measurement import Measurement, duration, table
from midstance.metrics.recording import Recording
from midstance.schema.events import SIDES


@metric(
    "duty_factor",
    label="Duty factor",
    unit="%",
    definition="Share of a stride during which that foot is on the ground.",
    needs=Needs(min_rate_hz=EVENT_RATE_HZ, events=("initial_contact", "toe_off")),
)
def duty_factor(recording: Recording) -> pd.DataFrame:
    """Return one row per stride."""
    gait = recording.gait
    return table(
        (side, stride.contact.time_s, _share(stride, stride.toe_off))
        for side in SIDES
        for stride in gait.strides(side)
        if stride.toe_off
    )


def _share(stride: Stride, toe_off: Event) -> Measurement:
    on_ground = duration(stride.contact, toe_off, same_kind=False)
    whole = duration(stride.contact, stride.end, same_kind=True)
    value = 100.0 * on_ground.value / whole.value
    return Measurement(
        value,
        hypot(100.0 * on_ground.random, value * whole.random) / whole.value,
        100.0 * on_ground.shared / whole.value,
    )
