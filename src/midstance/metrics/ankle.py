"""Ankle dorsiflexion and plantarflexion."""

import pandas as pd

from midstance.metrics.base import EVENT_RATE_HZ, Needs, metric
from midstance.metrics.curves import angles
from midstance.metrics.gait import Stance
from midstance.metrics.measurement import (
    Measurement,
    at,
    largest,
    opposite,
    part_of,
    smallest,
    table,
)
from midstance.metrics.recording import Recording, Signal
from midstance.schema.events import SIDES


@metric(
    "dorsiflexion_contact",
    label="Ankle dorsiflexion at contact",
    unit="deg",
    definition=(
        "How far the sole is drawn up from a right angle to the shank when the "
        "foot touches down."
    ),
    needs=Needs(
        min_rate_hz=EVENT_RATE_HZ,
        views=SIDES,
        keypoints=("knee", "ankle", "heel", "foot_index"),
        events=("initial_contact", "toe_off"),
    ),
    plane="sagittal",
)
def dorsiflexion_contact(recording: Recording) -> pd.DataFrame:
    """Return one row per contact."""
    return table(
        (side, contact.time_s, at(curve, contact))
        for side, curve in angles(recording, "dorsiflexion")
        for contact in recording.gait.contacts[side]
    )


@metric(
    "dorsiflexion_peak",
    label="Largest ankle dorsiflexion",
    unit="deg",
    definition=(
        "Largest angle by which the sole is drawn up from a right angle to the "
        "shank while the foot is on the ground."
    ),
    needs=Needs(
        views=SIDES,
        keypoints=("knee", "ankle", "heel", "foot_index"),
        events=("initial_contact", "toe_off"),
    ),
    plane="sagittal",
)
def dorsiflexion_peak(recording: Recording) -> pd.DataFrame:
    """Return one row per stance."""
    return table(
        (
            *(side, stance.contact.time_s),
            largest(curve, stance.contact, stance.toe_off),
        )
        for side, curve in angles(recording, "dorsiflexion")
        for stance in recording.gait.stances(side)
    )


_AFTER_TOE_OFF = 0.1
"""Share of a stride; smoothing moves the peak a little past toe-off."""


@metric(
    "plantarflexion_peak",
    label="Push-off plantarflexion",
    unit="deg",
    definition=(
        "Largest angle by which the sole is stretched away from a right angle to the "
        "shank around toe-off; how far bent toes hide it is estimated."
    ),
    needs=Needs(
        views=SIDES,
        keypoints=("knee", "ankle", "heel", "foot_index"),
        events=("initial_contact", "toe_off"),
    ),
    plane="sagittal",
)
def plantarflexion_peak(recording: Recording) -> pd.DataFrame:
    """Return one row per stance."""
    after_s = _AFTER_TOE_OFF * recording.gait.usual_stride_s
    return table(
        (
            *(side, stance.contact.time_s),
            _stretched(curve, stance, after_s),
        )
        for side, curve in angles(recording, "dorsiflexion")
        for stance in recording.gait.stances(side)
    )


def _stretched(curve: Signal, stance: Stance, after_s: float) -> Measurement:
    off = stance.toe_off
    end = off._replace(time_s=off.time_s + after_s)
    return opposite(smallest(curve, part_of(stance, 0.5), end))
