"""H.264 video that every browser plays, each frame at its own time."""

from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from midstance.errors import VideoError
from midstance.files import replacing

if TYPE_CHECKING:
    from av.container import OutputContainer
    from av.video.reformatter import VideoReformatter
    from av.video.stream import VideoStream

_TICKS_HZ = 90_000
"""Ticks of the clock: all common frame rates are whole numbers of them."""

_N_THREADS = 4

_BT709 = 1


class VideoWriter:
    """Write RGB images as mp4: H.264, yuv420p, index in front.

    A context: the file is at its place after the block, whole, or not at all
    when the block ends with an error.

    Parameters
    ----------
    path
        Where the video shall be, ``.mp4``.
    width_px, height_px
        Size of the images. Odd sizes grow by one row or column, which repeats
        the last.
    rate_hz
        Frames per second where `write` is given no time; how long the last frame
        is shown; and a key frame comes about twice a second.
    crf
        Quality of the encoder: 18 hardly any loss, 28 visibly less.

    Raises
    ------
    OutputError
        If the folder cannot be written to.
    VideoError
        If the size or the rate is not above 0.

    """

    def __init__(
        self,
        path: Path,
        width_px: int,
        height_px: int,
        rate_hz: float,
        *,
        crf: int = 26,
    ) -> None:
        if min(width_px, height_px) < 1 or not rate_hz > 0:
            raise VideoError(
                "A video needs a width, a height and a rate above 0, "
                f"got {width_px} x {height_px} px at {rate_hz:g} Hz."
            )
        self._path = path
        self._shape = (height_px, width_px, 3)
        self._rate_hz = rate_hz
        self._crf = crf
        self._stack = ExitStack()
        self._zero_s = 0.0
        self._last_s: float | None = None
        self._last_tick = -1
        self._container: OutputContainer
        self._stream: VideoStream
        self._reformatter: VideoReformatter

    def __enter__(self) -> Self:
        """Open the file under a temporary name."""
        import av
        from av.video.reformatter import VideoReformatter

        with self._stack as stack:
            part = stack.enter_context(replacing(self._path))
            # Absolute: a name such as 12:30.mp4 would be taken for a protocol.
            name, options = str(part.absolute()), {"movflags": "+faststart"}
            self._container = stack.enter_context(
                av.open(name, "w", format="mp4", options=options)
            )
            self._stream = self._add_stream()
            self._reformatter = VideoReformatter()
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Finish the file and put it at its place; after an error, remove it."""
        if error is not None:
            self._stack.__exit__(kind, error, traceback)
            return
        with self._stack:
            self._container.mux(self._stream.encode())

    def write(self, image: NDArray[np.uint8], time_s: float | None = None) -> None:
        """Append `image`.

        Parameters
        ----------
        image
            Shape (height, width, 3), RGB.
        time_s
            When it is shown; the first one becomes 0 in the file. ``None``: one
            period after the one before.

        Raises
        ------
        VideoError
            If the image has another size, or its time does not rise.

        """
        import av

        if image.shape != self._shape or image.dtype != np.uint8:
            raise VideoError(
                f"Pictures of {self._path.name} must be uint8 of shape "
                f"{self._shape}, got {image.dtype} of shape {image.shape}."
            )
        tick = self._tick(time_s)
        # The encoder gets a converted copy, so the image itself is lent.
        rgb = av.VideoFrame.from_numpy_buffer(_even(image), format="rgb24")
        frame = self._reformatter.reformat(
            rgb, format="yuv420p", dst_colorspace=_BT709, dst_color_range=1
        )
        frame.pts = tick
        frame.time_base = Fraction(1, _TICKS_HZ)
        self._container.mux(self._stream.encode(frame))

    def _tick(self, time_s: float | None) -> int:
        if time_s is None:
            previous_s = self._last_s
            time_s = 0.0 if previous_s is None else previous_s + 1 / self._rate_hz
        if self._last_s is None:
            self._zero_s = time_s
        tick = round((time_s - self._zero_s) * _TICKS_HZ)
        if tick <= self._last_tick:
            raise VideoError(
                f"Times of {self._path.name} must rise, "
                f"got {time_s:g} s after {self._last_s:g} s."
            )
        self._last_s = time_s
        self._last_tick = tick
        return tick

    def _add_stream(self) -> "VideoStream":
        rate = Fraction(self._rate_hz).limit_denominator(1001)
        stream = self._container.add_stream(
            "libx264",
            rate=rate,
            options={
                "crf": str(self._crf),
                "preset": "superfast",
                "g": str(max(1, round(self._rate_hz / 2))),
            },
        )
        height_px, width_px, _ = self._shape
        stream.width = width_px + width_px % 2
        stream.height = height_px + height_px % 2
        stream.pix_fmt = "yuv420p"
        context = stream.codec_context
        context.time_base = Fraction(1, _TICKS_HZ)
        context.thread_type = "AUTO"
        # The encoder writes other bytes with other threads, and counts cores otherwise.
        context.thread_count = _N_THREADS
        context.colorspace = _BT709
        context.color_primaries = _BT709
        context.color_trc = _BT709
        context.color_range = 1
        return stream


def _even(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    height_px, width_px, _ = image.shape
    if height_px % 2 or width_px % 2:
        image = np.pad(image, ((0, height_px % 2), (0, width_px % 2), (0, 0)), "edge")
    return np.ascontiguousarray(image)
