"""DeepLabCut's HDF5: a table of pandas, read without PyTables and its pickles."""

import io
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from midstance.errors import FormatError
from midstance.files import reading, require_modest
from midstance.formats.base import Told, TracksFormat, formats
from midstance.formats.hdf5 import hdf5_names
from midstance.formats.poses.deeplabcut_csv import HOLDS, deeplabcut_tracks

_KIND = "an HDF5 file of DeepLabCut"
_KEYS = ("df_with_missing", "tracks", "keypoints")
_BLOCK = "values_block_"
_N_LEVELS = {3, 4}
"""Of the names of a column: scorer, bodyparts, coords, and individuals or none."""


@formats.register("deeplabcut-h5")
class DeepLabCutH5(TracksFormat):
    """Points in px of one or more individuals, with likelihood."""

    label = "HDF5 of DeepLabCut"
    extensions = (".h5",)
    holds = HOLDS
    needs = ("rate_hz",)

    def is_one(self, path: Path, head: bytes) -> bool:
        """Return whether it holds one of DeepLabCut's tables."""
        names = hdf5_names(path, head)
        return any(key in names for key in _KEYS) and "node_names" not in names

    def read(self, path: Path, told: Told) -> xr.Dataset:
        """Return the tracks; see `read_deeplabcut_h5`."""
        return read_deeplabcut_h5(path, rate_hz=told.required_rate_hz(path))


def read_deeplabcut_h5(path: Path, *, rate_hz: float) -> xr.Dataset:
    """Read the HDF5 file of one video, of one individual or of several.

    Parameters
    ----------
    path
        A table as ``pandas.DataFrame.to_hdf(..., format="table")`` makes it, with
        the columns' levels scorer, individuals (where there are several), bodyparts
        and coords. The names of the columns are pickled in it; only lists and texts
        are taken from there, and nothing else can run.
    rate_hz
        Frames per second; the file does not say it.

    Raises
    ------
    FormatError
        If it is something else or damaged.

    """
    import h5py

    with reading(path, _KIND), h5py.File(path, "r") as file:
        key = next((name for name in _KEYS if name in file), None)
        if key is None or "table" not in file[key]:
            raise FormatError(
                f"{path} is not {_KIND}: it holds no table {' or '.join(_KEYS)}."
            )
        table = file[key]["table"]
        fields = table.dtype.fields or {}
        blocks = [name for name in fields if name.startswith(_BLOCK)]
        if "index" not in fields or not blocks:
            raise FormatError(
                f"{path} is not {_KIND}: its table has no frames or no columns."
            )
        require_modest(path, table.dtype.itemsize * len(table))
        rows = table[()]
        names = [
            tuple(map(str, column))
            for block in blocks
            for column in _plain(table.attrs[f"{block}_kind"])
        ]
        values = [np.asarray(rows[name], float) for name in blocks]
        frames = np.asarray(rows["index"], np.int64)
        numbers = np.concatenate([v.reshape(len(rows), -1) for v in values], axis=1)
    if not len(rows) or {len(name) for name in names} - _N_LEVELS:
        raise FormatError(
            f"{path} is not {_KIND}: it has no frame, or its columns are not named by "
            "scorer, bodyparts and coords."
        )
    if numbers.shape[1] != len(names):
        raise FormatError(f"{path} is not {_KIND}: names of columns are missing.")
    columns = [
        (name[1] if len(name) == 4 else "person-1", name[-2], name[-1])
        for name in names
    ]
    return deeplabcut_tracks(frames, numbers, columns, rate_hz, path)


class _OnlyPlain(pickle.Unpickler):
    """Reads lists, tuples, texts and numbers, and refuses anything else."""

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 -- as above it
        raise pickle.UnpicklingError(f"{module}.{name} is no text")


def _plain(pickled: bytes) -> Any:  # noqa: ANN401 -- whatever is pickled
    return _OnlyPlain(io.BytesIO(bytes(pickled))).load()
