"""The header and the parameters of a C3D file, of any kind of processor."""

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from midstance.errors import FormatError

BLOCK = 512
MAGIC = 0x50
INTEL, DEC, SGI = 84, 85, 86
"""Kinds of processor that wrote the file: they differ in the order of bytes and in
what a real number looks like."""

_HEADER = "BBHHHHH4sHH4s"
_TYPES = {-1: "S1", 1: "i1", 2: "i2", 4: "f4"}

Parameters = dict[str, NDArray[np.generic]]


@dataclass(frozen=True)
class Header:
    """What the first block says.

    Parameters
    ----------
    processor
        `INTEL`, `DEC` or `SGI`.
    n_points, n_analog
        Points, and numbers of analog channels, in each frame.
    first, last
        Numbers of frames, of 16 bits each: more frames than that do not fit.
    scale
        Below 0 for real numbers, else what whole numbers are multiplied with.
    data_block
        Where the data begin, counted from 1.
    rate_hz
        Frames per second.

    """

    processor: int
    n_points: int
    n_analog: int
    first: int
    last: int
    scale: float
    data_block: int
    rate_hz: float


def read_header(content: bytes) -> Header:
    """Return the header of a file.

    Raises
    ------
    FormatError
        If the content does not begin as a C3D file does.

    """
    at = (content[0] - 1) * BLOCK + 3 if content else -1
    if len(content) < 2 * BLOCK or content[1] != MAGIC or not 0 < at < len(content):
        raise FormatError("it does not begin as one")
    processor = content[at]
    if processor not in (INTEL, DEC, SGI):
        raise FormatError(
            f"its kind of processor should be {INTEL}, {DEC} or {SGI}, not {processor}"
        )
    form = (">" if processor == SGI else "<") + _HEADER
    held = struct.unpack(form, content[: struct.calcsize(form)])
    _, _, n_points, n_analog, first, last, _, scale, block, _, rate = held
    return Header(
        *(processor, n_points, n_analog, first, last),
        float(reals(scale, processor)[0]),
        block,
        float(reals(rate, processor)[0]),
    )


def reals(stored: bytes, processor: int) -> NDArray[np.float64]:
    """Return real numbers of 4 bytes each as that processor stored them.

    Those of DEC have the words of 16 bits the other way round, and an exponent that
    is larger by two.
    """
    if processor == DEC:
        words = np.frombuffer(stored, "<u2").reshape(-1, 2)[:, ::-1]
        values = np.ascontiguousarray(words).view("<f4").ravel()
    else:
        values = np.frombuffer(stored, ">f4" if processor == SGI else "<f4")
    with np.errstate(invalid="ignore"):  # a damaged file may hold any bits
        wide = values.astype(float)
    return wide / 4.0 if processor == DEC else wide


def wholes(stored: bytes, processor: int) -> NDArray[np.int64]:
    """Return whole numbers of 2 bytes each as that processor stored them."""
    kind = ">i2" if processor == SGI else "<i2"
    return np.frombuffer(stored, kind).astype(np.int64)


def read_parameters(content: bytes) -> dict[str, Parameters]:
    """Return the parameters of every group, such as ``POINT`` or ``EVENT``.

    Texts come as arrays of single letters; the last axis is the one that changes
    quickest in the file. Names are in capitals.

    Parameters
    ----------
    content
        The whole file.

    Raises
    ------
    FormatError, ValueError, IndexError, KeyError, struct.error
        If it is damaged.

    """
    processor = read_header(content).processor
    order = ">" if processor == SGI else "<"
    at = (content[0] - 1) * BLOCK + 4
    groups: dict[int, str] = {}
    found: list[tuple[int, str, NDArray[np.generic]]] = []
    while n_name := abs(_signed(content[at])):
        number = _signed(content[at + 1])
        name = text_of(content[at + 2 : at + 2 + n_name]).upper()
        at += 2 + n_name
        (step,) = struct.unpack(f"{order}H", content[at : at + 2])
        if number < 0:
            groups[-number] = name
        else:
            found.append((number, name, _read_values(content, at + 2, processor)))
        if step == 0:
            break
        at += step
    held: dict[str, Parameters] = {name: {} for name in groups.values()}
    for number, name, values in found:
        if number in groups:
            held[groups[number]][name] = values
    return held


def words(values: NDArray[np.generic] | None) -> list[str]:
    """Return the texts of a parameter; none when it is not there."""
    if values is None or values.size == 0 or values.dtype.kind != "S":
        return []
    rows = np.atleast_2d(values)
    return [text_of(row.tobytes()) for row in rows.reshape(-1, rows.shape[-1])]


def text_of(stored: bytes) -> str:
    """Return a text in UTF-8 or, as older programs write, in Latin-1."""
    try:
        text = stored.decode("utf-8")
    except UnicodeDecodeError:
        text = stored.decode("latin-1")
    return text.strip("\0 \t\r\n")


def _signed(byte: int) -> int:
    return byte - 256 if byte > 127 else byte


def _read_values(content: bytes, at: int, processor: int) -> NDArray[np.generic]:
    kind = _signed(content[at])
    n_dims = content[at + 1]
    shape = tuple(content[at + 2 : at + 2 + n_dims])
    count = 1
    for size in shape:
        count *= size
    begin = at + 2 + n_dims
    stored = content[begin : begin + count * np.dtype(_TYPES[kind]).itemsize]
    flat: NDArray[np.generic]
    if kind == 4:
        flat = reals(stored, processor)
    elif kind == 2:
        flat = wholes(stored, processor)
    else:
        flat = np.frombuffer(stored, _TYPES[kind])
    return flat.reshape(shape[::-1])
