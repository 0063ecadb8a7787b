"""Small clips in which every frame says which one it is, in any codec and container."""

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

N_FRAMES, RATE_HZ = 12, 10
WIDTH_PX, HEIGHT_PX = 128, 96
_MIXED = ((255, 0, 0), (0, 255, 0), (0, 0, 255))
_UNIT = 1 << 16


@dataclass(frozen=True)
class Packing:
    """How a clip is packed.

    Parameters
    ----------
    codec, pix_fmt, name
        Encoder, kind of pixels, and the file with the ending of its container.
    options
        Of the encoder.
    size_px
        Width and height.
    ticks
        When each frame is shown, in tenths of a second.
    rate_hz
        Of the stream.

    """

    codec: str = "libx264"
    pix_fmt: str = "yuv420p"
    name: str = "a.mp4"
    options: dict[str, str] = field(default_factory=dict)
    size_px: tuple[int, int] = (WIDTH_PX, HEIGHT_PX)
    ticks: Sequence[int] = range(N_FRAMES)
    rate_hz: int = RATE_HZ
    muxing: dict[str, str] = field(default_factory=dict)
    aspect: Fraction | None = None
    interlaced: bool = False


def picture(index: int, size_px: tuple[int, int]) -> NDArray[np.uint8]:
    """Return a grey that tells the index in its lower half, patterned above."""
    width, height = size_px
    image = np.full((height, width, 3), 20 + 18 * index, np.uint8)
    grain = np.random.default_rng(index).integers(0, 60, (height // 3, width, 1))
    image[: height // 3] = 90 + grain
    image[: height // 3, : width // 4] = (220, 30, 30)
    return image


def which(image: NDArray[np.uint8]) -> int:
    """Return the index of the `picture` that became `image`; -1 for another one."""
    height, width = image.shape[:2]
    part = image[height * 2 // 3 :] if height <= width else image[:, : width // 4]
    index = (float(np.median(part)) - 20) / 18
    return round(index) if abs(index - round(index)) < 0.34 else -1


def make(folder: Path, how: Packing) -> Path:
    """Write a clip."""
    path = folder / how.name
    with av.open(str(path), "w", options=how.muxing) as file:
        stream = file.add_stream(how.codec, rate=how.rate_hz)
        stream.width, stream.height = how.size_px
        stream.pix_fmt, stream.options = how.pix_fmt, dict(how.options)
        stream.codec_context.gop_size = 4
        if how.interlaced:
            stream.codec_context.flags |= 1 << 18 | 1 << 29
        if how.aspect:
            stream.codec_context.sample_aspect_ratio = how.aspect
        for index, tick in enumerate(how.ticks):
            rgb = av.VideoFrame.from_ndarray(picture(index, how.size_px), "rgb24")
            frame = rgb.reformat(format=how.pix_fmt)
            frame.pts, frame.time_base = tick, Fraction(1, RATE_HZ)
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return path


def sound(folder: Path, name: str) -> Path:
    """Write a tenth of a second of silence, and no image."""
    path = folder / name
    with av.open(str(path), "w") as file:
        stream = file.add_stream("aac", rate=16_000, layout="mono")
        silence = np.zeros((1, 1600), np.float32)
        frame = av.AudioFrame.from_ndarray(silence, format="fltp", layout="mono")
        frame.sample_rate = 16_000
        file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return path


def remuxed(
    path: Path, name: str, change: Callable[[int, "av.Packet"], bool | None]
) -> Path:
    """Write the packets of a clip again, those for which `change` is not False."""
    new = path.with_name(name)
    with av.open(str(path)) as source, av.open(str(new), "w") as file:
        stream = file.add_stream_from_template(source.streams.video[0])
        index = 0
        for packet in source.demux(source.streams.video[0]):
            if packet.dts is None:
                continue
            is_kept = change(index, packet) is not False
            index += 1
            if is_kept:
                packet.stream = stream
                file.mux(packet)
    return new


def turned(path: Path, matrix: tuple[int, int, int, int]) -> Path:
    """Write into an mp4 how its images are to be turned, as phones do."""
    stored = bytearray(path.read_bytes())
    start = stored.index(b"tkhd") + 44
    a, b, c, d = (_UNIT * value for value in matrix)
    numbers = np.array([a, b, 0, c, d, 0, 0, 0, 1 << 30], ">i4")
    stored[start : start + 36] = numbers.tobytes()
    path.write_bytes(stored)
    return path


def times_mixed_up(path: Path) -> Path:
    """Give one frame of an mp4 the time of the one before: an entry of its table."""
    stored = bytearray(path.read_bytes())
    start = stored.index(b"stts") + 4
    n_entries, n_frames, delta = struct.unpack_from(">III", stored, start + 4)
    assert n_entries == 1
    assert n_frames == N_FRAMES
    # The whole box of one entry becomes one of a length of nought.
    struct.pack_into(">II", stored, start + 8, n_frames, 0)
    del delta
    path.write_bytes(stored)
    return path


def damaged(path: Path, parts: Sequence[tuple[float, float]]) -> Path:
    """Overwrite parts (shares of the length) of a file."""
    stored = bytearray(path.read_bytes())
    random = np.random.default_rng(5)
    for begin, end in parts:
        a, b = int(begin * len(stored)), int(end * len(stored))
        stored[a:b] = random.integers(0, 256, b - a, np.uint8).tobytes()
    path.write_bytes(stored)
    return path


def cut(path: Path, share: float) -> Path:
    """Keep the first part of a file."""
    stored = path.read_bytes()
    path.write_bytes(stored[: int(share * len(stored))])
    return path


def images(folder: Path, ending: str, *, odd_one: bool = False) -> Path:
    """Write a folder of images, whose numbers have no zeros in front."""
    folder.mkdir()
    for index in range(N_FRAMES):
        size_px = (64, 48) if odd_one and index == 6 else (WIDTH_PX, HEIGHT_PX)
        image = picture(index, size_px)[..., ::-1]
        cv2.imwrite(str(folder / f"frame{index}.{ending}"), image)
    return folder
