"""What SLEAP exports of a video: its analysis file in HDF5, and its CSV."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from midstance.errors import FormatError, SchemaError
from midstance.files import read_text, reading, replacing, require_modest
from midstance.formats.base import Holds, Told, TracksFormat, formats
from midstance.formats.hdf5 import hdf5_names
from midstance.formats.points import as_tracks

_H5_KIND = "an analysis file of SLEAP"
_CSV_KIND = "a CSV file of SLEAP"
_NEEDED = frozenset({"tracks", "node_names", "track_names"})
_FIRST_COLUMNS = ("track", "frame_idx")
_SCORE = "score"
_HOLDS = Holds(
    axes=(2,),
    people=True,
    people_names=True,
    confidence=True,
    clock="none",
    starts=False,
    exact_to=1e-3,
)


@formats.register("sleap")
class SleapAnalysis(TracksFormat):
    """Points of everybody who is followed, with scores."""

    label = "Analysis file of SLEAP"
    extensions = (".h5",)
    holds = _HOLDS
    needs = ("rate_hz",)

    def is_one(self, path: Path, head: bytes) -> bool:
        """Return whether it is HDF5 with tracks and names of nodes."""
        return hdf5_names(path, head) >= _NEEDED

    def read(self, path: Path, told: Told) -> xr.Dataset:
        """Return the tracks; see `read_sleap_h5`."""
        return read_sleap_h5(path, rate_hz=told.required_rate_hz(path))

    def write(self, tracks: xr.Dataset, path: Path) -> None:
        """Write 2D tracks; see `write_sleap_h5`."""
        write_sleap_h5(tracks, path)


@formats.register("sleap-csv")
class SleapCsv(TracksFormat):
    """Points of everybody who is followed, a row a person and frame."""

    label = "CSV of SLEAP"
    extensions = (".csv",)
    holds = _HOLDS
    needs = ("rate_hz",)

    def is_one(self, path: Path, head: bytes) -> bool:
        """Return whether its first columns are track and number of the frame."""
        del path
        first = head.removeprefix(b"\xef\xbb\xbf").partition(b"\n")[0]
        return first.startswith(",".join(_FIRST_COLUMNS).encode())

    def read(self, path: Path, told: Told) -> xr.Dataset:
        """Return the tracks; see `read_sleap_csv`."""
        return read_sleap_csv(path, rate_hz=told.required_rate_hz(path))


def read_sleap_h5(path: Path, *, rate_hz: float) -> xr.Dataset:
    """Read an analysis file.

    Parameters
    ----------
    path
        ``tracks`` has the shape (n_tracks, 2, n_nodes, n_frames), as SLEAP writes it,
        or the reverse, as Python reads what Matlab wrote. NaN is a gap.
    rate_hz
        Frames per second; the file does not say it.

    Raises
    ------
    FormatError
        If it is something else or damaged, or names and tracks do not fit.

    """
    import h5py

    with reading(path, _H5_KIND), h5py.File(path, "r") as file:
        shape = file["tracks"].shape
        require_modest(path, 8 * int(np.prod(shape, dtype=float)))
        place = np.asarray(file["tracks"], float)
        nodes = _texts(file["node_names"][()])
        people = _texts(file["track_names"][()])
        scores = file.get("point_scores")
        sure = None if scores is None else np.asarray(scores, float)
    if place.ndim != 4:
        raise FormatError(f"{path} is not {_H5_KIND}: its tracks have no four axes.")
    if place.shape[1] != 2 and place.shape[2] == 2:
        place = place.transpose()
        sure = None if sure is None else sure.transpose()
    people = people or [f"track_{index}" for index in range(len(place))]
    if place.shape[:3] != (len(people), 2, len(nodes)) or not place.shape[3]:
        raise FormatError(
            f"{path} is not {_H5_KIND}: it names {len(people)} tracks and {len(nodes)} "
            f"nodes, and its tracks have the shape {place.shape}."
        )
    fits = sure is not None and sure.shape == (place.shape[0], *place.shape[2:])
    return as_tracks(
        place.transpose(3, 0, 2, 1),
        np.arange(place.shape[3]) / rate_hz,
        keypoints=nodes,
        people=people,
        unit="px",
        confidence=sure.transpose(2, 0, 1) if fits and sure is not None else None,
        attrs={"source_software": "SLEAP", "source_file": path.name},
    )


def write_sleap_h5(tracks: xr.Dataset, path: Path) -> None:
    """Write 2D tracks as an analysis file.

    Parameters
    ----------
    tracks
        In px; what is NaN is NaN there, too.
    path
        Where to.

    Raises
    ------
    SchemaError
        If the tracks are not in 2D.

    """
    import h5py

    if tracks.sizes["space"] != 2:
        raise SchemaError(
            f"SLEAP's analysis file holds points in 2D, got {tracks.sizes['space']} "
            "axes."
        )
    order = ("individual", "space", "keypoint", "time")
    place = tracks["position"].transpose(*order).to_numpy()
    sure = tracks["confidence"].transpose("individual", "keypoint", "time").to_numpy()
    with replacing(path) as part, h5py.File(part, "w") as file:
        file["tracks"] = place.astype(float)
        file["point_scores"] = sure.astype(float)
        is_there = np.isfinite(place).all(axis=1).any(axis=1)
        file["track_occupancy"] = is_there.T.astype(np.uint8)
        for dataset, axis in (
            ("node_names", "keypoint"),
            ("track_names", "individual"),
        ):
            names = [str(name).encode() for name in tracks[axis].to_numpy()]
            file[dataset] = np.array(names)
        file["video_path"] = str(tracks.attrs.get("source_file", ""))


def read_sleap_csv(path: Path, *, rate_hz: float) -> xr.Dataset:
    """Read the CSV export.

    Parameters
    ----------
    path
        Columns ``track``, ``frame_idx``, ``instance.score`` and, for each node,
        ``NODE.x``, ``NODE.y`` and ``NODE.score``. Without a track there is one person.
    rate_hz
        Frames per second; the file does not say it.

    Raises
    ------
    FormatError
        If it is something else or damaged, or two rows are of one track and frame.

    """
    text = read_text(path, _CSV_KIND)
    with reading(path, _CSV_KIND):
        lines = [line for line in csv.reader(io.StringIO(text), strict=True) if line]
        nodes = [name.removesuffix(".x") for name in lines[0] if name.endswith(".x")]
        rows = [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]
        frames = np.array([int(row["frame_idx"]) for row in rows], np.int64)
        owners = [row["track"] or "person-1" for row in rows]
    if not rows or not nodes:
        raise FormatError(f"{path} is not {_CSV_KIND}: it has no frame or no node.")
    if len(set(zip(owners, frames.tolist(), strict=True))) < len(rows):
        raise FormatError(f"{path} has two rows of one track and frame.")
    people = list(dict.fromkeys(owners))
    first = int(frames.min())
    shape = (int(frames.max()) - first + 1, len(people), len(nodes), 3)
    require_modest(path, 8 * int(np.prod(shape, dtype=float)))
    place = np.full(shape, np.nan)
    with reading(path, _CSV_KIND):
        for row, frame, owner in zip(rows, frames - first, owners, strict=True):
            place[frame, people.index(owner)] = _points(row, nodes)
    return as_tracks(
        place[..., :2],
        (first + np.arange(len(place))) / rate_hz,
        keypoints=nodes,
        people=people,
        unit="px",
        confidence=place[..., 2],
        attrs={"source_software": "SLEAP", "source_file": path.name},
    )


def _points(row: dict[str, str], nodes: Sequence[str]) -> NDArray[np.float64]:
    axes = ("x", "y", _SCORE)
    cells = [[row.get(f"{node}.{axis}", "") for axis in axes] for node in nodes]
    return np.array([[float(cell) if cell else np.nan for cell in c] for c in cells])


def _texts(names: Any) -> list[str]:  # noqa: ANN401 -- bytes or text of h5py
    flat = np.asarray(names).ravel()
    return [n.decode("utf-8") if isinstance(n, bytes) else str(n) for n in flat]
