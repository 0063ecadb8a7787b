"""What an HDF5 file holds, before any of it is read."""

from pathlib import Path

from midstance.errors import FormatError
from midstance.files import reading

_MAGIC = b"\x89HDF\r\n\x1a\n"


def hdf5_names(path: Path, head: bytes) -> frozenset[str]:
    """Return the names at the top of an HDF5 file; empty for any other file.

    Parameters
    ----------
    path
        The file.
    head
        How it begins.

    """
    if not head.startswith(_MAGIC):
        return frozenset()
    import h5py

    try:
        with reading(path, "an HDF5 file"), h5py.File(path, "r") as file:
            return frozenset(file)
    except FormatError:
        return frozenset()
