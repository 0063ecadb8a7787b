"""Tracks that other programs saved as netCDF: what has to be checked and put right."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from midstance.errors import MissingSettingError, SchemaError


def require_hdf5(path: Path) -> None:
    """Open and close a file; raise whatever HDF5 raises when it is damaged.

    Where h5netcdf fails to open one, it leaves an object behind that fails again when
    it is thrown away, on the terminal of the user.
    """
    import h5py

    with h5py.File(path, "r") as file:
        file.attrs.get("_nc3_strict")


def require_points(tracks: xr.Dataset, dims: tuple[str, ...], path: Path) -> None:
    """Refuse a data set without positions, or whose numbers are none.

    Raises
    ------
    SchemaError
        Says what it holds instead.

    """
    if "position" not in tracks or set(tracks["position"].dims) != set(dims):
        held = {str(name): tracks[name].dims for name in tracks}
        raise SchemaError(
            f"Tracks need a variable 'position' with the dimensions {dims}, and {path} "
            f"holds {held}."
        )
    for name in ("position", "confidence"):
        if name in tracks and tracks[name].dtype.kind not in "fiu":
            raise SchemaError(f"{name} in {path} must hold numbers.")
    if tracks.sizes["space"] not in (2, 3) or not tracks.sizes["time"]:
        raise SchemaError(
            f"position in {path} must have 2 or 3 axes and at least one frame, got "
            f"{dict(tracks.sizes)}."
        )


def time_in_s(
    tracks: xr.Dataset, rate_hz: float | None, path: Path
) -> NDArray[np.float64]:
    """Return the times in s, also of a clock that counts frames.

    Parameters
    ----------
    tracks
        As the file has them. A clock counts frames where the attr ``time_unit`` says
        so, where its numbers are whole, or where each is one more than the last.
    rate_hz
        Frames per second as the user says; None: take the attr ``fps``.
    path
        For the message.

    Raises
    ------
    MissingSettingError
        If it counts frames, and the rate is neither said nor in the file.
    SchemaError
        If a time is no finite number.

    """
    stored = tracks["time"].to_numpy()
    if stored.dtype.kind not in "fiu" or not np.isfinite(stored).all():
        raise SchemaError(f"time in {path} must hold finite numbers.")
    time = np.asarray(stored, dtype=float)
    unit = str(tracks.attrs.get("time_unit", "")).lower()
    is_even = len(time) > 1 and (np.diff(time) == 1).all()
    is_whole = stored.dtype.kind in "iu"
    counts = len(time) > 1 and (is_whole or (len(time) > 2 and is_even))
    is_one_hz = is_even and tracks.attrs.get("fps") == 1
    if not unit.startswith("frame") and (is_one_hz or not counts):
        return time
    rate = rate_hz if rate_hz is not None else _said_rate_hz(tracks)
    if rate is None or not 0 < rate <= _MOST_HZ:
        raise MissingSettingError(
            f"The clock of {path} counts frames; give the rate (frames per second).",
            "rate_hz",
        )
    return time / rate


_MOST_HZ = 1e6


def _said_rate_hz(tracks: xr.Dataset) -> float | None:
    """Return the rate that a file of another program says, if it does."""
    said = tracks.attrs.get("fps")
    if not isinstance(said, int | float | np.number):
        return None
    return float(said) if float(said) > 1.0 else None


def with_facts_of_people(tracks: xr.Dataset, names: Sequence[str]) -> xr.Dataset:
    """Return `tracks` with what older files hold as attributes as coordinates."""
    for name in names:
        if name in tracks.attrs:
            of_all = np.atleast_1d(np.asarray(tracks.attrs.pop(name), dtype=float))
            values = np.broadcast_to(of_all, tracks.sizes["individual"])
            tracks = tracks.assign_coords({name: ("individual", values.copy())})
    return tracks
