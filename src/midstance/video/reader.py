"""Frames of a video with their true timestamps, one after the other."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from math import inf, isfinite, isnan, nan
from types import TracebackType
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from midstance.errors import VideoError
from midstance.files import StrPath, as_path
from midstance.schema.notes import Note
from midstance.schema.video import VideoInfo
from midstance.video.container import ContainerSource, Picture
from midstance.video.images import FolderSource
from midstance.video.upright import Upright


@dataclass(frozen=True)
class Frame:
    """One image of a video.

    Parameters
    ----------
    index
        Counted from 0 at the first frame handed on.
    time_s
        On the clock of the whole file, which is 0 at its first frame; in seconds
        of life when the video is in slow motion.
    image
        Shape (height, width, 3), RGB, upright. It may be drawn upon: nobody else
        has it.

    """

    index: int
    time_s: float
    image: NDArray[np.uint8]


class _Source(Protocol):
    info: VideoInfo
    notes: list[Note]

    def pictures(self, start_s: float, notes: list[Note]) -> Iterator[Picture]: ...


class VideoReader:
    """A video opened by `open_video`: iterate over it for its frames.

    One frame is held at a time, so memory does not grow with the length. It can
    be iterated over again; every time the video is decoded anew.

    Attributes
    ----------
    info
        What the container says.
    notes
        What was not as it should be, see `midstance.schema.notes`: timestamps
        inferred or left out, damaged pieces. Complete after the last frame.

    """

    def __init__(
        self,
        source: _Source,
        start_s: float,
        end_s: float,
        slow_motion: float,
        n_quarter_turns: int = 0,
    ) -> None:
        self.info = _turned(source.info, n_quarter_turns)
        self._turn = Upright(0, 0, n_quarter_turns)
        self.notes = list(source.notes)
        self._source = source
        self._start_s = start_s
        self._end_s = end_s
        self._slow_motion = slow_motion
        self._running: list[Generator[Frame, None, None]] = []

    @property
    def real_rate_hz(self) -> float:
        """Return the frames per second of life; NaN when the container does not say."""
        return self.info.rate_hz * self._slow_motion

    @property
    def n_frames_expected(self) -> int:
        """Return about how many frames will come; 0 when the container does not say."""
        end_s = min(self._end_s, self.info.duration_s)
        if isnan(self.info.duration_s) or not self.info.rate_hz > 0:
            whole = self._start_s <= 0 and self._end_s == inf
            return self.info.n_frames if whole else 0
        return max(1, round((end_s - self._start_s) * self.info.rate_hz))

    def __enter__(self) -> Self:
        """Return the reader itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Close the file; frames already handed on stay valid."""
        for frames in self._running:
            frames.close()
        self._running.clear()

    def __iter__(self) -> Iterator[Frame]:
        """Yield the frames in order of time.

        Raises
        ------
        VideoError
            If no frame lies between start and end.

        """
        self.close()
        frames = self._frames()
        self._running.append(frames)
        return frames

    def _frames(self) -> Generator[Frame, None, None]:
        notes: list[Note] = []
        clock = _Clock(_step_s(self.info))
        index = 0
        last_s = nan
        for stamp_s, shown_s, show in self._source.pictures(self._start_s, notes):
            time_s = clock.read(stamp_s, shown_s)
            if isnan(time_s):
                continue
            if time_s >= self._end_s - _ROUNDING_S:
                break
            last_s = time_s
            if time_s < self._start_s - _ROUNDING_S:
                continue
            yield Frame(index, time_s / self._slow_motion, self._turn.apply(show()))
            index += 1
        else:
            notes += self._early_end(last_s)
        self.notes = [*self._source.notes, *clock.notes(), *notes]
        if index == 0:
            end = "on" if self._end_s == inf else f"to {self._end_s:g} s"
            raise VideoError(
                f"{self.info.name} has no frame from {self._start_s:g} s {end}"
                f"{_last_frame(last_s)}; choose another part."
            )

    def _early_end(self, last_s: float) -> list[Note]:
        step_s = _step_s(self.info)
        missing_s = min(self.info.duration_s, self._end_s) - last_s - step_s
        if not missing_s > max(_EARLY_S, 2 * step_s):
            return []
        text = (
            f"The file is cut short: it announces {self.info.duration_s:.2f} s, "
            f"its last frame is at {last_s:.2f} s."
        )
        return [Note("cut_short", text, facts={"last_s": last_s})]


_EARLY_S = 0.25
"""Containers count the sound too, and round: less is not worth a word."""

_ROUNDING_S = 0.0005
"""Start and end are typed in ms, frames lie at any time."""


def open_video(
    path: StrPath,
    *,
    start_s: float | None = None,
    end_s: float | None = None,
    slow_motion: float = 1.0,
    image_rate_hz: float = 30.0,
    rotate_deg: int = 0,
) -> VideoReader:
    """Open a video file or a folder of images.

    Timestamps are those of the container. A frame without one gets the time of
    the frame before plus how long that was shown; a frame whose time does not
    rise is left out; both are counted in `VideoReader.notes`. Rotation, mirroring
    and non-square pixels are put right.

    Parameters
    ----------
    path
        mp4, mov, avi, mkv, webm, gif and more, or a folder of images.
    start_s, end_s
        Part to read, in seconds as a player shows them (before `slow_motion`);
        the frame at `end_s` is not part of it. The clock of the frames stays
        that of the whole file.
    slow_motion
        Factor by which the video is slower than life.
    image_rate_hz
        Images per second of a folder; a video has its own clock.
    rotate_deg
        By how much the images are turned clockwise after what the file says: 0, 90,
        180 or 270.

    Raises
    ------
    VideoError
        If the video is missing or cannot be decoded, or the part is not in it.

    Examples
    --------
    >>> open_video("nowhere.mp4")
    Traceback (most recent call last):
    midstance.errors.VideoError: No video at nowhere.mp4; give a video file or a folder.

    """
    path = as_path(path, "A video")
    if not (isfinite(slow_motion) and slow_motion > 0):
        raise VideoError(f"slow_motion must be above 0, got {slow_motion:g}.")
    if rotate_deg not in (0, 90, 180, 270):
        raise VideoError(f"rotate_deg must be 0, 90, 180 or 270, got {rotate_deg}.")
    first_s = 0.0 if start_s is None else start_s
    last_s = inf if end_s is None else end_s
    if not 0 <= first_s < last_s:
        raise VideoError(
            f"The start must lie before the end and not before 0 s, "
            f"got {first_s:g} s to {last_s:g} s."
        )
    source: _Source = (
        FolderSource(path, image_rate_hz) if path.is_dir() else ContainerSource(path)
    )
    reader = VideoReader(source, first_s, last_s, slow_motion, rotate_deg // 90)
    if first_s >= source.info.duration_s:
        # Not every container knows how long it lasts: look.
        next(iter(reader))
        reader.close()
    return reader


def _turned(info: VideoInfo, n_quarter_turns: int) -> VideoInfo:
    """Return the facts of a video that is turned once more."""
    is_across = n_quarter_turns % 2 == 1
    return replace(
        info,
        width_px=info.height_px if is_across else info.width_px,
        height_px=info.width_px if is_across else info.height_px,
        rotation_deg=(info.rotation_deg + 90 * n_quarter_turns) % 360,
    )


def probe(path: StrPath) -> VideoInfo:
    """Return what the container says of a video; only its first frame is decoded.

    Raises
    ------
    VideoError
        If the video is missing or cannot be decoded.

    """
    return open_video(path).info


class _Clock:
    """Turns the timestamps of a file into times that rise, and keeps count."""

    def __init__(self, step_s: float) -> None:
        self._step_s = step_s
        self._next_s = 0.0
        self._last_s = -inf
        self._n_inferred = 0
        self._n_left_out = 0

    def read(self, stamp_s: float | None, shown_s: float) -> float:
        """Return the time (s) of the next frame; NaN: leave it out."""
        if stamp_s is None:
            self._n_inferred += 1
            stamp_s = self._next_s
        if stamp_s <= self._last_s:
            self._n_left_out += 1
            return nan
        self._last_s = stamp_s
        self._next_s = stamp_s + (self._step_s if isnan(shown_s) else shown_s)
        return stamp_s

    def notes(self) -> list[Note]:
        notes = []
        if self._n_inferred:
            text = (
                f"Frames without a time: {self._n_inferred}; "
                "it was inferred from the frame before."
            )
            notes.append(
                Note("times_inferred", text, facts={"n_frames": self._n_inferred})
            )
        if self._n_left_out:
            text = (
                f"Frames left out because their time does not rise: {self._n_left_out}."
            )
            notes.append(
                Note("frames_left_out", text, facts={"n_frames": self._n_left_out})
            )
        return notes


def _step_s(info: VideoInfo) -> float:
    return 1.0 / info.rate_hz if info.rate_hz > 0 else 1.0 / 30.0


def _last_frame(last_s: float) -> str:
    return "" if isnan(last_s) else f"; its last frame is at {last_s:.2f} s"
