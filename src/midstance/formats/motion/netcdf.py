"""netCDF: tracks as midstance and the ``movement`` package keep them."""

from pathlib import Path

import xarray as xr

from midstance.formats.base import Holds, Told, TracksFormat, formats
from midstance.formats.hdf5 import hdf5_names
from midstance.schema.tracks import load_tracks, save_tracks


@formats.register("netcdf")
class NetCdf(TracksFormat):
    """Everything that tracks know, and the only format that keeps it all."""

    label = "netCDF (midstance, movement)"
    extensions = (".nc",)
    holds = Holds(
        axes=(2, 3),
        people=True,
        people_names=True,
        confidence=True,
        exact_to=0.0,
    )

    def is_one(self, path: Path, head: bytes) -> bool:
        """Return whether it is HDF5 with positions."""
        return "position" in hdf5_names(path, head)

    def read(self, path: Path, told: Told) -> xr.Dataset:
        """Return the tracks; see `midstance.schema.tracks.load_tracks`."""
        return load_tracks(path, rate_hz=told.rate_hz)

    def write(self, tracks: xr.Dataset, path: Path) -> None:
        """Write tracks; see `midstance.schema.tracks.save_tracks`."""
        save_tracks(tracks, path)
