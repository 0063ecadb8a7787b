"""What shows from behind and in front: pelvis, hip, knee and rearfoot."""

from math import hypot

import pandas as pd

from midstance.metrics.base import EVENT_RATE_HZ, Needs, metric
from midstance.metrics.frontal import (
    FRONTAL_VIEWS,
    both_sides,
    eversion,
    out_of_midline_px,
)
from midstance.metrics.frontal import hip_adduction as adduction
from midstance.metrics.frontal import knee_projection as projection
from midstance.metrics.frontal import pelvic_drop as drop
from midstance.metrics.gait import Stance
from midstance.metrics.measurement import (
    Measurement,
    at,
    in_midstance,
    in_unit,
    part_of,
    percent_of_leg,
    table,
)
from midstance.metrics.recording import Recording, Signal


@metric(
    "pelvic_drop",
    label="Pelvic drop",
    unit="deg",
    definition=(
        "Mean angle by which the hip of the swinging leg hangs below that of the "
        "standing leg in the middle third of the contact, negative when it stays "
        "above."
    ),
    needs=Needs(
        views=FRONTAL_VIEWS,
        keypoints=("hip",),
        events=("initial_contact", "toe_off"),
    ),
    plane="frontal",
)
def pelvic_drop(recording: Recording) -> pd.DataFrame:
    """Return one row per stance; `side` is the standing leg."""
    return table(
        (side, stance.contact.time_s, in_midstance(curve, stance))
        for side, curve in both_sides(recording, drop)
        for stance in recording.gait.stances(side)
    )


@metric(
    "hip_adduction",
    label="Hip adduction",
    unit="deg",
    definition=(
        "Mean angle of the thigh towards the midline, against the pelvis, in the "
        "middle third of the contact."
    ),
    needs=Needs(
        views=FRONTAL_VIEWS,
        keypoints=("hip", "knee"),
        events=("initial_contact", "toe_off"),
    ),
    plane="frontal",
)
def hip_adduction(recording: Recording) -> pd.DataFrame:
    """Return one row per stance."""
    return table(
        (side, stance.contact.time_s, in_midstance(curve, stance))
        for side, curve in both_sides(recording, adduction)
        for stance in recording.gait.stances(side)
    )


@metric(
    "knee_projection",
    label="Knee inward at midstance",
    unit="deg",
    definition=(
        "Angle between thigh and shank in the picture at the middle of the "
        "contact, positive with the knee towards the midline."
    ),
    needs=Needs(
        views=FRONTAL_VIEWS,
        keypoints=("hip", "knee", "ankle"),
        events=("initial_contact", "toe_off"),
    ),
    plane="frontal",
    better_known_as=(
        "frontal plane projection angle",
        "knee valgus",
    ),
)
def knee_projection(recording: Recording) -> pd.DataFrame:
    """Return one row per stance."""
    return table(
        (side, stance.contact.time_s, at(curve, part_of(stance, 0.5)))
        for side, curve in both_sides(recording, projection)
        for stance in recording.gait.stances(side)
    )


@metric(
    "rearfoot_eversion",
    label="Rearfoot eversion (low confidence)",
    unit="deg",
    definition=(
        "Mean angle of the heel against the shank in the middle third of the "
        "contact, positive with the sole turned outward; screening only, one camera "
        "and two points on a shoe cannot tell pronation."
    ),
    needs=Needs(
        views=("rear",),
        keypoints=("knee", "ankle", "heel"),
        events=("initial_contact", "toe_off"),
    ),
    plane="frontal",
    better_known_as=("pronation",),
)
def rearfoot_eversion(recording: Recording) -> pd.DataFrame:
    """Return one row per stance."""
    return table(
        (side, stance.contact.time_s, in_midstance(curve, stance))
        for side, curve in both_sides(recording, eversion)
        for stance in recording.gait.stances(side)
    )


@metric(
    "rearfoot_eversion_change",
    label="Rearfoot eversion from contact (low confidence)",
    unit="deg",
    definition=(
        "Angle of the heel against the shank in the middle third of the contact "
        "less that at contact, which takes out how the points sit on the shoe; "
        "screening only."
    ),
    needs=Needs(
        min_rate_hz=EVENT_RATE_HZ,
        views=("rear",),
        keypoints=("knee", "ankle", "heel"),
        events=("initial_contact", "toe_off"),
    ),
    plane="frontal",
)
def rearfoot_eversion_change(recording: Recording) -> pd.DataFrame:
    """Return one row per stance."""
    return table(
        (
            *(side, stance.contact.time_s),
            _change(curve, stance),
        )
        for side, curve in both_sides(recording, eversion)
        for stance in recording.gait.stances(side)
    )


def _change(curve: Signal, stance: Stance) -> Measurement:
    later = in_midstance(curve, stance)
    first = at(curve, stance.contact)
    return Measurement(
        later.value - first.value,
        hypot(later.random, first.random),
        # Half of the systematic error is taken to be an offset, which cancels.
        hypot(later.shared, first.shared) / 2,
    )


@metric(
    "foot_crossover",
    label="Foot beside the midline",
    unit="% leg",
    definition=(
        "How far outward of the middle of the hips the ankle stands at midstance,"
        " by leg length, negative when it crosses over."
    ),
    needs=Needs(
        views=FRONTAL_VIEWS,
        keypoints=("hip", "knee", "ankle"),
        events=("initial_contact", "toe_off"),
    ),
    plane="frontal",
    better_known_as=("crossover",),
)
def foot_crossover(recording: Recording) -> pd.DataFrame:
    """Return one row per stance."""
    leg = percent_of_leg(recording)
    return table(
        (side, stance.contact.time_s, in_unit(at(curve, part_of(stance, 0.5)), leg))
        for side, curve in both_sides(
            recording,
            lambda r, side: out_of_midline_px(r, side, "ankle", "hip"),
        )
        for stance in recording.gait.stances(side)
    )
