"""Vertical impulse of a stance, read from the motion."""

import pandas as pd

from midstance.metrics.base import EVENT_RATE_HZ, Needs, metric
from midstance.metrics.learned.cycle import JOINTS, LegCycle
from midstance.metrics.learned.read import force_of, of_each_foot
from midstance.metrics.measurement import Measurement
from midstance.metrics.recording import Recording
from midstance.schema.events import SIDES


@metric(
    "vertical_impulse",
    label="Vertical impulse (estimate)",
    unit="body weight s",
    definition=(
        "Vertical force on the ground summed over the mean stance, read from the "
        "motion of legs and pelvis by what runners over force plates showed."
    ),
    needs=Needs(
        min_rate_hz=EVENT_RATE_HZ,
        views=SIDES,
        keypoints=("hip", *JOINTS),
        events=("initial_contact", "toe_off"),
    ),
)
def vertical_impulse(recording: Recording) -> pd.DataFrame:
    """Return one row per foot."""

    def read(cycle: LegCycle, side: str) -> Measurement:
        force = force_of(recording, cycle, side)
        return Measurement(force.impulse_bw_s, 0.0, force.impulse_uncertainty_bw_s)

    return of_each_foot(recording, read)
