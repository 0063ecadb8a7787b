"""What every gait event detector promises."""

from abc import ABC, abstractmethod
from typing import ClassVar

import pandas as pd
import xarray as xr

from midstance.registry import ClassRegistry


class EventDetector(ABC):
    """Finds initial contacts and toe-offs, or one of the two.

    A detector is a frozen dataclass: its fields are its parameters, with the
    published values as defaults and the unit at the end of the name.

    Attributes
    ----------
    gaits
        For which it was made, see `midstance.schema.bouts.GAITS`.
    keypoints
        Without which it finds nothing, without side.

    """

    gaits: ClassVar[tuple[str, ...]] = ("running",)
    keypoints: ClassVar[tuple[str, ...]] = ("ankle",)

    @abstractmethod
    def detect(self, tracks: xr.Dataset) -> pd.DataFrame:
        """Return the events table (see `midstance.schema.events`) of clean `tracks`.

        Times lie between frames; `uncertainty_s` is one standard deviation. A
        person who shows no gait gets no rows.
        """


detectors: ClassRegistry[EventDetector] = ClassRegistry(
    "event detector",
    EventDetector,
    "midstance.events.rules",
    "midstance.events.strides",
    "midstance.events.frames",
    group="midstance.detectors",
)
