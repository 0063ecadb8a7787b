"""Variability of the stride time."""

from math import sqrt

import numpy as np
import pandas as pd

from midstance.errors import NotEnoughDataError
from midstance.metrics.base import EVENT_RATE_HZ, Needs, metric
from midstance.metrics.gait import Stride
from midstance.metrics.measurement import Measurement, table
from midstance.metrics.recording import Recording
from midstance.schema.events import SIDES

FEWEST_STRIDES = 10


@metric(
    "stride_time_variability",
    label="Variability of stride time",
    unit="%",
    definition=(
        "Standard deviation of the stride times by their mean, over at least ten "
        "strides, less what the uncertainty of the contacts alone would make."
    ),
    needs=Needs(min_rate_hz=EVENT_RATE_HZ, min_strides=FEWEST_STRIDES),
    better_known_as=("coefficient of variation",),
)
def stride_time_variability(recording: Recording) -> pd.DataFrame:
    """Return one row per foot.

    Raises
    ------
    NotEnoughDataError
        If the strides do not differ more than unsure contacts let them seem to.

    """
    gait = recording.gait
    enough = [
        (side, strides)
        for side in SIDES
        if len(strides := gait.strides(side)) >= FEWEST_STRIDES
    ]
    rows = [
        (side, strides[0].contact.time_s, measured)
        for side, strides in enough
        if (measured := _variability(strides)) is not None
    ]
    if not rows:
        raise NotEnoughDataError(
            "The strides differ no more than the uncertainty of the contacts; "
            "film at a higher frame rate."
        )
    return table(rows)


def _variability(strides: list[Stride]) -> Measurement | None:
    """Return the variability (%); None when contacts alone would make it.

    The uncertainty is that of a standard deviation of so many values.
    """
    lasts_s = np.array([s.end.time_s - s.contact.time_s for s in strides])
    by_contacts = float(
        np.mean([s.contact.random_variance + s.end.random_variance for s in strides])
    )
    seen = float(np.var(lasts_s, ddof=1))
    if seen <= by_contacts:
        return None
    percent = 100.0 / float(lasts_s.mean())
    real = sqrt(seen - by_contacts)
    sd = seen / (real * sqrt(2.0 * (len(strides) - 1)))
    return Measurement(percent * real, percent * sd, 0.0)
