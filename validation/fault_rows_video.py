"""Rows about codecs, containers and damaged videos."""

import os
import shutil
import struct
import zlib
from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from itertools import pairwise
from pathlib import Path

import cv2
import fault_clips as clips
import numpy as np
from fault_clips import Packing, make
from fault_rows import Act, Row, frames_of
from PIL import Image

from midstance.errors import MidstanceError
from midstance.kernels.images.picture_file import read_picture
from midstance.video.reader import open_video

WHOLE = "frames 0-11 of 128 x 96 px, 0.00 to 1.10 s"

CODECS = {
    "H.264 in mp4": Packing(),
    "H.264 in mov": Packing(name="a.mov"),
    "H.264 in mkv": Packing(name="a.mkv"),
    "H.264 in MPEG-TS": Packing(name="a.ts"),
    "H.264 in flv": Packing(name="a.flv"),
    "H.264 in avi": Packing(name="a.avi", options={"bf": "0"}),
    "H.264 in a fragmented mp4": Packing(
        muxing={"movflags": "frag_keyframe+empty_moov"}
    ),
    "H.264, 4:4:4": Packing(pix_fmt="yuv444p"),
    "H.264, 10 bit": Packing(pix_fmt="yuv420p10le"),
    "HEVC in mp4": Packing("libx265", options={"x265-params": "log-level=none"}),
    "HEVC, HDR: 10 bit, BT.2020, PQ": Packing(
        "libx265",
        "yuv420p10le",
        options={
            "x265-params": "log-level=none:hdr10=1:colorprim=bt2020:"
            "transfer=smpte2084:colormatrix=bt2020nc"
        },
    ),
    "AV1 in mp4": Packing("libsvtav1", options={"preset": "12", "crf": "20"}),
    "AV1 in webm, 10 bit": Packing(
        "libsvtav1", "yuv420p10le", "a.webm", {"preset": "12", "crf": "20"}
    ),
    "VP9 in webm": Packing("libvpx-vp9", name="a.webm", options={"crf": "20"}),
    "VP9 with alpha": Packing("libvpx-vp9", "yuva420p", "a.webm", {"crf": "20"}),
    "VP8 in webm": Packing("libvpx", name="a.webm", options={"b": "2M"}),
    "MJPEG in avi": Packing("mjpeg", "yuvj420p", "a.avi", {"qscale": "3"}),
    "MJPEG in mov": Packing("mjpeg", "yuvj420p", "a.mov", {"qscale": "3"}),
    "ProRes 422 in mov": Packing("prores_ks", "yuv422p10le", "a.mov"),
    "ProRes 4444 with alpha": Packing("prores_ks", "yuva444p10le", "a.mov"),
    "MPEG-4 part 2 in avi": Packing("mpeg4", name="a.avi", options={"qscale": "3"}),
    "MPEG-2 in MPEG-PS": Packing(
        "mpeg2video", name="a.mpg", rate_hz=25, options={"qscale": "3", "bf": "0"}
    ),
    "WMV in asf": Packing("wmv2", name="a.asf", options={"qscale": "3"}),
    "FFV1 in mkv, 16 bit": Packing("ffv1", "yuv420p16le", "a.mkv"),
    "HuffYUV in avi": Packing("huffyuv", "yuv422p", "a.avi"),
    "QuickTime animation in mov": Packing("qtrle", "rgb24", "a.mov"),
    "animated PNG": Packing("apng", "rgb24", "a.apng"),
    "interlaced H.264": Packing(
        options={"x264-params": "interlaced=1"}, interlaced=True
    ),
}
"""Not to be made here: Theora (no encoder) and Motion JPEG 2000 of cinemas."""


def _clip(how: Packing) -> Act:
    return lambda folder: frames_of(make(folder, how))


def rows() -> Iterator[Row]:
    """Yield the rows about videos."""
    for name, how in CODECS.items():
        came = "frames 0-11 of 128 x 96 px, 0.00 to 0.44 s" if "PS" in name else WHOLE
        if "mpg" in how.name:
            came = "frames … of 128 x 96 px, 0.00 to …"
        yield Row("codec", name, came, _clip(how))
    brighter = "12 frames, none darker than the one before; 0.00 to 1.10 s"
    few = {
        "GIF, of eight greys": Packing("gif", "rgb8", "a.gif"),
        "grey H.264": Packing(pix_fmt="gray"),
    }
    for name, how in few.items():
        yield Row("codec", name, brighter, partial(_brighter, how=how))
    yield from _shapes()
    yield from _clocks()
    yield from _damage()
    yield from _no_videos()
    yield from _hostile()


def _brighter(folder: Path, how: Packing) -> str:
    with open_video(make(folder, how)) as video:
        seen = [(frame.time_s, np.median(frame.image[70:])) for frame in video]
    times, greys = zip(*seen, strict=True)
    is_rising = all(b >= a for a, b in pairwise(greys)) and greys[-1] > greys[0] + 150
    how_bright = "none darker than the one before" if is_rising else "not in order"
    return f"{len(seen)} frames, {how_bright}; {times[0]:.2f} to {times[-1]:.2f} s"


def _shapes() -> Iterator[Row]:
    odd = Packing(pix_fmt="yuv444p", size_px=(131, 97))
    size = "frames 0-11 of 131 x 97 px, 0.00 to 1.10 s"
    yield Row("shape", "odd width and height", size, _clip(odd))
    for matrix, name in (
        ((0, 1, -1, 0), "turned by 90° in the file"),
        ((0, -1, 1, 0), "turned by 270° in the file"),
    ):
        upright = "frames … of 96 x 128 px, 0.00 to 1.10 s"
        yield Row("shape", name, upright, partial(_turned, matrix=matrix))
    half = partial(_turned, matrix=(-1, 0, 0, -1))
    upright = "red bottom right; 128 x 96 px"
    yield Row("shape", "turned by 180° in the file", upright, partial(_corner, half))
    mirrored = partial(_turned, matrix=(-1, 0, 0, 1))
    upright = "red top right; 128 x 96 px; mirrored"
    yield Row("shape", "mirrored in the file", upright, partial(_corner, mirrored))
    wide = Packing(aspect=Fraction(2, 1))
    said = "frames 0-11 of 256 x 96 px, 0.00 to 1.10 s; pixels_widened"
    yield Row("shape", "pixels twice as wide as high", said, _clip(wide))
    far = Packing(aspect=Fraction(64, 1))
    said = "refused: The video says that its pixels are 64 times as wide as high, …"
    yield Row("shape", "pixels 64 times as wide as high", said, _clip(far))
    one = Packing(ticks=[0])
    said = "frames 0 of 128 x 96 px, 0.00 to 0.00 s"
    yield Row("shape", "one frame", said, _clip(one))
    three = Packing(ticks=range(3))
    said = "frames 0-2 of 128 x 96 px, 0.00 to 0.20 s"
    yield Row("shape", "three frames", said, _clip(three))


def _turned(folder: Path, matrix: tuple[int, int, int, int]) -> str:
    return frames_of(clips.turned(make(folder, Packing()), matrix))


def _corner(turn: Act, folder: Path) -> str:
    """Return where the red corner is, after a clip was made."""
    turn(folder)
    with open_video(folder / "a.mp4") as video:
        image = next(iter(video)).image.astype(int)
    red = image[..., 0] - image[..., 1] > 80
    y, x = (values.mean() for values in red.nonzero())
    place = f"{'top' if y < 48 else 'bottom'} {'left' if x < 64 else 'right'}"
    kinds = "".join(f"; {note.kind}" for note in video.notes)
    return f"red {place}; {image.shape[1]} x {image.shape[0]} px{kinds}"


def _clocks() -> Iterator[Row]:
    uneven = Packing(ticks=[0, 1, 3, 4, 5, 8, 9, 10, 11, 12, 14, 20])
    said = "frames 0-11 of 128 x 96 px, 0.00 to 2.00 s"
    yield Row("clock", "variable rate", said, _clip(uneven))
    hour = Packing(name="a.mkv", ticks=range(36_000, 36_012))
    yield Row("clock", "mkv that begins at 1 h", WHOLE, _clip(hour))
    late = Packing(name="a.ts", ticks=range(50, 62))
    yield Row("clock", "MPEG-TS that begins at 5 s", WHOLE, _clip(late))
    said = "frames 0 of 128 x 96 px, 0.00 to 0.00 s; …frames_left_out"
    yield Row("clock", "every frame at the same time", said, _standing)
    said = "frames 0-11 of 128 x 96 px, 0.00 to 1.10 s…"
    yield Row("clock", "a raw stream of H.264, without times", said, _raw)
    part = "frames 3-7 of 128 x 96 px, 0.30 to 0.70 s"
    yield Row("clock", "a part, from 0.3 to 0.8 s", part, _part)
    said = "refused: a.mp4 has no frame from 60 s on; its last frame is at 1.10 s; …"
    yield Row("clock", "a part after the end", said, _late_part)
    slow = "frames 0-11 of 128 x 96 px, 0.00 to 0.28 s"
    yield Row("clock", "slow motion by 4, told", slow, _slow)


def _standing(folder: Path) -> str:
    how = Packing(options={"bf": "0"})
    return frames_of(clips.times_mixed_up(make(folder, how)))


def _raw(folder: Path) -> str:
    return frames_of(make(folder, Packing(name="a.h264", options={"bf": "0"})))


def _part(folder: Path) -> str:
    return frames_of(make(folder, Packing()), start_s=0.3, end_s=0.8)


def _late_part(folder: Path) -> str:
    return frames_of(make(folder, Packing()), start_s=60.0)


def _slow(folder: Path) -> str:
    return frames_of(make(folder, Packing()), slow_motion=4.0)


def _damage() -> Iterator[Row]:
    said = "refused: a.mp4 cannot be opened as a video (…); give an mp4, …"
    yield Row("damage", "mp4 cut in half, its index at the end", said, _cut("a.mp4"))
    first = "frames 0-… of 128 x 96 px, 0.00 to 0.…"
    name = "mp4 cut in half, its index in front"
    yield Row("damage", name, f"{first}cut_short…", _cut("a.mp4", fast_start=True))
    yield Row("damage", "mkv cut in half", first, _cut("a.mkv"))
    yield Row("damage", "MPEG-TS cut in half", first, _cut("a.ts"))
    yield Row("damage", "avi cut in half", first, _cut("a.avi"))
    said = "refused: a.mp4 cannot be opened as a video (…); give an mp4, …"
    yield Row("damage", "nothing in the file", said, _empty)
    said = "frames 0-… of 128 x 96 px, 0.00 to …; …frames_damaged…"
    yield Row("damage", "packets damaged in the middle", said, _hurt)
    said = "the same frames and notes"
    yield Row("damage", "the same, decoded on one core and on all", said, _hurt_twice)
    said = "frames 4-11 of 128 x 96 px, 0.00 to 0.70 s…"
    yield Row("damage", "the first key frame is missing", said, _no_key)
    said = "refused: No picture of b.webm can be decoded (codec vp9); convert it …"
    yield Row("damage", "no key frame at all", said, _never_key)
    said = "frames 0-2, 5-11 of 128 x 96 px, 0.00 to 1.10 s…"
    yield Row("damage", "packets missing in the middle", said, _gap)


def _cut(name: str, *, fast_start: bool = False) -> Act:
    muxing = {"movflags": "+faststart"} if fast_start else {}
    how = Packing(name=name, muxing=muxing, options={"bf": "0"})
    return lambda folder: frames_of(clips.cut(make(folder, how), 0.55))


def _empty(folder: Path) -> str:
    (folder / "a.mp4").write_bytes(b"")
    return frames_of(folder / "a.mp4")


def _hurt(folder: Path) -> str:
    how = Packing(name="a.mp4", muxing={"movflags": "+faststart"})
    return frames_of(clips.damaged(make(folder, how), [(0.5, 0.52), (0.7, 0.72)]))


def _hurt_twice(folder: Path) -> str:
    everywhere = _hurt(folder)
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        alone = frames_of(folder / "a.mp4")
    finally:
        os.sched_setaffinity(0, cores)
    is_same = alone == everywhere
    return "the same frames and notes" if is_same else f"{alone} against {everywhere}"


def _no_key(folder: Path) -> str:
    return frames_of(clips.remuxed(_vp9(folder), "b.webm", lambda k, _: k > 0))


def _never_key(folder: Path) -> str:
    return frames_of(clips.remuxed(_vp9(folder), "b.webm", lambda k, _: k in (1, 2)))


def _vp9(folder: Path) -> Path:
    options = {"crf": "20", "lag-in-frames": "0"}
    return make(folder, Packing("libvpx-vp9", name="a.webm", options=options))


def _gap(folder: Path) -> str:
    how = Packing("mjpeg", "yuvj420p", "a.mkv", {"qscale": "3"})
    path = make(folder, how)
    return frames_of(clips.remuxed(path, "b.mkv", lambda index, _: index not in (3, 4)))


def _no_videos() -> Iterator[Row]:
    yield Row(
        *("no video", "a file of sound"),
        "refused: a.mp4 holds no moving pictures, only sound; give a video file.",
        lambda folder: frames_of(clips.sound(folder, "a.mp4")),
    )
    said = "refused: a.mp4 cannot be opened as a video (…"
    yield Row("no video", "text called mp4", said, _text("a.mp4"))
    said = "refused: a.m3u8 cannot be opened as a video (…"
    yield Row("no video", "a playlist that names another file", said, _text("a.m3u8"))
    said = "refused: No video at a.mp4; give a video file or a folder."
    yield Row("no video", "no file", said, lambda folder: frames_of(folder / "a.mp4"))
    said = "refused: a.png is a single picture; give a video, or the folder …"
    yield Row("no video", "a single image", said, _single)
    notes = f"{WHOLE}; no_clock"
    for ending in ("png", "jpg", "tif"):
        name = f"a folder of {ending}, numbers without zeros in front"
        yield Row("folder", name, notes, partial(_folder, ending=ending))
    said = "refused: All pictures of images must be of one size, 128 x 96 px …"
    yield Row("folder", "images of two sizes", said, partial(_folder, odd_one=True))
    said = "refused: The folder images holds no pictures (…"
    yield Row("folder", "no image in it", said, _no_image)
    for name in ("12:30.mp4", "http:x.mp4", "concat:a.mp4"):
        yield Row("name", name, WHOLE, partial(_named, name=name))


def _text(name: str) -> Act:
    def act(folder: Path) -> str:
        make(folder, Packing(name="other.ts"))
        (folder / name).write_text("#EXTM3U\n#EXTINF:1,\nother.ts\n#EXT-X-ENDLIST\n")
        return frames_of(folder / name)

    return act


def _single(folder: Path) -> str:
    cv2.imwrite(str(folder / "a.png"), clips.picture(0, (64, 48)))
    return frames_of(folder / "a.png")


def _folder(folder: Path, ending: str = "png", *, odd_one: bool = False) -> str:
    path = clips.images(folder / "images", ending, odd_one=odd_one)
    return frames_of(path, image_rate_hz=10.0)


def _no_image(folder: Path) -> str:
    (folder / "images").mkdir()
    return frames_of(folder / "images")


def _named(folder: Path, name: str) -> str:
    shutil.move(make(folder, Packing()), folder / name)
    here = Path.cwd()
    os.chdir(folder)
    try:
        return frames_of(Path(name))
    finally:
        os.chdir(here)


def _hostile() -> Iterator[Row]:
    said = "refused: a.gif has frames of 12000 x 12000 px, more than the 100 million …"
    yield Row("hostile", "a GIF of 100 bytes and 144 million pixels", said, _wide_gif)
    said = "refused: The picture a.png has …"
    yield Row("hostile", "a PNG of 60 kB and 1.6 billion pixels", said, _wide_png)


def _wide_gif(folder: Path) -> str:
    Image.new("RGB", (8, 8)).save(folder / "a.gif")
    stored = bytearray((folder / "a.gif").read_bytes())
    stored[6:10] = (12_000).to_bytes(2, "little") * 2
    (folder / "a.gif").write_bytes(stored)
    return frames_of(folder / "a.gif")


def _wide_png(folder: Path) -> str:
    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", 40_000, 40_000, 1, 0, 0, 0, 0)
    data = zlib.compress(bytes(5001) * 4000, 9)
    path = folder / "a.png"
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", data)
        + chunk(b"IEND", b"")
    )
    try:
        return f"read, {read_picture(path).shape}"
    except MidstanceError as error:
        return f"refused: {str(error).replace(f'{folder}/', '')}"
