"""Strike pattern: whether the rearfoot lands first, with a grey zone."""

import pandas as pd

from midstance.errors import NotEnoughDataError
from midstance.metrics.base import metric
from midstance.metrics.learned.cycle import LegCycle
from midstance.metrics.learned.read import NEEDS, of_each_foot
from midstance.metrics.learned.strike import SURE, rearfoot_chance
from midstance.metrics.measurement import Measurement
from midstance.metrics.recording import Recording


@metric(
    "rearfoot_strike",
    label="Landing on the rearfoot",
    unit="% likely",
    definition=(
        "How likely it is that the rearfoot meets the ground first; no number where "
        "that cannot be told. Midfoot and forefoot are not told apart."
    ),
    needs=NEEDS,
    plane="sagittal",
    better_known_as=("heel strike",),
)
def rearfoot_strike(recording: Recording) -> pd.DataFrame:
    """Return one row per foot whose strike can be told.

    The number is a probability already, in whole per cent and never 0 or 100, so it
    has no uncertainty of its own.
    """

    def read(cycle: LegCycle, _: str) -> Measurement:
        chance = rearfoot_chance(cycle)
        if max(chance, 1.0 - chance) < SURE:
            raise NotEnoughDataError(
                "Cannot be told: the foot lands between rearfoot and midfoot, or is "
                "not seen well enough."
            )
        return Measurement(min(max(round(100 * chance), 1), 99), 0.0, 0.0)

    return of_each_foot(recording, read)
