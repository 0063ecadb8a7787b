"""Tracks as plain arrays of points, and back."""

from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

AXES = {"position": "space", "world": "world_axis"}
"""Variables that hold points, and the dimension of their coordinates."""


def point_variables(tracks: xr.Dataset) -> list[str]:
    """Return which variables of `tracks` hold points: ``position`` and ``world``."""
    return [name for name in AXES if name in tracks]


def get_points(tracks: xr.Dataset, name: str) -> NDArray[np.float64]:
    """Return a variable as a new array of shape (n_times, n_points, n_axes).

    Points are ordered by keypoint, then by individual.
    """
    array = tracks[name].transpose("time", "keypoint", "individual", AXES[name])
    n_times, n_keypoints, n_people, n_axes = array.shape
    values = np.array(array.to_numpy(), dtype=float)
    return values.reshape(n_times, n_keypoints * n_people, n_axes)


def get_flags(tracks: xr.Dataset, name: str) -> NDArray[Any]:
    """Return ``confidence`` or ``observed`` as a new array (n_times, n_points)."""
    array = tracks[name].transpose("time", "keypoint", "individual")
    n_times, n_keypoints, n_people = array.shape
    return array.to_numpy().reshape(n_times, n_keypoints * n_people).copy()


def with_points(
    tracks: xr.Dataset, name: str, points: NDArray[np.floating]
) -> xr.Dataset:
    """Return `tracks` with another content of ``position`` or ``world``.

    They may look at `points`, which are not to be changed any more.
    """
    return _with_values(tracks, name, points, AXES[name])


def with_flags(tracks: xr.Dataset, name: str, flags: NDArray[Any]) -> xr.Dataset:
    """Return `tracks` with another content of ``confidence`` or ``observed``.

    They may look at `flags`, which are not to be changed any more.
    """
    return _with_values(tracks, name, flags)


def _with_values(
    tracks: xr.Dataset, name: str, values: NDArray[Any], *axes: str
) -> xr.Dataset:
    # Variables have no coordinates, which would be compared with those of the tracks.
    old = tracks[name].variable
    order = ("time", "keypoint", "individual", *axes)
    turned = values.reshape([tracks.sizes[dim] for dim in order])
    new = xr.Variable(order, turned.astype(old.dtype, copy=False)).transpose(*old.dims)
    return tracks.assign({name: xr.Variable(old.dims, new.data, old.attrs)})
