"""Frames in between: a video at another frame rate, the motion interpolated."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from midstance.errors import VideoError
from midstance.video.reader import Frame

if TYPE_CHECKING:
    from av.filter import Graph

Method = Literal["motion", "blend"]
Timed = tuple[float, NDArray[np.uint8]]

_TICKS_HZ = 90_000
_MODES = {"motion": "mi_mode=mci:me_mode=bidir", "blend": "mi_mode=blend"}
_LOOKS_AHEAD = 3
"""Frames that the filter needs after the last one that it hands on."""


def retimed(
    frames: Iterable[Frame], rate_hz: float, *, method: Method = "motion"
) -> Iterator[Timed]:
    """Yield images at an even frame rate, with their times.

    Parameters
    ----------
    frames
        In order, at whatever times.
    rate_hz
        Images per second to make.
    method
        ``"motion"``: where things move is estimated, and they are shifted (ffmpeg's
        minterpolate with motion compensation; slow). ``"blend"``: neighbours fade
        into one another, so that what moves is seen twice.

    Yields
    ------
    tuple
        Time (s), that of the first frame on, and an image like those of `frames`.
        The last one is not after the last frame.

    Raises
    ------
    VideoError
        If the rate is not above 0, or there are fewer than two frames.

    """
    if not 0 < rate_hz <= _TICKS_HZ:
        raise VideoError(f"The frame rate must be above 0, got {rate_hz:g}.")
    rate = Fraction(rate_hz).limit_denominator(1001)
    last: Frame | None = None
    start_s, before_s = 0.0, 0.0
    graph: Graph | None = None
    for frame in frames:
        if graph is None:
            graph, start_s = _graph(frame.image, rate, method), frame.time_s
        else:
            assert last is not None
            before_s = last.time_s
        last = frame
        _push(graph, frame.image, frame.time_s - start_s)
        yield from _pulled(graph, start_s, frame.time_s)
    if graph is None or last is None or not last.time_s > start_s:
        raise VideoError(
            "Frames in between need at least two frames; choose a longer part."
        )
    for ahead in range(1, _LOOKS_AHEAD + 1):
        time_s = last.time_s + ahead * (last.time_s - before_s)
        _push(graph, last.image, time_s - start_s)
        yield from _pulled(graph, start_s, last.time_s)


def _graph(image: NDArray[np.uint8], rate: Fraction, method: Method) -> "Graph":
    from av.filter import Graph
    from av.video.format import VideoFormat

    height, width, _ = image.shape
    graph = Graph()
    source = graph.add_buffer(
        width=width,
        height=height,
        format=VideoFormat("yuv444p"),
        time_base=Fraction(1, _TICKS_HZ),
    )
    between = graph.add(
        "minterpolate", f"fps={rate.numerator}/{rate.denominator}:{_MODES[method]}"
    )
    sink = graph.add("buffersink")
    source.link_to(between)
    between.link_to(sink)
    graph.configure()
    return graph


def _push(graph: "Graph", image: NDArray[np.uint8], time_s: float) -> None:
    import av

    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(image), format="rgb24")
    frame = frame.reformat(format="yuv444p")
    frame.pts, frame.time_base = round(time_s * _TICKS_HZ), Fraction(1, _TICKS_HZ)
    graph.vpush(frame)


def _pulled(graph: "Graph", start_s: float, end_s: float) -> Iterator[Timed]:
    import av

    while True:
        try:
            frame = graph.vpull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return
        assert frame.pts is not None
        assert frame.time_base is not None
        time_s = start_s + float(frame.pts * frame.time_base)
        if time_s <= end_s + 1.0 / _TICKS_HZ:
            yield time_s, np.asarray(frame.to_ndarray(format="rgb24"), dtype=np.uint8)
