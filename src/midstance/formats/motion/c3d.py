"""C3D: the binary format of motion capture (c3d.org). Points and gait events."""

import struct
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from midstance.errors import FormatError, OutputError
from midstance.files import reading, replacing
from midstance.formats.base import Holds, Told, TracksFormat, formats
from midstance.formats.motion.c3d_parameters import (
    BLOCK,
    INTEL,
    MAGIC,
    Header,
    Parameters,
    read_header,
    read_parameters,
    reals,
    wholes,
    words,
)
from midstance.formats.points import (
    as_tracks,
    by_person,
    metres_per_unit,
    own_names,
    require_one_in_3d,
)
from midstance.schema.events import KINDS, SIDES, make_events
from midstance.schema.tracks import rate_hz

_KIND = "a C3D file"
_MOST = 65535
"""What 16 bits can count."""
_LABELS_A_PARAMETER = 255
_NO_PLACES = ("ANGLES", "FORCES", "MOMENTS", "POWERS")
"""Parameters that list labels of points which are no places."""
_EVENTS = {"foot strike": KINDS[0], "foot off": KINDS[1]}
_POINT_GROUP, _TRIAL_GROUP = 1, 2


@formats.register("c3d")
class C3d(TracksFormat):
    """Points in 3D; gait events are read."""

    label = "C3D (Vicon, Qualisys, Visual3D)"
    extensions = (".c3d",)
    holds = Holds(axes=(3,), clock="rate", events=True, exact_to=1e-6)

    def is_one(self, path: Path, head: bytes) -> bool:
        """Return whether the file begins as one."""
        is_named = path.suffix.lower() in self.extensions
        return len(head) > BLOCK and head[1] == MAGIC and (is_named or head[0] == 2)

    def read(self, path: Path, told: Told) -> xr.Dataset:
        """Return the points; see `read_c3d`."""
        return read_c3d(path, told)

    def write(self, tracks: xr.Dataset, path: Path) -> None:
        """Write 3D tracks; see `write_c3d`."""
        write_c3d(tracks, path)


def read_c3d(path: Path, told: Told | None = None) -> xr.Dataset:
    """Read the points as tracks in m, in the axes of the file; gaps are NaN.

    Parameters
    ----------
    path
        A file of any kind of processor. Modelled angles, forces, moments and powers are
        left out. The header counts no more than 65,535 frames: of more, TRIAL and the
        size of the file are believed. The first frame of the recording is at 0 s; a
        file that begins later says so by its times. A prefix before a colon names the
        person: ``Anna:LHip``.
    told
        ``unit``, where the file names none.

    Raises
    ------
    FormatError
        If the file is missing, is no C3D, or is cut short.
    MissingSettingError
        If its unit is neither m, cm nor mm.

    """
    header, held, content = _opened(path)
    point = held.get("POINT", {})
    with reading(path, _KIND):
        unit = (words(point.get("UNITS")) or [""])[0]
        labels = _labels(point, header.n_points)
        modelled = {name for key in _NO_PLACES for name in words(point.get(key))}
        first, rate = _first_frame(header, held), _rate_hz(header, path)
        places, seen = _read_points(content, header, held, path)
    scale = metres_per_unit(unit, told or Told(), path)
    kept = [i for i, label in enumerate(labels) if label not in modelled]
    if not kept:
        raise FormatError(f"{path} holds no points.")
    places = np.where(seen[..., None], scale * places, np.nan)[:, kept]
    place, keypoints, people = by_person(places, [labels[i] for i in kept])
    return as_tracks(
        place,
        (first - 1 + np.arange(len(places))) / rate,
        keypoints=keypoints,
        people=people,
        unit="m",
        attrs={"source_file": path.name},
    )


def read_c3d_events(path: Path) -> pd.DataFrame:
    """Return the foot strikes and foot offs that a file lists, on its clock.

    Events of other kinds, and of no side, are left out.

    Returns
    -------
    pandas.DataFrame
        See `midstance.schema.events`; the uncertainty is not known, the source is
        ``c3d``.

    Raises
    ------
    FormatError
        As `read_c3d`.

    """
    _, held, _ = _opened(path)
    event = held.get("EVENT", {})
    with reading(path, _KIND):
        times = np.asarray(event.get("TIMES", np.empty((0, 2))), dtype=float)
        times_s = times.reshape(-1, 2) @ [60.0, 1.0]
        sides, kinds = (words(event.get(name)) for name in ("CONTEXTS", "LABELS"))
    return make_events(
        ("person-1", side.lower(), _EVENTS[kind.lower()], float(time), np.nan, "c3d")
        for side, kind, time in zip(sides, kinds, times_s, strict=False)
        if side.lower() in SIDES and kind.lower() in _EVENTS and np.isfinite(time)
    )


def _opened(path: Path) -> tuple[Header, dict[str, Parameters], bytes]:
    with reading(path, _KIND):
        content = path.read_bytes()
        try:
            return read_header(content), read_parameters(content), content
        except FormatError as error:
            raise FormatError(f"{path} is not {_KIND}: {error}.") from error


def _rate_hz(header: Header, path: Path) -> float:
    if not 0 < header.rate_hz <= 1e6:
        raise FormatError(f"{path} names no frame rate that can be ({header.rate_hz}).")
    return header.rate_hz


def _labels(point: Parameters, n_points: int) -> list[str]:
    """Return one name a point; they go on in LABELS2 where there are many."""
    names: list[str] = []
    for index in range(1, 1 + len(point)):
        names += words(point.get("LABELS" if index == 1 else f"LABELS{index}"))
    return own_names([*names, *[""] * n_points][:n_points])


def _first_frame(header: Header, held: dict[str, Parameters]) -> int:
    start = _long(held.get("TRIAL", {}).get("ACTUAL_START_FIELD"))
    return start or max(1, header.first)


def _n_frames(header: Header, held: dict[str, Parameters], n_there: int) -> int:
    """Return how many frames the file says to have.

    Of what TRIAL (32 bits) and the header (16 bits) say, the first that the file is
    large enough for; else the larger one.
    """
    trial = held.get("TRIAL", {})
    start, end = (_long(trial.get(f"ACTUAL_{n}_FIELD")) for n in ("START", "END"))
    by_trial = end - start + 1 if start and end >= start else 0
    by_header = max(header.last - header.first + 1, 0)
    long = held.get("POINT", {}).get("LONG_FRAMES")
    if long is not None and long.size and np.isfinite(float(long.flat[0])):
        by_header = max(by_header, int(float(long.flat[0])))
    if not by_trial and by_header >= _MOST:
        return max(by_header, n_there)
    said = [n for n in (by_trial, by_header) if n]
    return next((n for n in said if n <= n_there), max(said, default=0))


def _long(words_of_16_bits: NDArray[np.generic] | None) -> int:
    """Return a number in two words, the low one first; 0 when it is not there."""
    if words_of_16_bits is None or words_of_16_bits.size != 2:
        return 0
    low, high = (int(word) & 0xFFFF for word in words_of_16_bits.ravel().astype(int))
    return low + (high << 16)


def _read_points(
    content: bytes, header: Header, held: dict[str, Parameters], path: Path
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    is_real = header.scale < 0
    width = 4 * header.n_points + header.n_analog
    frame_bytes = width * (4 if is_real else 2)
    data = content[max(header.data_block - 1, 0) * BLOCK :]
    if not header.n_points or header.data_block < 2:
        raise FormatError(f"{path} holds no points.")
    n_there = _n_filled(data, frame_bytes)
    n_frames = _n_frames(header, held, n_there)
    if n_frames * frame_bytes > len(data) or not n_frames:
        raise FormatError(
            f"{path} is cut short: it should hold {n_frames} frames, and there are "
            f"{len(data) // frame_bytes}."
        )
    stored = data[: n_frames * frame_bytes]
    read = reals if is_real else wholes
    values = read(stored, header.processor).reshape(n_frames, width)
    points = values[:, : 4 * header.n_points].reshape(n_frames, header.n_points, 4)
    places = points[..., :3].astype(float)
    if not is_real:
        places *= header.scale
    return places, np.asarray(points[..., 3] >= 0)


def _n_filled(data: bytes, frame_bytes: int) -> int:
    """Return how many frames there are, without the zeros that fill the last block."""
    n_there = len(data) // frame_bytes
    tail = max(0, n_there - 1 - BLOCK // frame_bytes)
    while n_there > tail + 1 and not any(
        data[(n_there - 1) * frame_bytes : n_there * frame_bytes]
    ):
        n_there -= 1
    return n_there


def write_c3d(tracks: xr.Dataset, path: Path) -> None:
    """Write 3D tracks of one person in mm, z up, as a PC writes them.

    Parameters
    ----------
    tracks
        In m, at an even frame rate: the file knows no times but that of its first
        frame, to a whole frame. What is NaN is marked as missing.
    path
        Where to.

    Raises
    ------
    SchemaError
        If the tracks are not in m in 3D, or of several people.
    OutputError
        If there are more points than the format can name.

    """
    position = require_one_in_3d(tracks, "C3D")
    n_frames, _, n_points = position.shape
    rate = rate_hz(tracks) if n_frames > 1 else 0.0
    labels = own_names([str(name) for name in tracks["keypoint"].to_numpy()])
    start = 1 + max(0, round(float(tracks["time"][0]) * rate))
    section = _parameter_section(labels, start, n_frames, rate)
    n_blocks = len(section) // BLOCK
    if n_blocks > _LABELS_A_PARAMETER or n_points > _MOST:
        raise OutputError(
            f"C3D cannot name {n_points} points with names this long; write TRC "
            "instead."
        )
    first, last = (min(number, _MOST) for number in (start, start + n_frames - 1))
    header = struct.pack(
        *("<BBHHHHHfHHf", 2, MAGIC, n_points, 0, first, last, 0, -1.0),
        *(2 + n_blocks, 0, rate),
    )
    values = np.zeros((n_frames, n_points, 4), "<f4")
    values[..., :3] = 1000.0 * position.transpose(0, 2, 1)
    values[np.isnan(values[..., :3]).any(axis=-1)] = (0.0, 0.0, 0.0, -1.0)
    filled = -(-values.nbytes // BLOCK) * BLOCK
    data = values.tobytes().ljust(filled, b"\0")
    with replacing(path) as part:
        part.write_bytes(header.ljust(BLOCK, b"\0") + section + data)


def _parameter_section(
    labels: list[str], start: int, n_frames: int, rate: float
) -> bytes:
    def word(value: int) -> bytes:
        return struct.pack("<H", value & 0xFFFF)

    def long(value: int) -> bytes:
        return word(value) + word(value >> 16)

    point, trial = _POINT_GROUP, _TRIAL_GROUP
    records = [
        _group("POINT", point),
        _record(point, "DATA_START", 2, (), word(0)),
        _record(point, "USED", 2, (), word(len(labels))),
        _record(point, "FRAMES", 2, (), word(min(n_frames, _MOST))),
        _record(point, "LONG_FRAMES", 4, (), struct.pack("<f", n_frames)),
        _record(point, "SCALE", 4, (), struct.pack("<f", -1.0)),
        _record(point, "RATE", 4, (), struct.pack("<f", rate)),
        _record(point, "UNITS", -1, (2,), b"mm"),
        _record(point, "X_SCREEN", -1, (2,), b"+X"),
        _record(point, "Y_SCREEN", -1, (2,), b"+Z"),
        *_label_records(labels),
        _group("TRIAL", trial),
        _record(trial, "ACTUAL_START_FIELD", 2, (2,), long(start)),
        _record(trial, "ACTUAL_END_FIELD", 2, (2,), long(start + n_frames - 1)),
    ]
    size = 4 + sum(len(record) for record in records) + 1
    n_blocks = -(-size // BLOCK)
    # Where the data begin is known only now.
    records[1] = _record(point, "DATA_START", 2, (), word(2 + n_blocks))
    head = bytes((1, MAGIC, min(n_blocks, 255), INTEL))
    return (head + b"".join(records)).ljust(n_blocks * BLOCK, b"\0")


def _label_records(labels: list[str]) -> list[bytes]:
    records = []
    for number, begin in enumerate(range(0, len(labels), _LABELS_A_PARAMETER), 1):
        stored = [n.encode()[:255] for n in labels[begin : begin + _LABELS_A_PARAMETER]]
        width = max(len(label) for label in stored)
        name = "LABELS" if number == 1 else f"LABELS{number}"
        text = b"".join(label.ljust(width) for label in stored)
        records.append(_record(_POINT_GROUP, name, -1, (width, len(stored)), text))
    return records


def _group(name: str, number: int) -> bytes:
    head = struct.pack("<bb", len(name), -number) + name.encode()
    return head + struct.pack("<HB", 3, 0)


def _record(
    group: int, name: str, kind: int, shape: tuple[int, ...], values: bytes
) -> bytes:
    rest = struct.pack("<bB", kind, len(shape)) + bytes(shape) + values + b"\0"
    head = struct.pack("<bb", len(name), group) + name.encode()
    return head + struct.pack("<H", len(rest) + 2) + rest
