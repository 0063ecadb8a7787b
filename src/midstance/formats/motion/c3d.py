"""C3D: the binary format of motion capture (c3d.org). Points only."""

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from midstance.errors import FormatError, OutputError
from midstance.files import replacing
from midstance.formats.motion.trc import require_one_in_3d
from midstance.schema.tracks import make_tracks, rate_hz

_BLOCK = 512
_MAGIC, _INTEL = 0x50, 84
_MOST_FRAMES, _MOST_POINTS = 65535, 255
_HEADER = "<BBHHHHHfHHf"
_IN_M = {"m": 1.0, "cm": 0.01, "mm": 0.001}
_TYPES = {-1: "S1", 1: "<i1", 2: "<i2", 4: "<f4"}
_NO_PLACES = ("ANGLES", "FORCES", "MOMENTS", "POWERS")
"""Parameters that list labels of points which are no places."""

_POINT_GROUP = 1
Parameters = dict[str, NDArray[np.generic]]


@dataclass(frozen=True)
class _Header:
    n_points: int
    n_analog: int
    first: int
    last: int
    scale: float
    data_block: int
    rate_hz: float


def write_c3d(tracks: xr.Dataset, path: Path) -> None:
    """Write 3D tracks of one person in mm, z up.

    Parameters
    ----------
    tracks
        In m, at an even frame rate: the file knows no times. What is NaN is marked
        as missing.
    path
        Where to.

    Raises
    ------
    SchemaError
        If the tracks are not in m in 3D, or of several people.
    OutputError
        If there are more frames or points than the format can count.

    """
    position = require_one_in_3d(tracks, "C3D")
    n_frames, _, n_points = position.shape
    if n_frames > _MOST_FRAMES or n_points > _MOST_POINTS:
        raise OutputError(
            f"C3D counts up to {_MOST_FRAMES} frames and {_MOST_POINTS} points, got "
            f"{n_frames} and {n_points}; write TRC instead."
        )
    rate = rate_hz(tracks) if n_frames > 1 else 0.0
    labels = [str(name) for name in tracks["keypoint"].to_numpy()]
    section = _parameter_section(labels, n_frames, rate)
    n_blocks = len(section) // _BLOCK
    header = struct.pack(
        _HEADER, 2, _MAGIC, n_points, 0, 1, n_frames, 0, -1.0, 2 + n_blocks, 0, rate
    )
    values = np.zeros((n_frames, n_points, 4), "<f4")
    values[..., :3] = 1000.0 * position.transpose(0, 2, 1)
    values[np.isnan(values[..., 0])] = (0.0, 0.0, 0.0, -1.0)
    with replacing(path) as part:
        part.write_bytes(header.ljust(_BLOCK, b"\0") + section + values.tobytes())


def read_c3d(path: Path) -> xr.Dataset:
    """Read the points as tracks in m, in the axes of the file; gaps are NaN.

    Parameters
    ----------
    path
        Written on a PC (Intel byte order), as all of the last decades are. Modelled
        angles, forces, moments and powers are left out.

    Raises
    ------
    FormatError
        If the file is missing, is no C3D, or has another byte order.

    """
    try:
        content = path.read_bytes()
        header = _read_header(content)
        point = read_parameters(content, "POINT")
        scale = _IN_M[_words(point["UNITS"])[0]] if "UNITS" in point else 0.001
        labels = _labels(point, header.n_points)
        position, seen = _read_points(content, header)
    except (OSError, KeyError, ValueError, IndexError, struct.error) as error:
        raise FormatError(f"{path} cannot be read as C3D ({error}).") from error
    modelled = {n for key in _NO_PLACES if key in point for n in _words(point[key])}
    kept = [i for i, label in enumerate(labels) if label not in modelled]
    position = np.where(seen[..., None], scale * position, np.nan)[:, kept]
    return make_tracks(
        position.transpose(0, 2, 1)[..., None],
        np.where(seen[:, kept], 1.0, np.nan)[..., None],
        np.arange(len(position)) / header.rate_hz,
        keypoints=[labels[i] for i in kept],
        space_unit="m",
        attrs={"source_file": path.name},
    )


def _read_header(content: bytes) -> _Header:
    _, magic, n_points, n_analog, first, last, _, scale, block, _, rate = struct.unpack(
        _HEADER, content[: struct.calcsize(_HEADER)]
    )
    if magic != _MAGIC:
        raise ValueError("the file does not begin as one")
    if not rate > 0:
        raise ValueError("it names no frame rate")
    return _Header(n_points, n_analog, first, last, scale, block, rate)


def read_parameters(content: bytes, group: str) -> Parameters:
    """Return the parameters of one group, such as ``POINT`` or ``EVENT``.

    Texts come as arrays of single letters, times and other numbers as they are; the
    last axis is the one that changes quickest in the file.

    Parameters
    ----------
    content
        The whole file, in Intel byte order.
    group
        Its name, in capitals. Empty is returned for one that is not there.

    Raises
    ------
    ValueError
        If the byte order is another one.

    """
    start = (content[0] - 1) * _BLOCK
    if content[start + 3] != _INTEL:
        raise ValueError("it has the byte order of a machine other than a PC")
    at = start + 4
    groups: dict[int, str] = {}
    found: dict[tuple[int, str], NDArray[np.generic]] = {}
    while n_name := abs(_signed(content[at])):
        number = _signed(content[at + 1])
        name = content[at + 2 : at + 2 + n_name].decode("latin-1").upper()
        at += 2 + n_name
        (step,) = struct.unpack("<H", content[at : at + 2])
        if number < 0:
            groups[-number] = name
        else:
            found[number, name] = _read_values(content, at + 2)
        if step == 0:
            break
        at += step
    return {n: v for (number, n), v in found.items() if groups.get(number) == group}


def _signed(byte: int) -> int:
    return byte - 256 if byte > 127 else byte


def _read_values(content: bytes, at: int) -> NDArray[np.generic]:
    kind = np.dtype(_TYPES[_signed(content[at])])
    n_dims = content[at + 1]
    shape = tuple(content[at + 2 : at + 2 + n_dims])
    count = int(np.prod(shape, dtype=int))
    begin = at + 2 + n_dims
    flat = np.frombuffer(content, kind, count, begin)
    return flat.reshape(shape[::-1])


def _words(values: NDArray[np.generic]) -> list[str]:
    rows = np.atleast_2d(values)
    return [b"".join(row.tolist()).decode("latin-1").strip("\0 ") for row in rows]


def _labels(point: Parameters, n_points: int) -> list[str]:
    """Return one name a point; they go on in LABELS2 where there are many."""
    names: list[str] = []
    for index in range(1, 1 + len(point)):
        values = point.get("LABELS" if index == 1 else f"LABELS{index}")
        names += [] if values is None else _words(values)
    names = names[:n_points]
    names += [f"point_{i}" for i in range(len(names) + 1, n_points + 1)]
    return [n if names.count(n) == 1 else f"{n}_{i}" for i, n in enumerate(names, 1)]


def _read_points(
    content: bytes, header: _Header
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    n_frames = header.last - header.first + 1
    kind = np.dtype("<f4" if header.scale < 0 else "<i2")
    width = 4 * header.n_points + header.n_analog
    values = np.frombuffer(
        content, kind, n_frames * width, (header.data_block - 1) * _BLOCK
    ).reshape(n_frames, width)
    points = values[:, : 4 * header.n_points].reshape(n_frames, header.n_points, 4)
    places = points[..., :3].astype(float)
    if header.scale > 0:
        places *= header.scale
    return places, np.asarray(points[..., 3] >= 0)


def _parameter_section(labels: list[str], n_frames: int, rate: float) -> bytes:
    width = max(len(label) for label in labels)
    names = "".join(label.ljust(width) for label in labels).encode("latin-1")
    records = [
        struct.pack("<bb", 5, -_POINT_GROUP) + b"POINT" + struct.pack("<HB", 3, 0),
        _record("USED", 2, (), struct.pack("<H", len(labels))),
        _record("FRAMES", 2, (), struct.pack("<H", n_frames)),
        _record("DATA_START", 2, (), struct.pack("<H", 0)),
        _record("SCALE", 4, (), struct.pack("<f", -1.0)),
        _record("RATE", 4, (), struct.pack("<f", rate)),
        _record("UNITS", -1, (2,), b"mm"),
        _record("X_SCREEN", -1, (2,), b"+X"),
        _record("Y_SCREEN", -1, (2,), b"+Z"),
        _record("LABELS", -1, (width, len(labels)), names),
    ]
    size = 4 + sum(len(record) for record in records) + 1
    n_blocks = -(-size // _BLOCK)
    # Where the data begin is known only now.
    records[3] = _record("DATA_START", 2, (), struct.pack("<H", 2 + n_blocks))
    head = bytes((1, _MAGIC, n_blocks, _INTEL))
    return (head + b"".join(records)).ljust(n_blocks * _BLOCK, b"\0")


def _record(name: str, kind: int, shape: tuple[int, ...], values: bytes) -> bytes:
    rest = struct.pack("<bB", kind, len(shape)) + bytes(shape) + values + b"\0"
    head = struct.pack("<bb", len(name), _POINT_GROUP) + name.encode()
    return head + struct.pack("<H", len(rest) + 2) + rest
