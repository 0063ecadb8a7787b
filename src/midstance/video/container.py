"""Images and their timestamps out of one video file."""

from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from itertools import islice
from math import isfinite, nan
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from midstance.errors import VideoError
from midstance.schema.notes import Note
from midstance.schema.video import VideoInfo
from midstance.video.images import SUFFIXES as PICTURE_SUFFIXES
from midstance.video.upright import upright_of

if TYPE_CHECKING:
    import av
    from av.container import InputContainer
    from av.video.reformatter import VideoReformatter
    from av.video.stream import VideoStream

Picture = tuple[float | None, float, Callable[[], NDArray[np.uint8]]]
"""Time on the clock of the file (s; None when the container gives none), how
long the image is shown (s), and what gives the image (height, width, 3) RGB until the
next one comes: an image that nobody looks at needs no colours."""

_CONTAINERS = (
    "mov,matroska,avi,gif,apng,mpegts,mpeg,mpegvideo,m4v,h264,hevc,flv,asf,ogg,"
    "mxf,dv,wav,mp3,flac,aac"
)
"""What may be opened. Playlists and text art are left out: they would pass a
text file for a video, or read other files than the one that was asked for."""

MOST_PIXELS = 100_000_000
"""Of one frame: three times 8K. A file of some kB can claim far more, and would fill
the memory with its first frame."""
_N_PACKETS_FOR_RATE = 300
_MOST_REORDERED = 32
"""How many frames may come before one that is shown earlier."""
_FIRST_YEAR = 1990


class ContainerSource:
    """A video file: its facts, and its images from any time on.

    Parameters
    ----------
    path
        The video file.

    Raises
    ------
    VideoError
        If there is no such file, or no image can be decoded from it.

    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.notes: list[Note] = []
        _require_file(path)
        with open_container(path) as (container, stream):
            first = _first_frame(container, stream, path)
            self._zero_s = _time_s(first) or 0.0
            self._upright = upright_of(first, stream)
            if (first.width, first.height) != self._stored_size():
                text = (
                    "The pixels are not square; the pictures were widened from "
                    f"{first.width} to {self._upright.width_px} px."
                )
                self.notes.append(Note("pixels_widened", text, severity="note"))
            if self._upright.is_mirrored:
                text = "The file says it is to be shown mirrored; this was applied."
                self.notes.append(Note("mirrored", text, severity="note"))
            duration_s = _duration_s(container, stream, self._zero_s)
            rate_hz = float(stream.average_rate or stream.guessed_rate or 0) or nan
            codec = stream.codec_context.name
            n_frames = int(stream.frames)
            filmed_at = _filmed_at(container.metadata)
        turned = self._upright.n_quarter_turns % 2 == 1
        width_px, height_px = self._stored_size()
        self.info = VideoInfo(
            name=path.name,
            width_px=height_px if turned else width_px,
            height_px=width_px if turned else height_px,
            rate_hz=rate_hz,
            duration_s=duration_s,
            n_frames=n_frames,
            rotation_deg=90 * self._upright.n_quarter_turns,
            codec=codec,
            is_variable_rate=_has_variable_rate(path),
            filmed_at=filmed_at,
        )

    def pictures(self, start_s: float, notes: list[Note]) -> Iterator[Picture]:
        """Yield images in order, from at or before `start_s`.

        Parameters
        ----------
        start_s
            On the clock of the file, which is 0 at its first image.
        notes
            Gets a sentence for everything that could not be decoded.

        """
        if start_s > 0:
            decoded = self._decoded(start_s, notes)
            first = next(decoded, None)
            if first is not None and first[0] is not None and first[0] <= start_s:
                yield first
                yield from decoded
                return
            decoded.close()
            notes.clear()
        yield from self._decoded(0.0, notes)

    def _stored_size(self) -> tuple[int, int]:
        return self._upright.width_px, self._upright.height_px

    def _decoded(
        self, start_s: float, notes: list[Note]
    ) -> Generator[Picture, None, None]:
        from av.video.reformatter import VideoReformatter

        reformatter = VideoReformatter()
        for time_s, shown_s, frame in self._stamped(start_s, notes):
            yield time_s, shown_s, partial(self._image, reformatter, frame)

    def _stamped(
        self, start_s: float, notes: list[Note]
    ) -> Iterator[tuple[float | None, float, "av.VideoFrame"]]:
        """Decode on several threads; at the first damage, again on one.

        Threads lose the good frames around a damaged one.
        """
        n_done = 0
        n_notes = len(notes)
        for n_threads in (0, 1):
            with open_container(self.path) as (container, stream):
                stream.codec_context.thread_count = n_threads
                if start_s > 0 and not _seek(container, stream, start_s + self._zero_s):
                    return
                frames = _frames(container, stream, notes, stop=n_threads == 0)
                try:
                    for frame in islice(frames, n_done, None):
                        n_done += 1
                        time_s = _time_s(frame)
                        file_s = None if time_s is None else time_s - self._zero_s
                        yield file_s, _shown_s(frame), frame
                except _DamagedError:
                    del notes[n_notes:]
                    continue
                return

    def _image(
        self, reformatter: "VideoReformatter", frame: "av.VideoFrame"
    ) -> NDArray[np.uint8]:
        return self._upright.apply(self._rgb(reformatter, frame))

    def _rgb(
        self, reformatter: "VideoReformatter", frame: "av.VideoFrame"
    ) -> NDArray[np.uint8]:
        width_px, height_px = self._stored_size()
        # More threads take more work in all, and nothing waits for this one.
        rgb = reformatter.reformat(frame, width_px, height_px, "rgb24", threads=1)
        return np.asarray(rgb.to_ndarray(), dtype=np.uint8)


def _require_file(path: Path) -> None:
    if not path.exists():
        raise VideoError(f"No video at {path}; give a video file or a folder.")
    if path.suffix.lower() in PICTURE_SUFFIXES:
        raise VideoError(
            f"{path.name} is a single picture; give a video, "
            "or the folder that holds all the pictures."
        )
    if not path.is_file():
        raise VideoError(f"{path} is no file; give a video file or a folder.")


@contextmanager
def open_container(path: Path) -> Iterator[tuple["InputContainer", "VideoStream"]]:
    """Open a video file, and give it with its stream of moving images.

    Raises
    ------
    VideoError
        If it cannot be opened or holds no moving images.

    """
    import av
    from av.stream import Disposition

    options = {"format_whitelist": _CONTAINERS, "protocol_whitelist": "file"}
    try:
        # Absolute: a name such as 12:30.mp4 would be taken for a protocol.
        container = av.open(str(path.absolute()), options=options)
    except (av.FFmpegError, OSError, ValueError) as error:
        raise VideoError(
            f"{path.name} cannot be opened as a video "
            f"({_reason(error)}); give an mp4, mov, avi, mkv, webm or gif file."
        ) from error
    with container:
        streams = [
            stream
            for stream in container.streams.video
            if not stream.disposition & Disposition.attached_pic
        ]
        if not streams:
            raise VideoError(
                f"{path.name} holds no moving pictures"
                f"{', only sound' if container.streams.audio else ''}; "
                "give a video file."
            )
        if streams[0].codec_context is None:
            raise VideoError(f"The codec of {path.name} is not known; convert it.")
        _require_modest_size(streams[0], path)
        # Later frames may claim another size: the decoder refuses those.
        streams[0].codec_context.options = {"max_pixels": str(MOST_PIXELS)}
        streams[0].thread_type = "AUTO"
        yield container, streams[0]


def _require_modest_size(stream: "VideoStream", path: Path) -> None:
    context = stream.codec_context
    if context.width * context.height > MOST_PIXELS:
        raise VideoError(
            f"{path.name} has frames of {context.width} x {context.height} px, more "
            f"than the {MOST_PIXELS // 1_000_000} million that are read; make it "
            "smaller."
        )


def _reason(error: Exception) -> str:
    text = getattr(error, "strerror", None) or str(error)
    return str(text).strip().rstrip(".")


class _DamagedError(Exception):
    """A piece of the file cannot be decoded."""


def _frames(
    container: "InputContainer", stream: "VideoStream", notes: list[Note], *, stop: bool
) -> Iterator["av.VideoFrame"]:
    """Yield what can be decoded; with `stop`, raise at what cannot."""
    import av

    n_bad = 0
    n_damaged = 0
    for packet in _packets(container, stream, notes):
        try:
            frames = packet.decode()
        except av.FFmpegError as error:
            if stop:
                raise _DamagedError from error
            n_bad += 1
            continue
        for frame in frames:
            n_damaged += frame.is_corrupt
            yield frame
    if n_bad:
        text = f"Pieces of the file that could not be decoded: {n_bad}."
        notes.append(Note("pieces_lost", text, facts={"n_pieces": n_bad}))
    if n_damaged:
        text = f"Damaged frames, used as they were decoded: {n_damaged}."
        notes.append(Note("frames_damaged", text, facts={"n_frames": n_damaged}))


def _packets(
    container: "InputContainer", stream: "VideoStream", notes: list[Note]
) -> Iterator["av.Packet[VideoStream]"]:
    """Yield what is stored, then an empty one for the frames still on their way."""
    import av

    try:
        yield from container.demux(stream)
    except av.FFmpegError as error:
        text = (
            f"The file could not be read to its end ({_reason(error)}); "
            "the frames before were used."
        )
        notes.append(Note("end_unreadable", text))
        last = av.Packet()
        last.stream = stream
        yield cast("av.Packet[VideoStream]", last)


def _first_frame(
    container: "InputContainer", stream: "VideoStream", path: Path
) -> "av.VideoFrame":
    stream.codec_context.thread_count = 1
    first = next(_frames(container, stream, [], stop=False), None)
    if first is None:
        raise VideoError(
            f"No picture of {path.name} can be decoded "
            f"(codec {stream.codec_context.name}); convert it to H.264 mp4."
        )
    return first


def _seek(container: "InputContainer", stream: "VideoStream", time_s: float) -> bool:
    """Go to a key frame at or before `time_s`; False when the file cannot."""
    import av

    if stream.time_base is None:
        return False
    try:
        container.seek(int(time_s / stream.time_base), stream=stream)
    except (av.FFmpegError, OSError):
        return False
    return True


def _time_s(frame: "av.VideoFrame") -> float | None:
    if frame.pts is None or frame.time_base is None:
        return None
    return float(frame.pts * frame.time_base)


def _shown_s(frame: "av.VideoFrame") -> float:
    if not frame.duration or frame.time_base is None:
        return nan
    return float(frame.duration * frame.time_base)


def _duration_s(
    container: "InputContainer", stream: "VideoStream", zero_s: float
) -> float:
    """Return how long the file says to be, from its first image (s) on."""
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    duration_s = container.duration / 1e6 if container.duration else nan
    # Matroska says when it ends, on a clock that need not begin at 0.
    is_end = container.format.name.startswith("matroska") and duration_s > zero_s
    return duration_s - max(zero_s, 0.0) if is_end else duration_s


def _has_variable_rate(path: Path) -> bool:
    """Return whether the first frames are shown for unlike times."""
    with open_container(path) as (container, stream):
        times = []
        for packet in container.demux(stream):
            if packet.pts is not None:
                times.append(packet.pts)
            if len(times) == _N_PACKETS_FOR_RATE + _MOST_REORDERED:
                break
    # Frames come before some that are shown earlier: near the last ones read, those
    # that are not read yet would be missing.
    steps = np.diff(np.sort(np.array(times, dtype=float))[:_N_PACKETS_FOR_RATE])
    if steps.size == 0:
        return False
    typical = float(np.median(steps))
    # Two ticks: a coarse clock (1 ms) rounds an even rate to uneven times.
    allowed = max(2.0, 0.1 * typical)
    return bool(isfinite(typical) and np.abs(steps - typical).max() > allowed)


def _filmed_at(metadata: Mapping[str, str]) -> str:
    """Return when the camera says that it filmed; empty: it does not say.

    Examples
    --------
    >>> _filmed_at({"creation_time": "2026-11-27T08:30:00.000000Z"})
    '2026-11-27T08:30:00+00:00'
    >>> _filmed_at({"creation_time": "1904-01-01T00:00:00.000000Z"})
    ''

    """
    # The first names the place's own time, the second that of Greenwich.
    for key in ("com.apple.quicktime.creationdate", "creation_time"):
        try:
            moment = datetime.fromisoformat(metadata.get(key, ""))
        except ValueError:
            continue
        # A camera whose clock was never set writes the zero of its format.
        if moment.year > _FIRST_YEAR:
            return moment.isoformat()
    return ""
