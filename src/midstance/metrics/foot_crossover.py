"""Foot crossover."""

import pandas as pd

from midstance.metrics.base import Needs, metric
from midstance.metrics.frontal import FRONTAL_VIEWS, both_sides, out_of_midline_px
from midstance.metrics.measurement import at, in_unit, part_of, percent_of_leg, table
from midstance.metrics.recording import Recording


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
