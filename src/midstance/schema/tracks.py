"""Tracks: where every keypoint of every person was, at every time.

Same layout as a ``movement`` >= 0.17 poses dataset, so either package reads the
other's files.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import ArrayLike, NDArray

from midstance.errors import FormatError, SchemaError
from midstance.files import StrPath, as_path, reading, replacing, require_modest
from midstance.schema.foreign.arrays import as_names, as_numbers
from midstance.schema.foreign.netcdf import (
    require_hdf5,
    require_points,
    time_in_s,
    with_facts_of_people,
)
from midstance.schema.foreign.netcdf_file import write_netcdf

DIMS = ("time", "space", "keypoint", "individual")
POINT_DIMS = ("time", "keypoint", "individual")
_ORDER = ("time", "space", "world_axis", "keypoint", "individual")
_CAMERA_DIMS = ("time", "camera_row", "camera_column")

MISSING, SEEN, FILLED, SWAPPED, OUTSIDE = 0, 1, 2, 3, 4
"""Values of ``observed``: never seen (position is NaN), measured, filled in
between measured frames, measured but with left and right exchanged, outside of
the image (position is NaN)."""

_OBSERVED_ATTRS = {
    "flag_values": [MISSING, SEEN, FILLED, SWAPPED, OUTSIDE],
    "flag_meanings": "missing seen filled swapped outside",
}
_OF_A_PERSON = ("lowpass_hz", "heading_deg")
"""What a step knows of a person is a coordinate along ``individual``. Files of
version 0.1 hold these as attributes, of all people together or one after the other."""
_OLD_DIMS = {"keypoints": "keypoint", "individuals": "individual"}


def make_tracks(
    position: ArrayLike,
    confidence: ArrayLike,
    time_s: ArrayLike,
    *,
    keypoints: Sequence[str],
    individuals: Sequence[str] = ("person-1",),
    space_unit: str = "px",
    attrs: Mapping[str, Any] | None = None,
) -> xr.Dataset:
    """Build a tracks dataset from plain arrays.

    Parameters
    ----------
    position
        Shape (n_times, 2 or 3, n_keypoints, n_individuals), in `space_unit`;
        while that is px, y points down. A missing point is NaN, never 0.
    confidence
        Shape (n_times, n_keypoints, n_individuals), 0 to 1; NaN where the point
        is missing.
    time_s
        Shape (n_times,), seconds, strictly rising. Real timestamps: do not
        assume a constant frame rate.
    keypoints, individuals
        Names along the last two axes of `position`.
    space_unit
        ``"px"`` or ``"m"``.
    attrs
        More attributes, such as ``skeleton``, ``source_software``,
        ``source_file``, ``image_width_px`` and ``image_height_px``.

    Returns
    -------
    xarray.Dataset
        Variables ``position`` on the dimensions `DIMS`, ``confidence`` and
        ``observed`` (int8, see `MISSING`) on `POINT_DIMS`. Attr ``fps`` is the
        median frame rate: for display; arithmetic uses the time coordinate.

    Raises
    ------
    SchemaError
        If a shape, a name or the time axis breaks the contract.

    Examples
    --------
    >>> tracks = make_tracks(
    ...     np.zeros((3, 2, 1, 1)),
    ...     np.ones((3, 1, 1)),
    ...     np.array([0.0, 0.1, 0.2]),
    ...     keypoints=["left_ankle"],
    ... )
    >>> dict(tracks.sizes)
    {'time': 3, 'space': 2, 'keypoint': 1, 'individual': 1}
    >>> float(tracks.attrs["fps"])
    10.0

    """
    position = as_numbers(position, "position")
    confidence = as_numbers(confidence, "confidence")
    time_s = as_numbers(time_s, "time_s")
    keypoints = as_names(keypoints, "keypoints")
    individuals = as_names(individuals, "individuals")
    if time_s.ndim != 1:
        raise SchemaError(f"time_s must have shape (n_times,), got {time_s.shape}.")
    if not isinstance(attrs, Mapping | None):
        raise SchemaError(f"attrs must be a mapping, got {type(attrs).__name__}.")
    n_space = position.shape[1] if position.ndim == len(DIMS) else 0
    expected = (len(time_s), n_space, len(keypoints), len(individuals))
    if position.shape != expected or n_space not in (2, 3):
        raise SchemaError(
            f"position must have shape (n_times={len(time_s)}, 2 or 3, "
            f"n_keypoints={len(keypoints)}, n_individuals={len(individuals)}), "
            f"got {position.shape}."
        )
    if confidence.shape != (expected[0], *expected[2:]):
        raise SchemaError(
            f"confidence must have the shape of position without space, "
            f"{(expected[0], *expected[2:])}, got {confidence.shape}."
        )
    seen = np.isfinite(position).all(axis=1)
    tracks = xr.Dataset(
        {
            "position": (DIMS, position, {"space_unit": space_unit}),
            "confidence": (POINT_DIMS, confidence),
            "observed": (
                POINT_DIMS,
                np.where(seen, SEEN, MISSING).astype(np.int8),
                _OBSERVED_ATTRS,
            ),
        },
        coords={
            "time": time_s.astype(float),
            "space": list("xyz"[:n_space]),
            "keypoint": list(keypoints),
            "individual": list(individuals),
        },
        attrs={
            "ds_type": "poses",
            "time_unit": "seconds",
            "source_software": "midstance",
            **(attrs or {}),
        },
    )
    validate_tracks(tracks)
    tracks.attrs["fps"] = round(rate_hz(tracks), 3) if len(time_s) > 1 else 0.0
    return tracks


def validate_tracks(tracks: xr.Dataset) -> xr.Dataset:
    """Return `tracks` when they keep the contract of `make_tracks`.

    Raises
    ------
    SchemaError
        If it is no dataset, a variable or dimension is missing, a name comes
        twice, or time does not rise.

    """
    if not isinstance(tracks, xr.Dataset):
        raise SchemaError(
            "Tracks must be an xarray.Dataset as load_tracks and make_tracks give it, "
            f"got {type(tracks).__name__}."
        )
    for name, dims in (("position", DIMS), ("confidence", POINT_DIMS)):
        if name not in tracks:
            raise SchemaError(
                f"Tracks need a variable {name!r}, got {sorted(map(str, tracks))}."
            )
        if set(tracks[name].dims) != set(dims):
            raise SchemaError(
                f"{name} must have the dimensions {dims}, got {tracks[name].dims}."
            )
    for axis in ("keypoint", "individual"):
        names = tracks[axis].to_numpy().tolist()
        if len(set(names)) != len(names):
            raise SchemaError(f"Every {axis} needs a name of its own, got {names}.")
        if any("\0" in str(name) for name in names):
            raise SchemaError(f"The name of a {axis} cannot hold NUL, got {names}.")
    time_s = tracks["time"].to_numpy()
    if not np.issubdtype(time_s.dtype, np.number):
        raise SchemaError(f"time must be in seconds, got {time_s.dtype}.")
    if not (np.diff(time_s) > 0).all():
        raise SchemaError("time must rise strictly from frame to frame.")
    return tracks


def rate_hz(tracks: xr.Dataset) -> float:
    """Return the median frame rate (Hz).

    Raises
    ------
    SchemaError
        If there are fewer than two frames.

    """
    time_s = tracks["time"].to_numpy()
    if time_s.size < 2:
        raise SchemaError(f"A frame rate needs at least 2 frames, got {time_s.size}.")
    return 1.0 / float(np.median(np.diff(time_s)))


def require_keypoints(tracks: xr.Dataset, *names: str) -> None:
    """Raise `SchemaError` unless every one of `names` is a keypoint of `tracks`."""
    have = set(tracks["keypoint"].to_numpy().tolist())
    missing = [name for name in names if name not in have]
    if missing:
        raise SchemaError(
            f"Missing keypoints {missing}; this skeleton has {sorted(have)}."
        )


def individuals(tracks: xr.Dataset) -> list[str]:
    """Return the names of the people in `tracks`."""
    return [str(name) for name in tracks["individual"].to_numpy()]


def path_of(tracks: xr.Dataset, keypoint: str) -> NDArray[np.float64]:
    """Return the path of one keypoint of one person, shape (n_times, n_space).

    `tracks` hold one person (``individual`` of size 1). A keypoint that the
    skeleton does not have was never seen: all NaN.
    """
    position = _positions(tracks)
    names = tracks["keypoint"].to_numpy().tolist()
    if keypoint not in names:
        return np.full(position.shape[:2], np.nan)
    return np.array(position[:, :, names.index(keypoint)])


def paths_of(tracks: xr.Dataset) -> dict[str, NDArray[np.float64]]:
    """Return the paths of all keypoints of one person that were ever seen.

    See `path_of`.
    """
    position = _positions(tracks)
    ever_seen = np.asarray(np.isfinite(position).any(axis=(0, 1)))
    return {
        str(name): np.array(position[:, :, number])
        for number, name in enumerate(tracks["keypoint"].to_numpy())
        if ever_seen[number]
    }


def _positions(tracks: xr.Dataset) -> NDArray[np.float64]:
    """Return the points of the first person, shape (n_times, n_space, n_keypoints)."""
    own = tracks["position"].transpose(*DIMS)
    return np.asarray(own.to_numpy()[..., 0], dtype=float)


def with_camera(tracks: xr.Dataset, path: NDArray[np.floating]) -> xr.Dataset:
    """Return `tracks` with the path of the camera in the variable ``camera``.

    Parameters
    ----------
    tracks
        Tracks in px.
    path
        Shape (n_times, 3, 3): what takes a point (px, with 1 as third coordinate)
        of that frame to the first one; NaN when not known.

    Raises
    ------
    SchemaError
        If there is not one place of the camera for each time of the tracks.

    """
    if path.shape != (tracks.sizes["time"], 3, 3):
        raise SchemaError(
            f"The path of the camera must have shape ({tracks.sizes['time']}, 3, 3) "
            f"for the frames of the tracks, got {path.shape}."
        )
    return tracks.assign(camera=(_CAMERA_DIMS, np.asarray(path, dtype=float)))


def camera_of(tracks: xr.Dataset) -> NDArray[np.float64] | None:
    """Return the path of the camera; None: it stood still. See `with_camera`."""
    if "camera" not in tracks:
        return None
    return np.array(tracks["camera"].transpose(*_CAMERA_DIMS), dtype=float)


def save_tracks(tracks: xr.Dataset, path: StrPath) -> None:
    """Write `tracks` as netCDF 4, whole or not at all.

    Parameters
    ----------
    tracks, path
        See `make_tracks`; the file.

    Raises
    ------
    SchemaError, OutputError
        If these are no tracks; if the folder cannot be written to, or is full.

    Examples
    --------
    >>> import tempfile
    >>> save_tracks(xr.Dataset(), f"{tempfile.mkdtemp()}/run.nc")
    Traceback (most recent call last):
    midstance.errors.SchemaError: Tracks need a variable 'position', got [].

    """
    validate_tracks(tracks)
    with replacing(path) as part:
        write_netcdf(tracks, part)


def load_tracks(path: StrPath, *, rate_hz: float | None = None) -> xr.Dataset:
    """Read tracks from netCDF, written by midstance or by ``movement``.

    Parameters
    ----------
    path
        A netCDF 4 file. What it does not say is added, see `complete_tracks`.
    rate_hz
        Frames per second, for a file whose clock counts frames.

    Returns
    -------
    xarray.Dataset
        See `make_tracks`.

    Raises
    ------
    FormatError
        If the file is missing, is no netCDF, or claims far more than it holds.
    MissingSettingError
        If its clock counts frames, and the rate is neither in it nor given.
    SchemaError
        If it holds no tracks.

    Examples
    --------
    >>> import midstance as ms
    >>> dict(ms.load_tracks(ms.example_file("tracks")).sizes)
    {'time': 481, 'space': 2, 'keypoint': 33, 'individual': 1}

    """
    path = as_path(path, "The tracks file")
    if not path.is_file():
        raise FormatError(f"No tracks file at {path}; give a netCDF file (.nc).")
    with reading(path, _KIND):
        require_hdf5(path)
        with xr.open_dataset(path, engine="h5netcdf", decode_times=False) as opened:
            require_modest(path, sum(int(each.nbytes) for each in opened.values()))
            tracks = opened.load()
        tracks = _renamed(tracks)
    require_points(tracks, DIMS, path)
    tracks = tracks.assign_coords(time=time_in_s(tracks, rate_hz, path))
    return complete_tracks(tracks)


def complete_tracks(tracks: xr.Dataset) -> xr.Dataset:
    """Return tracks of another program with what need not be said added.

    Parameters
    ----------
    tracks
        At least ``position``, see `make_tracks`. The older spelling of the
        dimensions (``keypoints``, ``individuals``) is taken too. Without
        ``observed`` it is made from where position is NaN; without ``confidence``
        all that is seen is taken as sure, which the attr ``notes`` says.

    Raises
    ------
    SchemaError
        If they break the contract in another way.

    """
    if isinstance(tracks, xr.Dataset):
        tracks = _renamed(tracks)
        has_points = "space" in tracks.get("position", xr.DataArray()).dims
        if has_points and "confidence" not in tracks:
            seen = tracks["position"].notnull().all("space")
            tracks = tracks.assign(confidence=seen.astype(float).where(seen))
            tracks.attrs = {**tracks.attrs, "notes": _NO_CONFIDENCE}
    tracks = validate_tracks(tracks).transpose(*_ORDER, ..., missing_dims="ignore")
    for axis in ("keypoint", "individual"):
        if tracks[axis].dtype.kind not in "UO" and tracks.sizes[axis]:
            tracks = tracks.assign_coords({axis: tracks[axis].astype(str)})
    place = tracks["position"].astype(float)
    tracks = tracks.assign(position=place.where(np.isfinite(place)))
    if "observed" not in tracks:
        # SEEN is 1 and MISSING is 0, as a truth value is.
        flags = tracks["position"].notnull().all("space").astype(np.int8)
        tracks = tracks.assign(observed=flags.assign_attrs(_OBSERVED_ATTRS))
    return with_facts_of_people(tracks, _OF_A_PERSON)


_KIND = "a netCDF file of tracks"
_NO_CONFIDENCE = "The file says no confidence; 1 was taken."


def _renamed(tracks: xr.Dataset) -> xr.Dataset:
    return tracks.rename({a: b for a, b in _OLD_DIMS.items() if a in tracks.dims})
