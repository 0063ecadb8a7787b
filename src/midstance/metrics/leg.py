"""The leg at contact and toe-off: its angles, and how far ahead the foot lands."""

from collections.abc import Iterator

import pandas as pd

from midstance.kernels.types import Floats
from midstance.metrics.base import EVENT_RATE_HZ, Needs, metric
from midstance.metrics.curves import angles
from midstance.metrics.measurement import Row, at, cm, in_unit, percent_of_leg, table
from midstance.metrics.recording import Recording
from midstance.schema.events import SIDES


@metric(
    "leg_angle_contact",
    label="Leg angle at contact",
    unit="deg",
    definition=(
        "Angle of the line from hip to ankle to the vertical when the foot "
        "touches down, positive with the ankle ahead."
    ),
    needs=Needs(
        min_rate_hz=EVENT_RATE_HZ,
        views=SIDES,
        keypoints=("hip", "ankle"),
        events=("initial_contact",),
    ),
    plane="sagittal",
    better_known_as=("angle of attack",),
)
def leg_angle_contact(recording: Recording) -> pd.DataFrame:
    """Return one row per contact."""
    return table(
        (side, contact.time_s, at(curve, contact))
        for side, curve in angles(recording, "leg")
        for contact in recording.gait.contacts[side]
    )


@metric(
    "leg_angle_toe_off",
    label="Leg angle at toe-off",
    unit="deg",
    definition=(
        "Angle of the line from hip to ankle to the vertical when the foot leaves"
        " the ground, negative with the ankle behind."
    ),
    needs=Needs(
        min_rate_hz=EVENT_RATE_HZ,
        views=SIDES,
        keypoints=("hip", "ankle"),
        events=("initial_contact", "toe_off"),
    ),
    plane="sagittal",
    better_known_as=("trailing leg angle",),
)
def leg_angle_toe_off(recording: Recording) -> pd.DataFrame:
    """Return one row per stance."""
    return table(
        (side, stance.contact.time_s, at(curve, stance.toe_off))
        for side, curve in angles(recording, "leg")
        for stance in recording.gait.stances(side)
    )


@metric(
    "tibia_angle_contact",
    label="Shin angle at contact",
    unit="deg",
    definition=(
        "Angle of the shank to the vertical when the foot touches down, positive "
        "with the ankle ahead of the knee."
    ),
    needs=Needs(
        min_rate_hz=EVENT_RATE_HZ,
        views=SIDES,
        keypoints=("knee", "ankle"),
        events=("initial_contact",),
    ),
    plane="sagittal",
    better_known_as=(
        "tibia angle",
        "shin angle",
    ),
)
def tibia_angle_contact(recording: Recording) -> pd.DataFrame:
    """Return one row per contact."""
    return table(
        (side, contact.time_s, at(curve, contact))
        for side, curve in angles(recording, "shank")
        for contact in recording.gait.contacts[side]
    )


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


@metric(
    "overstride_leg",
    label="Foot ahead of hip at contact by leg length",
    unit="% leg",
    definition=(
        "How far the ankle is ahead of the hip of the same side when the foot "
        "touches down, by the length from hip to ankle along the leg."
    ),
    needs=Needs(
        min_rate_hz=EVENT_RATE_HZ, views=SIDES, keypoints=("hip", "knee", "ankle")
    ),
    plane="sagittal",
)
def overstride_leg(recording: Recording) -> pd.DataFrame:
    """Return one row per contact."""
    leg = percent_of_leg(recording)
    return table(
        (side, time_s, in_unit(measured, leg))
        for side, time_s, measured in ahead_px(recording)
    )
