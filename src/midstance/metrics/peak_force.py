"""Peak vertical force, read from the motion."""

import pandas as pd

from midstance.metrics.base import EVENT_RATE_HZ, Needs, metric
from midstance.metrics.learned.cycle import JOINTS, LegCycle
from midstance.metrics.learned.read import force_of, of_each_foot
from midstance.metrics.measurement import Measurement
from midstance.metrics.recording import Recording
from midstance.schema.events import SIDES


@metric(
    "peak_force",
    label="Peak vertical force (estimate)",
    unit="body weights",
    definition=(
        "Highest vertical force on the ground in the mean stance, read from the "
        "motion of legs and pelvis by what runners over force plates showed."
    ),
    needs=Needs(
        min_rate_hz=EVENT_RATE_HZ,
        views=SIDES,
        keypoints=("hip", *JOINTS),
        events=("initial_contact", "toe_off"),
    ),
)
def peak_force(recording: Recording) -> pd.DataFrame:
    """Return one row per foot."""

    def read(cycle: LegCycle, side: str) -> Measurement:
        force = force_of(recording, cycle, side)
        return Measurement(force.peak_bw, 0.0, force.peak_uncertainty_bw)

    return of_each_foot(recording, read)
