"""A netCDF file written as it comes, without its content in memory."""

import io
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any

import xarray as xr


def write_netcdf(
    dataset: xr.Dataset,
    path: Path,
    *,
    encoding: Mapping[Hashable, Mapping[str, Any]] | None = None,
) -> None:
    """Write `dataset` as netCDF 4 into `path`.

    Parameters
    ----------
    dataset, path
        What to write; the file, see `midstance.files.replacing`.
    encoding
        See `xarray.Dataset.to_netcdf`.

    Raises
    ------
    OSError
        What the disk answered, when it is full for example.

    """
    with _File(path, "w+b") as file:
        dataset.to_netcdf(file, engine="h5netcdf", encoding=encoding)
        if file.refusal is not None:
            raise file.refusal


class _File(io.FileIO):
    """A file that takes everything, and remembers what the disk refused.

    HDF5 crashes the interpreter when a disk is full: it is told nothing of it, and
    writes on to the end.

    Attributes
    ----------
    refusal
        What was refused first; None: nothing was.

    """

    refusal: OSError | None = None

    def write(self, content: Any, /) -> int:  # noqa: ANN401
        """Write all of `content`, if the disk takes it."""
        left = memoryview(content).cast("B")
        size = len(left)
        try:
            while left:
                left = left[super().write(left) :]
        except OSError as error:
            self.refusal = self.refusal or error
        return size

    def truncate(self, size: int | None = None, /) -> int:
        """Make the file so long, if the disk lets it."""
        try:
            return super().truncate(size)
        except OSError as error:
            self.refusal = self.refusal or error
            return self.tell() if size is None else size

    def readinto(self, buffer: Any, /) -> int:  # noqa: ANN401
        """Read into `buffer`; what is not there is 0."""
        target = memoryview(buffer).cast("B")
        n_read = super().readinto(target) or 0
        target[n_read:] = bytes(len(target) - n_read)
        return len(target)
