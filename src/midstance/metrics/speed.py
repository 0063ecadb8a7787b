"""Running speed, when the runner crosses the image."""

import pandas as pd

from midstance.metrics.base import Needs, metric
from midstance.metrics.gait import Stride
from midstance.metrics.ground import covered_m
from midstance.metrics.measurement import Measurement, duration, table
from midstance.metrics.recording import Recording
from midstance.schema.events import SIDES


@metric(
    "speed",
    label="Speed",
    unit="m/s",
    definition="Way of the hips through the picture in a stride, over its time.",
    needs=Needs(views=SIDES, keypoints=("hip",), scale=True, crossing=True),
    plane="sagittal",
)
def speed(recording: Recording) -> pd.DataFrame:
    """Return one row per stride of the foot with most strides."""
    return table(
        ("both", stride.contact.time_s, _speed(recording, stride))
        for stride in recording.gait.longest_side()
    )


def _speed(recording: Recording, stride: Stride) -> Measurement:
    way = covered_m(recording, stride.contact, stride.end)
    lasts_s = duration(stride.contact, stride.end, same_kind=True, unit_s=1.0).value
    # An event that is late by a little moves way and time alike and leaves the
    # speed as it is; the way's uncertainty has it already.
    return Measurement(way.value / lasts_s, way.random / lasts_s, way.shared / lasts_s)
