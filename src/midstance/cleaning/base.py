"""What every cleaning step promises."""

from typing import Protocol

import xarray as xr

from midstance.registry import Registry


class Cleaner(Protocol):
    """Makes tracks fit to be measured, and marks what it changed.

    A cleaner is a frozen dataclass: its fields are its settings, lengths of time
    in seconds and never in frames.
    """

    def apply(self, tracks: xr.Dataset) -> xr.Dataset:
        """Return new tracks; changes other than smoothing are marked ``observed``."""
        ...


cleaners: Registry[type[Cleaner]] = Registry("cleaning step", "midstance.cleaning")
