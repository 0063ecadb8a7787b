"""Trunk, head and arms."""

import numpy as np
import pandas as pd

from midstance.errors import NotEnoughDataError
from midstance.metrics.base import Needs, metric
from midstance.metrics.curves import angle, angles
from midstance.metrics.frontal import (
    FRONTAL_VIEWS,
    across_px,
    both_sides,
    out_of_midline_px,
)
from midstance.metrics.measurement import (
    Length,
    average,
    cm,
    in_unit,
    smallest,
    span,
    swing_width,
    table,
)
from midstance.metrics.recording import Recording
from midstance.schema.events import SIDES


@metric(
    "trunk_lean",
    label="Trunk lean",
    unit="deg",
    definition=(
        "Mean angle of the line from the hips to the shoulders to the vertical "
        "over a stride, positive forward."
    ),
    needs=Needs(
        views=SIDES,
        keypoints=("shoulder", "hip"),
        events=("initial_contact",),
    ),
    plane="sagittal",
)
def trunk_lean(recording: Recording) -> pd.DataFrame:
    """Return one row per stride of the foot with most strides."""
    lean = angle(recording, "trunk_lean", "left")
    return table(
        ("both", stride.contact.time_s, average(lean, stride.contact, stride.end))
        for stride in recording.gait.longest_side()
    )


@metric(
    "trunk_sway",
    label="Sideways sway of the trunk",
    unit="cm",
    definition=(
        "How far the middle of the shoulders swings from side to side at the rhythm "
        "of the strides, slow drift across the belt taken off."
    ),
    needs=Needs(
        views=FRONTAL_VIEWS,
        keypoints=("shoulder",),
        scale=True,
    ),
    plane="frontal",
)
def trunk_sway(recording: Recording) -> pd.DataFrame:
    """Return one row per stride of the foot with most strides."""
    sway = across_px(recording, "left_shoulder", "right_shoulder")
    return table(
        (
            *("both", stride.contact.time_s),
            in_unit(swing_width(sway, stride.contact, stride.end), cm(recording)),
        )
        for stride in recording.gait.longest_side()
    )


@metric(
    "head_posture",
    label="Head forward of the trunk",
    unit="deg",
    definition=(
        "Mean angle of the line from the shoulders to the ears against the "
        "trunk's line over a stride, positive forward."
    ),
    needs=Needs(
        views=SIDES,
        keypoints=("ear", "shoulder", "hip"),
        events=("initial_contact",),
    ),
    plane="sagittal",
)
def head_posture(recording: Recording) -> pd.DataFrame:
    """Return one row per stride of the foot with most strides."""
    head = angle(recording, "head", "left")
    return table(
        ("both", stride.contact.time_s, average(head, stride.contact, stride.end))
        for stride in recording.gait.longest_side()
    )


@metric(
    "elbow_flexion",
    label="Elbow bend",
    unit="deg",
    definition="Mean bend of the elbow over a stride, 0 with the arm straight.",
    needs=Needs(
        views=SIDES,
        keypoints=("shoulder", "elbow", "wrist"),
        events=("initial_contact",),
    ),
    plane="sagittal",
)
def elbow_flexion(recording: Recording) -> pd.DataFrame:
    """Return one row per stride."""
    return table(
        (
            *(side, stride.contact.time_s),
            average(curve, stride.contact, stride.end),
        )
        for side, curve in angles(recording, "elbow_flexion")
        for stride in recording.gait.strides(side)
    )


@metric(
    "arm_swing",
    label="Arm swing",
    unit="deg",
    definition=(
        "How far the upper arm swings forward and back against the trunk within a"
        " stride."
    ),
    needs=Needs(
        views=SIDES,
        keypoints=("shoulder", "elbow", "hip"),
        events=("initial_contact",),
    ),
    plane="sagittal",
)
def arm_swing(recording: Recording) -> pd.DataFrame:
    """Return one row per stride."""
    return table(
        (
            *(side, stride.contact.time_s),
            span(
                curve,
                stride.contact,
                stride.end,
                period_s=stride.end.time_s - stride.contact.time_s,
            ),
        )
        for side, curve in angles(recording, "upper_arm")
        for stride in recording.gait.strides(side)
    )


@metric(
    "arm_crossover",
    label="Hand beside the midline",
    unit="% shoulder width",
    definition=(
        "Smallest distance outward of the wrist from the middle of the shoulders "
        "within a stride, by shoulder width, negative when the hand crosses over."
    ),
    needs=Needs(
        views=FRONTAL_VIEWS,
        keypoints=("shoulder", "wrist"),
    ),
    plane="frontal",
)
def arm_crossover(recording: Recording) -> pd.DataFrame:
    """Return one row per stride."""
    width_px = _shoulder_width_px(recording)
    share = Length(100.0 / width_px, recording.bias_px["left_shoulder"] / width_px)
    return table(
        (
            *(side, stride.contact.time_s),
            in_unit(smallest(curve, stride.contact, stride.end), share),
        )
        for side, curve in both_sides(
            recording,
            lambda r, side: out_of_midline_px(r, side, "wrist", "shoulder"),
        )
        for stride in recording.gait.strides(side)
    )


def _shoulder_width_px(recording: Recording) -> float:
    left, right = (recording.points_px[f"{side}_shoulder"] for side in SIDES)
    width_px = np.abs(left[:, 0] - right[:, 0])
    if not np.isfinite(width_px).any():
        raise NotEnoughDataError("The two shoulders were never seen together.")
    return float(np.nanmedian(width_px))
