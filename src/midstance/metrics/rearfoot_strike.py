"""Rearfoot strike: how sure it is that the heel lands first."""

from math import isfinite, nan, sqrt

import pandas as pd
from scipy.special import ndtr

from midstance.metrics.base import EVENT_RATE_HZ, Needs, metric
from midstance.metrics.foot_strike_angle import foot_strike_angle
from midstance.metrics.measurement import Measurement, table
from midstance.metrics.recording import Recording
from midstance.schema.events import SIDES

REARFOOT_ABOVE_DEG = 7.4
"""Cut-off of the foot-strike angle by Mo et al., who compared it with where the
pressure under the foot begins."""


@metric(
    "rearfoot_strike",
    label="Landing on the rearfoot",
    unit="% sure",
    definition=(
        "How sure it is, by the foot-strike angle and its uncertainty, that the "
        "foot touched down with the rearfoot."
    ),
    needs=Needs(
        min_rate_hz=EVENT_RATE_HZ,
        views=SIDES,
        keypoints=("heel", "foot_index"),
        events=("initial_contact", "toe_off"),
    ),
    plane="sagittal",
    better_known_as=("heel strike",),
)
def rearfoot_strike(recording: Recording) -> pd.DataFrame:
    """Return one row per contact."""
    angles = foot_strike_angle(recording)
    return table(
        (row.side, row.time_s, _certainty(row.value, row.uncertainty))
        for row in angles.itertuples()
    )


def _certainty(angle_deg: float, uncertainty_deg: float) -> Measurement:
    if not isfinite(angle_deg):
        return Measurement(nan, nan, nan)
    sure = 1.0 - _below(REARFOOT_ABOVE_DEG, angle_deg, uncertainty_deg)
    return Measurement(100.0 * sure, 0.0, 100.0 * sqrt(sure * (1.0 - sure)))


def _below(cut_deg: float, angle_deg: float, uncertainty_deg: float) -> float:
    if uncertainty_deg > 0:
        return float(ndtr((cut_deg - angle_deg) / uncertainty_deg))
    return float(angle_deg < cut_deg)
