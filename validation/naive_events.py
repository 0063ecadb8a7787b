"""Rules in common use, to be compared with: no part of the package."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from midstance.events.leg import Leg
from midstance.events.motion import Motion, both_legs, each_person
from midstance.events.rules.fore_aft import foot_farthest_ahead
from midstance.schema.events import Row


@dataclass(frozen=True)
class LowestAnkle:
    """Contact where the ankle is lowest, as many apps do."""

    def detect(self, tracks: xr.Dataset) -> pd.DataFrame:
        """Return contacts."""
        return each_person(tracks, lambda motion: contacts_at(motion, lowest_ankles))


@dataclass(frozen=True)
class HeelAhead:
    """Contact 26 ms after the foot is farthest ahead, whoever runs."""

    def detect(self, tracks: xr.Dataset) -> pd.DataFrame:
        """Return contacts."""
        return each_person(
            tracks,
            lambda motion: contacts_at(
                motion, lambda leg: foot_farthest_ahead(leg) + 0.026
            ),
        )


def lowest_ankles(leg: Leg) -> NDArray[np.float64]:
    """Return when the ankle is lowest, once a stride."""
    return leg.peaks(-leg.up["ankle"], (-0.1, 0.45))


def contacts_at(
    motion: Motion, rule: Callable[[Leg], NDArray[np.float64]]
) -> list[Row]:
    """Return contacts at the times that `rule` gives for either leg."""
    return [
        (motion.individual, leg.side, "initial_contact", float(time), np.nan, "naive")
        for leg in both_legs(motion)
        for time in rule(leg)
        if np.isfinite(time)
    ]
