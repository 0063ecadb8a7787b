"""What the settings of a decoder gain on images of 3840 by 2160, and what they lose.

A rendered runner with grain as a small sensor makes it, so that it takes as many bits
as a phone's, in the codecs of phones and cameras; each file is decoded from its start
to its end with each setting, in turns, and converted to RGB as the reader does it::

    python validation/decoding.py [--keep FOLDER] [--turns N] [--out FILE]

Work of processors in ms a frame (median of the turns), which other work on the machine
makes longer for all alike, and how far colours are from those of the setting that is
shipped: mean, and the largest, of 255. Where images have another size nothing is
compared. ``lowres`` is decoding at half the size, which a codec offers or does not.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray
from throughput import folder_of

from midstance.synth.rendering.clip import ClipSettings, render_clip
from midstance.synth.rendering.scene import SceneSettings
from midstance.video.container import open_container

WIDTH_PX, HEIGHT_PX = 3840, 2160
RATE_HZ, DURATION_S = 60.0, 0.5
GRAIN = 4.0
"""Scatter of a pixel, of 255."""
ENCODERS: dict[str, tuple[str, str, dict[str, str]]] = {
    "h264": ("libx264", "yuv420p", {"preset": "veryfast", "b": "100M"}),
    "hevc": (
        "libx265",
        "yuv420p",
        {"preset": "ultrafast", "x265-params": "qp=23:log-level=error"},
    ),
    "mjpeg": ("mjpeg", "yuvj420p", {"b": "400M"}),
}
"""Encoder, colours and options of each codec."""
SHIPPED = "shipped: threads as the codec likes"
SETTINGS: dict[str, dict[str, str]] = {
    SHIPPED: {},
    "threads for frames": {"thread_type": "FRAME"},
    "threads for slices": {"thread_type": "SLICE"},
    "no smoothing of edges of blocks": {"skip_loop_filter": "all"},
    "none in frames nobody refers to": {"skip_loop_filter": "noref"},
    "fast, not as the codec says": {"flags2": "+fast"},
    "half the size (lowres)": {"lowres": "1"},
}
COMPARED = 10
"""Frames whose colours are compared."""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--keep", type=Path, default=None, metavar="FOLDER")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--out", type=Path, help="where to write the table")
    options = parser.parse_args()
    with folder_of(options.keep) as folder:
        clips = made(folder)
        lines = [f"python {' '.join(sys.argv)}", ""]
        for codec, clip in clips.items():
            lines += [*table(codec, clip, options.turns), ""]
    text = "\n".join(lines).rstrip() + "\n"
    print(text, end="")
    if options.out:
        options.out.write_text(text, "utf-8")


def made(folder: Path) -> dict[str, Path]:
    """Return the clip in each codec, made where it is not there yet."""
    rendered = folder / "rendered.mp4"
    if not rendered.exists():
        scene = SceneSettings(width_px=WIDTH_PX, height_px=HEIGHT_PX)
        settings = ClipSettings(
            scene=scene,
            duration_s=DURATION_S,
            rate_hz=RATE_HZ,
            oversampling=1,
            crf=12,
        )
        render_clip(settings, rendered)
    clips = {codec: folder / f"{codec}.mov" for codec in ENCODERS}
    for codec, clip in clips.items():
        if not clip.exists():
            encode(rendered, clip, *ENCODERS[codec])
    return clips


def encode(
    source: Path, clip: Path, encoder: str, colours: str, options: Mapping[str, str]
) -> None:
    """Write a clip again, with grain."""
    rng = np.random.default_rng(0)
    with open_container(source) as (read, stream), av.open(str(clip), "w") as written:
        out = written.add_stream(encoder, rate=Fraction(RATE_HZ))
        assert isinstance(out, av.VideoStream)
        out.width, out.height, out.pix_fmt = WIDTH_PX, HEIGHT_PX, colours
        out.options = dict(options)
        for frame in read.decode(stream):
            image = frame.to_ndarray(format="rgb24")
            grain = rng.standard_normal((HEIGHT_PX, WIDTH_PX), dtype=np.float32)
            grained = image + (GRAIN * grain)[..., None]
            image = np.clip(grained, 0, 255).astype(np.uint8)
            written.mux(out.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        written.mux(out.encode())


def table(codec: str, clip: Path, n_turns: int) -> list[str]:
    """Return the lines of one codec."""
    with av.open(str(clip)) as container:
        rate_mhz = 8e-6 * clip.stat().st_size / DURATION_S
        size = f"{codec}, {container.streams.video[0].frames} frames"
    reference = first_images(clip, SETTINGS[SHIPPED])
    work: dict[str, list[tuple[float, float]]] = {name: [] for name in SETTINGS}
    for _ in range(n_turns):
        for name, setting in SETTINGS.items():
            work[name].append(work_ms(clip, setting))
    lines = [
        f"{size}, {rate_mhz:.0f} Mbit/s",
        f"{'':36}{'decoded':>9}{'to RGB':>9}{'mean off':>10}{'largest':>9}",
    ]
    for name, setting in SETTINGS.items():
        decoded, whole = (
            statistics.median(one) for one in zip(*work[name], strict=True)
        )
        lines.append(
            f"{name:36}{decoded:9.1f}{whole:9.1f}"
            f"{off(reference, first_images(clip, setting))}"
        )
    return lines


def images(clip: Path, setting: dict[str, str], *, colours: bool) -> Iterator[Any]:
    """Yield the frames of a clip, converted if wanted."""
    reformatter = VideoReformatter()
    with open_container(clip) as (container, stream):
        options = dict(setting)
        stream.thread_type = options.pop("thread_type", "AUTO")
        context = stream.codec_context
        context.options = {**context.options, **options}
        context.thread_count = 0
        for frame in container.decode(stream):
            if colours:
                rgb = reformatter.reformat(
                    frame, frame.width, frame.height, "rgb24", threads=1
                )
                yield rgb.to_ndarray()
            else:
                yield frame


def work_ms(clip: Path, setting: dict[str, str]) -> tuple[float, float]:
    """Return work of processors in ms a frame: decoding alone, and with colours."""
    found = []
    for colours in (False, True):
        start_s = time.process_time()
        n_frames = sum(1 for _ in images(clip, setting, colours=colours))
        found.append(1000 * (time.process_time() - start_s) / n_frames)
    return found[0], found[1]


def first_images(clip: Path, setting: dict[str, str]) -> list[NDArray[np.uint8]]:
    """Return some images of a clip."""
    return list(islice(images(clip, setting, colours=True), COMPARED))


def off(expected: list[NDArray[np.uint8]], found: list[NDArray[np.uint8]]) -> str:
    """Return how far images are from others: mean and largest, of 255."""
    if expected[0].shape != found[0].shape:
        height_px, width_px, _ = found[0].shape
        return f"   {width_px} x {height_px}"
    apart = list(map(cv2.absdiff, expected, found))
    mean = statistics.fmean(float(one.mean()) for one in apart)
    return f"{mean:10.2f}{max(int(one.max()) for one in apart):9d}"


if __name__ == "__main__":
    main()
