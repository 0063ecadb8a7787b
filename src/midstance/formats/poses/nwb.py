"""NWB with the extension ndx-pose: poses beside what neuroscience records.

Files are HDF5. They are read as such, so that reading needs no other library; they
are written by pynwb, which keeps the rules of the standard.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from midstance.errors import ConfigError, FormatError, SchemaError
from midstance.files import reading, replacing, require_modest
from midstance.formats.base import Holds, Told, TracksFormat, formats
from midstance.formats.hdf5 import hdf5_names
from midstance.formats.points import as_tracks
from midstance.kernels.types import Array
from midstance.schema.skeletons import SKELETONS

_KIND = "an NWB file with poses (ndx-pose)"
_NEEDED = frozenset({"processing", "session_description", "identifier"})
_UNITS = {"px": "pixels", "m": "meters"}
_PIXELS = ("px", "pixel", "pixels")
_METRES = ("m", "meter", "meters", "metre", "metres")
_UNKNOWN_START = datetime(1970, 1, 1, tzinfo=UTC)
"""NWB asks for the begin of the session, which tracks need not know."""


@formats.register("nwb")
class Nwb(TracksFormat):
    """Points of everybody, one ``PoseEstimation`` a person."""

    label = "NWB with ndx-pose"
    extensions = (".nwb",)
    holds = Holds(
        axes=(2, 3), people=True, people_names=True, confidence=True, exact_to=0.0
    )

    def is_one(self, path: Path, head: bytes) -> bool:
        """Return whether it is HDF5 with what every NWB file has at its top."""
        return hdf5_names(path, head) >= _NEEDED

    def read(self, path: Path, told: Told) -> xr.Dataset:
        """Return the tracks; see `read_nwb`."""
        del told
        return read_nwb(path)

    def write(self, tracks: xr.Dataset, path: Path) -> None:
        """Write tracks; see `write_nwb`."""
        write_nwb(tracks, path)


def read_nwb(path: Path) -> xr.Dataset:
    """Read the poses of an NWB file.

    Parameters
    ----------
    path
        Every ``PoseEstimation`` of its processing modules is a person, named as it
        is; every series in it is a keypoint. All need the same times.

    Raises
    ------
    FormatError
        If it is something else or damaged, holds no poses, has series of different
        times, or is in another unit than pixels or metres.

    """
    import h5py

    with reading(path, _KIND), h5py.File(path, "r") as file:
        found = {
            name: _series_of(group, path)
            for module in file["processing"].values()
            for name, group in module.items()
            if _kind_of(group) == "PoseEstimation"
        }
    found = {name: series for name, series in found.items() if series}
    if not found:
        raise FormatError(f"{path} is not {_KIND}: no PoseEstimation is in it.")
    every = [one for series in found.values() for one in series.values()]
    first = every[0]
    for one in every[1:]:
        is_alike = one["place"].shape == first["place"].shape
        if not is_alike or not np.array_equal(one["time_s"], first["time_s"]):
            raise FormatError(
                f"{path} has series of poses at different times, or in 2D and 3D; "
                "give each its own file."
            )
    people = list(found)
    keypoints = list(dict.fromkeys(name for own in found.values() for name in own))
    n_times, n_axes = first["place"].shape
    shape = (n_times, len(people), len(keypoints))
    require_modest(path, 8 * int(np.prod(shape, dtype=float)) * (n_axes + 1))
    place, sure = np.full((*shape, n_axes), np.nan), np.full(shape, np.nan)
    for i, person in enumerate(people):
        for j, name in enumerate(keypoints):
            if name in found[person]:
                place[:, i, j] = found[person][name]["place"]
                sure[:, i, j] = found[person][name]["sure"]
    return as_tracks(
        place,
        first["time_s"],
        keypoints=keypoints,
        people=people,
        unit=first["unit"],
        confidence=sure,
        attrs={"source_file": path.name},
    )


def _kind_of(group: Any) -> str:  # noqa: ANN401 -- of h5py
    kind = group.attrs.get("neurodata_type", "")
    return kind.decode() if isinstance(kind, bytes) else str(kind)


def _series_of(group: Any, path: Path) -> dict[str, dict[str, Any]]:  # noqa: ANN401
    """Return place, confidence, times and unit of every keypoint.

    HDF5 sorts names; the skeleton keeps their order.
    """
    found = {
        name: _one_series(series, path)
        for name, series in group.items()
        if _kind_of(series) == "PoseEstimationSeries"
    }
    skeleton = group.get("skeleton")
    nodes = [] if skeleton is None or "nodes" not in skeleton else skeleton["nodes"][()]
    order = [n.decode() if isinstance(n, bytes) else str(n) for n in np.ravel(nodes)]
    first = {name: found[name] for name in order if name in found}
    return first | found


def _one_series(series: Any, path: Path) -> dict[str, Any]:  # noqa: ANN401
    shape = series["data"].shape
    require_modest(path, 8 * int(np.prod(shape, dtype=float)))
    if len(shape) != 2 or shape[1] not in (2, 3) or not shape[0]:
        raise FormatError(
            f"{path} has poses of the shape {shape}, not (times, 2 or 3)."
        )
    unit = series["data"].attrs.get("unit", "pixels")
    unit = (unit.decode() if isinstance(unit, bytes) else str(unit)).lower()
    if unit not in _PIXELS + _METRES:
        raise FormatError(f"{path} must be in pixels or meters, got {unit!r}.")
    place = np.asarray(series["data"], float)
    place = place * float(series["data"].attrs.get("conversion", 1.0))
    sure = (
        np.asarray(series["confidence"], float)
        if "confidence" in series
        else np.where(np.isfinite(place).all(axis=1), 1.0, np.nan)
    )
    time_s = _times_of(series, shape[0])
    if sure.shape != (shape[0],) or time_s.shape != (shape[0],):
        raise FormatError(f"{path} has poses whose times or confidence do not fit.")
    is_rising = np.isfinite(time_s).all() and (np.diff(time_s) > 0).all()
    if not is_rising:
        raise FormatError(f"{path} has times that do not rise.")
    return {
        "place": place,
        "sure": sure,
        "time_s": time_s,
        "unit": "px" if unit in _PIXELS else "m",
    }


def _times_of(series: Any, n_times: int) -> Array:  # noqa: ANN401
    if "timestamps" in series:
        return np.asarray(series["timestamps"], float)
    start = series["starting_time"]
    return float(start[()]) + np.arange(n_times) / float(start.attrs["rate"])


def write_nwb(tracks: xr.Dataset, path: Path) -> None:
    """Write tracks as an NWB file.

    Parameters
    ----------
    tracks
        In px or m. What is NaN is NaN there, too.
    path
        Where to.

    Raises
    ------
    ConfigError
        If pynwb or ndx-pose is not installed.
    SchemaError
        If a name holds a slash or a colon, which NWB does not allow.

    """
    pynwb, ndx_pose = _libraries()
    people = [str(name) for name in tracks["individual"].to_numpy()]
    keypoints = [str(name) for name in tracks["keypoint"].to_numpy()]
    for name in (*people, *keypoints):
        if not name.isprintable() or set(name) & set("/:") or name in (".", ".."):
            raise SchemaError(
                f"A name in an NWB file has no slash, no colon and no control "
                f"character, got {name!r}; rename it."
            )
    file = pynwb.NWBFile(
        session_description="Poses in a video; when it was filmed is not known.",
        identifier=str(tracks.attrs.get("source_file", "midstance")) or "midstance",
        session_start_time=_UNKNOWN_START,
        file_create_date=_UNKNOWN_START,
    )
    module = file.create_processing_module("behavior", "Poses.")
    skeleton = _skeleton(ndx_pose, tracks, keypoints)
    module.add(ndx_pose.Skeletons(skeletons=[skeleton]))
    unit = str(tracks["position"].attrs.get("space_unit", "px"))
    frame = (
        "(0, 0) is the upper left corner of the image, y points down."
        if unit == "px"
        else "x forward, y left, z up."
    )
    for person in people:
        own = tracks.sel(individual=person)
        series = [
            ndx_pose.PoseEstimationSeries(
                name=name,
                data=_paths(own["position"], name),
                unit=_UNITS[unit],
                reference_frame=frame,
                timestamps=tracks["time"].to_numpy().astype(float),
                confidence=own["confidence"]
                .sel(keypoint=name)
                .to_numpy()
                .astype(float),
                confidence_definition="As the pose network gives it.",
            )
            for name in keypoints
        ]
        module.add(
            ndx_pose.PoseEstimation(
                name=person,
                pose_estimation_series=series,
                description="Keypoints over time of one person.",
                source_software=str(tracks.attrs.get("source_software", "midstance")),
                skeleton=skeleton,
            )
        )
    with replacing(path) as part, pynwb.NWBHDF5IO(str(part), "w") as out:
        out.write(file)


def _paths(position: xr.DataArray, name: str) -> Array:
    path: Array = position.sel(keypoint=name).transpose("time", "space").to_numpy()
    return path.astype(float)


def _skeleton(ndx_pose: Any, tracks: xr.Dataset, keypoints: list[str]) -> Any:  # noqa: ANN401
    """Return the skeleton with the edges that tracks know."""
    name = str(tracks.attrs.get("skeleton", ""))
    edges = [
        (keypoints.index(a), keypoints.index(b))
        for a, b in (SKELETONS[name].edges if name in SKELETONS else ())
        if a in keypoints and b in keypoints
    ]
    return ndx_pose.Skeleton(
        name="skeleton",
        nodes=keypoints,
        edges=np.array(edges, dtype=np.uint8).reshape(-1, 2),
    )


def _libraries() -> tuple[Any, Any]:
    try:
        import ndx_pose
        import pynwb
    except ImportError:
        raise ConfigError(
            "Writing NWB needs pynwb and ndx-pose; install them with: "
            "pip install 'midstance[nwb]'."
        ) from None
    return pynwb, ndx_pose
