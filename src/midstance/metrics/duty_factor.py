"""Duty factor."""

from math import hypot

import pandas as pd

from midstance.metrics.base import Needs, metric
from midstance.metrics.gait import Stride
from midstance.metrics.reading import Reading, duration, table
from midstance.metrics.recording import Recording
from midstance.schema.events import SIDES


@metric(
    "duty_factor",
    label="Duty factor",
    unit="%",
    definition="Share of a stride during which that foot is on the ground.",
    needs=Needs(events=("initial_contact", "toe_off")),
)
def duty_factor(recording: Recording) -> pd.DataFrame:
    """Return one row per stride."""
    gait = recording.gait
    return table(
        (side, stride.contact.time_s, _share(stride))
        for side in SIDES
        for stride in gait.strides(side)
        if stride.toe_off
    )


def _share(stride: Stride) -> Reading:
    if stride.toe_off is None:
        raise AssertionError
    on_ground = duration(stride.contact, stride.toe_off, same_kind=False)
    whole = duration(stride.contact, stride.end, same_kind=True)
    value = 100.0 * on_ground.value / whole.value
    return Reading(
        value,
        hypot(100.0 * on_ground.random, value * whole.random) / whole.value,
        100.0 * on_ground.shared / whole.value,
    )
