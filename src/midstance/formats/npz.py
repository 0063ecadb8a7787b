"""Packed arrays (``.npz``), none larger than the file can hold."""

import zipfile
from collections.abc import Container
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from midstance.errors import FormatError
from midstance.files import StrPath, as_path, reading, require_modest


def npz_names(path: Path) -> frozenset[str]:
    """Return the names of the arrays of a file, without reading any of them.

    Empty for a file of another kind.
    """
    try:
        with zipfile.ZipFile(path) as file:
            return frozenset(name.removesuffix(".npy") for name in file.namelist())
    except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError):
        return frozenset()


def load_npz(
    path: StrPath,
    expected: str,
    *,
    only: Container[str] | None = None,
    is_trusted: bool = False,
) -> dict[str, NDArray[Any]]:
    """Return the arrays of a file.

    Parameters
    ----------
    path
        The file.
    expected
        What it should be, for the message; see `midstance.files.reading`.
    only
        Names of the arrays to read; None: all.
    is_trusted
        Files with Python objects run code of whoever made them when they are read.
        Say ``True`` for files of your own.

    Raises
    ------
    FormatError
        If it is damaged, of another kind, would unpack to far more than its size,
        or an array claims more than is there.

    """
    path = as_path(path)
    with reading(path, expected), zipfile.ZipFile(path) as file:
        require_modest(path, sum(part.file_size for part in file.infolist()))
        for part in file.infolist():
            if part.filename.endswith(".npy"):
                _require_whole(file, part, path)
        with np.load(path, allow_pickle=is_trusted, encoding="latin1") as held:
            return {n: held[n] for n in held.files if only is None or n in only}


def _require_whole(file: zipfile.ZipFile, part: zipfile.ZipInfo, path: Path) -> None:
    """Refuse an array that claims a shape for which its bytes do not suffice."""
    with file.open(part) as opened:
        version = np.lib.format.read_magic(opened)
        read = (
            np.lib.format.read_array_header_1_0
            if version == (1, 0)
            else np.lib.format.read_array_header_2_0
        )
        shape, _, kind = read(opened)
    n_bytes = kind.itemsize
    for size in shape:
        n_bytes *= int(size)
    if not kind.hasobject and n_bytes > part.file_size:
        raise FormatError(
            f"{path} is damaged: its array {part.filename.removesuffix('.npy')} claims "
            f"{n_bytes} bytes, and {part.file_size} are there."
        )
