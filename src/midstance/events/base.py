"""What every gait event detector promises."""

from typing import Protocol

import pandas as pd
import xarray as xr

from midstance.registry import Registry


class EventDetector(Protocol):
    """Finds initial contacts and toe-offs, or one of the two.

    A detector is a frozen dataclass: its fields are its parameters, with the
    published values as defaults and the unit at the end of the name.
    """

    def detect(self, tracks: xr.Dataset) -> pd.DataFrame:
        """Return the events table (see `midstance.schema.events`) of clean `tracks`.

        Times lie between frames; `uncertainty_s` is one standard deviation. A
        person who shows no gait gets no rows.
        """
        ...


detectors: Registry[type[EventDetector]] = Registry(
    "event detector",
    "midstance.events.rules",
    "midstance.events.strides",
    "midstance.events.frames",
)
