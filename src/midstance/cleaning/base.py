"""What every cleaning step promises."""

from typing import Protocol, runtime_checkable

import xarray as xr

from midstance.registry import ClassRegistry


@runtime_checkable
class Cleaner(Protocol):
    """Makes tracks fit to be measured, and marks what it changed.

    A cleaner is a frozen dataclass: its fields are its settings, lengths of time
    in seconds and never in frames.
    """

    def apply(self, tracks: xr.Dataset) -> xr.Dataset:
        """Return new tracks; changes other than smoothing are marked ``observed``."""
        ...


cleaners: ClassRegistry[Cleaner] = ClassRegistry(
    "cleaning step", Cleaner, "midstance.cleaning", group="midstance.cleaners"
)
