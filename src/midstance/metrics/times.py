"""Times of the gait: strides, steps, contact, swing, flight and double support."""

from math import hypot

import pandas as pd

from midstance.metrics.base import EVENT_RATE_HZ, Needs, metric
from midstance.metrics.gait import Event, Stride
from midstance.metrics.measurement import Measurement, duration, table
from midstance.metrics.recording import Recording
from midstance.schema.events import SIDES


@metric(
    "stride_time",
    label="Stride time",
    unit="ms",
    definition=(
        "Time from the contact of a foot to the next contact of the same foot."
    ),
    needs=Needs(events=("initial_contact",)),
)
def stride_time(recording: Recording) -> pd.DataFrame:
    """Return one row per stride."""
    gait = recording.gait
    return table(
        (
            *(side, stride.contact.time_s),
            duration(stride.contact, stride.end, same_kind=True),
        )
        for side in SIDES
        for stride in gait.strides(side)
    )


@metric(
    "step_time",
    label="Step time",
    unit="ms",
    definition="Time from the contact of one foot to the contact of the other.",
    needs=Needs(events=("initial_contact",)),
)
def step_time(recording: Recording) -> pd.DataFrame:
    """Return one row per step; `side` is the foot that opens it."""
    gait = recording.gait
    return table(
        (
            *(step.side, step.contact.time_s),
            duration(step.contact, step.end, same_kind=True, same_foot=False),
        )
        for step in gait.steps()
    )


@metric(
    "contact_time",
    label="Contact time",
    unit="ms",
    definition=(
        "Time from the contact of a foot to its toe-off, as a vertical force of 50 N "
        "(or 20 N, where the settings say so) would tell them. Whoever steps through "
        "the frames sees the toe leave after that force has faded: by eye the contacts "
        "of a labelled clip came out some 30 ms longer."
    ),
    needs=Needs(min_rate_hz=EVENT_RATE_HZ, events=("initial_contact", "toe_off")),
)
def contact_time(recording: Recording) -> pd.DataFrame:
    """Return one row per stance."""
    gait = recording.gait
    return table(
        (
            *(side, stance.contact.time_s),
            duration(stance.contact, stance.toe_off, same_kind=False),
        )
        for side in SIDES
        for stance in gait.stances(side)
    )


@metric(
    "swing_time",
    label="Swing time",
    unit="ms",
    definition="Time from the toe-off of a foot to its next contact.",
    needs=Needs(min_rate_hz=EVENT_RATE_HZ, events=("initial_contact", "toe_off")),
)
def swing_time(recording: Recording) -> pd.DataFrame:
    """Return one row per stride."""
    gait = recording.gait
    return table(
        (
            *(side, stride.contact.time_s),
            duration(stride.toe_off, stride.end, same_kind=False),
        )
        for side in SIDES
        for stride in gait.strides(side)
        if stride.toe_off
    )


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


@metric(
    "flight_time",
    label="Flight time",
    unit="ms",
    definition=(
        "Time from the toe-off of one foot to the contact of the other, negative "
        "in a step in which both are on the ground."
    ),
    needs=Needs(
        min_rate_hz=EVENT_RATE_HZ,
        events=("initial_contact", "toe_off"),
        gait="running",
    ),
)
def flight_time(recording: Recording) -> pd.DataFrame:
    """Return one row per step; `side` is the foot that pushes off."""
    return table(
        (
            *(step.side, step.contact.time_s),
            duration(step.toe_off, step.end, same_kind=False),
        )
        for step in recording.gait.steps()
        if step.toe_off
    )


@metric(
    "double_support_time",
    label="Double support time",
    unit="ms",
    definition=(
        "Time for which both feet are on the ground, from the contact of one foot to "
        "the toe-off of the other."
    ),
    needs=Needs(
        min_rate_hz=EVENT_RATE_HZ,
        events=("initial_contact", "toe_off"),
        gait="walking",
    ),
)
def double_support_time(recording: Recording) -> pd.DataFrame:
    """Return one row per step; `side` is the foot that is about to push off."""
    return table(
        (
            *(step.side, step.contact.time_s),
            duration(step.end, step.toe_off, same_kind=False),
        )
        for step in recording.gait.steps()
        if step.toe_off
    )
