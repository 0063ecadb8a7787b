"""Overstride: how far ahead of the hip the foot lands, in cm."""

from collections.abc import Iterator

import pandas as pd

from midstance.kernels.types import Floats
from midstance.metrics.base import EVENT_RATE_HZ, Needs, metric
from midstance.metrics.measurement import Row, at, cm, in_unit, table
from midstance.metrics.recording import Recording
from midstance.schema.events import SIDES


@metric(
    "overstride",
    label="Foot ahead of hip at contact",
    unit="cm",
    definition=(
        "How far the ankle is ahead of the hip of the same side when the foot "
        "touches down, along the level."
    ),
    needs=Needs(
        min_rate_hz=EVENT_RATE_HZ, views=SIDES, keypoints=("hip", "ankle"), scale=True
    ),
    plane="sagittal",
    better_known_as=("overstride", "foot placement"),
)
def overstride(recording: Recording) -> pd.DataFrame:
    """Return one row per contact."""
    return table(
        (side, time_s, in_unit(measured, cm(recording)))
        for side, time_s, measured in ahead_px(recording)
    )


def ahead_px(recording: Recording) -> Iterator[Row]:
    """Yield side, time and the ankle's lead on the hip in px at each contact."""
    direction = recording.scene.direction

    def lead(hip: Floats, ankle: Floats) -> Floats:
        return direction * (ankle[:, 0] - hip[:, 0])

    for side in SIDES:
        signal = recording.signal(lead, (f"{side}_hip", f"{side}_ankle"))
        for contact in recording.gait.contacts[side]:
            yield side, contact.time_s, at(signal, contact)
