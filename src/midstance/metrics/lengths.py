"""Lengths over the ground: steps, strides, their width, and the speed."""

from math import hypot

import pandas as pd

from midstance.kernels.signals.cycles import LONGEST
from midstance.metrics.base import Needs, metric
from midstance.metrics.frontal import FRONTAL_VIEWS, across_px
from midstance.metrics.gait import Stance, Stride
from midstance.metrics.ground import covered_m
from midstance.metrics.measurement import (
    Measurement,
    at,
    cm,
    duration,
    in_unit,
    part_of,
    table,
)
from midstance.metrics.recording import Recording, Signal
from midstance.schema.events import SIDES


@metric(
    "step_length",
    label="Step length",
    unit="m",
    definition=(
        "Ground covered from the contact of one foot to the contact of the other; "
        "on a treadmill, speed times step time."
    ),
    needs=Needs(),
    plane="sagittal",
)
def step_length(recording: Recording) -> pd.DataFrame:
    """Return one row per step; `side` is the foot that opens it."""
    return table(
        (
            *(step.side, step.contact.time_s),
            covered_m(recording, step.contact, step.end),
        )
        for step in recording.gait.steps()
    )


@metric(
    "stride_length",
    label="Stride length",
    unit="m",
    definition=(
        "Ground covered from the contact of a foot to the next contact of the "
        "same foot; on a treadmill, speed times stride time."
    ),
    needs=Needs(),
    plane="sagittal",
)
def stride_length(recording: Recording) -> pd.DataFrame:
    """Return one row per stride."""
    return table(
        (
            *(side, stride.contact.time_s),
            covered_m(recording, stride.contact, stride.end),
        )
        for side in SIDES
        for stride in recording.gait.strides(side)
    )


@metric(
    "step_width",
    label="Step width",
    unit="cm",
    definition=(
        "Distance across the line of running from one foot to the other at their "
        "midstances, negative when the feet cross over."
    ),
    needs=Needs(
        views=FRONTAL_VIEWS,
        keypoints=("ankle",),
        scale=True,
        events=("initial_contact", "toe_off"),
    ),
    plane="frontal",
    better_known_as=("base of gait",),
)
def step_width(recording: Recording) -> pd.DataFrame:
    """Return one row per step between two of the other foot.

    The runner may drift across the belt: each foot is compared with the middle of
    the other foot's places before and after.
    """
    stances = sorted(
        (s for side in SIDES for s in recording.gait.stances(side)),
        key=lambda stance: stance.contact.time_s,
    )
    places = {side: across_px(recording, f"{side}_ankle") for side in SIDES}
    longest_s = LONGEST * recording.gait.usual_stride_s
    return table(
        (
            *(middle.side, middle.contact.time_s),
            in_unit(_width_px(before, middle, after, places), cm(recording)),
        )
        for before, middle, after in zip(
            stances[:-2], stances[1:-1], stances[2:], strict=True
        )
        if before.side == after.side != middle.side
        and after.contact.time_s - before.contact.time_s <= longest_s
    )


def _width_px(
    before: Stance, middle: Stance, after: Stance, places: dict[str, Signal]
) -> Measurement:
    first, own, last = (
        at(places[stance.side], part_of(stance, 0.5))
        for stance in (before, middle, after)
    )
    to_the_right = own.value - (first.value + last.value) / 2
    return Measurement(
        to_the_right if middle.side == SIDES[1] else -to_the_right,
        hypot(own.random, first.random / 2, last.random / 2),
        hypot(own.shared, first.shared),
    )


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
