"""Pictures as they happen: a camera, the screen, or a video played as if it were one.

Who looks at them slower than they come gets the newest one each time; those between
are counted and left out, so that nobody looks ever farther into the past.
"""

import importlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

import numpy as np

from midstance.errors import MissingDependencyError, VideoError
from midstance.kernels.types import Image
from midstance.video.reader import open_video

Clock = Callable[[], float]

_WAIT_S = 5.0
"""After this time without a picture a camera counts as gone."""
_SCREEN_RATE_HZ = 15.0


@dataclass(frozen=True)
class Snapshot:
    """One picture as it was taken.

    Parameters
    ----------
    time_s
        When, from the first picture on.
    taken_s
        The same on the clock of the machine.
    image
        Shape (height, width, 3), RGB.
    n_dropped
        Pictures that were taken since the one handed on before, and left out.

    """

    time_s: float
    taken_s: float
    image: Image
    n_dropped: int = 0


class Source(Protocol):
    """What gives pictures one after the other."""

    def read(self) -> Image | None:
        """Wait for the next picture and return it, RGB; None: there are no more."""
        ...

    def close(self) -> None:
        """Let go of the device."""
        ...


class CameraSource:
    """A camera at this machine.

    Parameters
    ----------
    number
        0 is the first one.

    Raises
    ------
    VideoError
        If it cannot be opened.

    """

    def __init__(self, number: int) -> None:
        import cv2

        quiet: Any = cv2.utils.logging
        quiet.setLogLevel(quiet.LOG_LEVEL_SILENT)  # we say it when there is none
        self._device: Any = cv2.VideoCapture(number)
        if not self._device.isOpened():
            raise VideoError(
                f"Camera {number} cannot be opened; plug it in, close what else uses "
                "it, or give a video file in its place."
            )
        self._device.set(cv2.CAP_PROP_BUFFERSIZE, 1)

    def read(self) -> Image | None:
        """Wait for the next picture and return it."""
        is_there, image = self._device.read()
        return np.ascontiguousarray(image[..., ::-1]) if is_there else None

    def close(self) -> None:
        """Let go of the camera."""
        self._device.release()


class ScreenSource:
    """The first screen, fifteen times a second.

    Raises
    ------
    MissingDependencyError
        If what takes pictures of the screen is not installed.
    VideoError
        If there is no screen.

    """

    def __init__(self) -> None:
        try:
            mss: Any = importlib.import_module("mss")
        except ImportError as error:
            raise MissingDependencyError(
                "Looking at the screen needs mss; install it with: "
                "pip install 'midstance[screen]'"
            ) from error
        try:
            self._screen: Any = mss.mss()
            self._area = self._screen.monitors[1]
        except (mss.exception.ScreenShotError, IndexError) as error:
            raise VideoError(
                f"There is no screen to look at ({error}); start midstance where one "
                "is, or look through a camera."
            ) from error

    def read(self) -> Image | None:
        """Wait a moment and return what the screen shows."""
        time.sleep(1 / _SCREEN_RATE_HZ)
        shot = np.asarray(self._screen.grab(self._area))
        return np.ascontiguousarray(shot[..., 2::-1])

    def close(self) -> None:
        """Let go of the screen."""
        self._screen.close()


class FileSource:
    """A video, or a folder of pictures, that plays as if it were a camera.

    Parameters
    ----------
    path
        Video file or folder.
    clock, sleep
        Time (s), and what waits for it.

    """

    def __init__(
        self,
        path: Path,
        *,
        clock: Clock = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._video = open_video(path)
        self._frames = iter(self._video)
        self._clock, self._sleep = clock, sleep
        self._started_s: float | None = None

    def read(self) -> Image | None:
        """Wait until the next picture is due and return it."""
        frame = next(self._frames, None)
        if frame is None:
            return None
        if self._started_s is None:
            self._started_s = self._clock() - frame.time_s
        self._sleep(max(0.0, self._started_s + frame.time_s - self._clock()))
        return frame.image

    def close(self) -> None:
        """Close the file."""
        self._video.close()


def open_source(camera: str | None, *, screen: bool = False) -> Source:
    """Return what to look at.

    Parameters
    ----------
    camera
        The number of a camera, or the path of a video or a folder to play.
    screen
        Look at the screen instead.

    Raises
    ------
    VideoError, MissingDependencyError
        See `CameraSource`, `ScreenSource` and `midstance.video.reader.open_video`.

    """
    if screen:
        return ScreenSource()
    if camera is not None and camera.isdecimal():
        return CameraSource(int(camera))
    return FileSource(Path(camera or ""))


class Newest:
    """The newest picture of a source, again and again: a context to iterate over.

    A thread takes every picture at once, so that none grows old in a queue.

    Parameters
    ----------
    source
        Closed at the end of the context.
    clock
        Time (s) that the pictures are stamped with.
    wait_s
        How long to wait for a picture.

    """

    def __init__(
        self, source: Source, *, clock: Clock = time.monotonic, wait_s: float = _WAIT_S
    ) -> None:
        self._source = source
        self._clock = clock
        self._wait_s = wait_s
        self._fresh = threading.Condition()
        self._image: Image | None = None
        self._taken_s = 0.0
        self._n_waiting = 0
        self._is_over = False
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._take, daemon=True)

    def __enter__(self) -> Self:
        """Begin to take pictures."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End, and close the source."""
        with self._fresh:
            self._is_over = True
        self._thread.join(self._wait_s)
        self._source.close()

    def __iter__(self) -> Iterator[Snapshot]:
        """Yield the newest picture each time.

        Raises
        ------
        VideoError
            If no picture comes for a long time, or the source breaks.

        """
        first_s: float | None = None
        while (taken := self._wait()) is not None:
            taken_s, image, n_dropped = taken
            first_s = taken_s if first_s is None else first_s
            yield Snapshot(taken_s - first_s, taken_s, image, n_dropped)

    def _wait(self) -> tuple[float, Image, int] | None:
        with self._fresh:
            came = self._fresh.wait_for(
                lambda: self._n_waiting or self._is_over, self._wait_s
            )
            if self._error:
                raise self._error
            if not came:
                raise VideoError(
                    f"No picture came for {self._wait_s:g} s; is the camera still "
                    "plugged in?"
                )
            if not self._n_waiting or self._image is None:
                return None
            n_dropped, self._n_waiting = self._n_waiting - 1, 0
            return self._taken_s, self._image, n_dropped

    def _take(self) -> None:
        try:
            while not self._is_over:
                image = self._source.read()
                with self._fresh:
                    if image is None:
                        break
                    self._image, self._taken_s = image, self._clock()
                    self._n_waiting += 1
                    self._fresh.notify()
        except VideoError as error:
            self._error = error
        finally:
            with self._fresh:
                self._is_over = True
                self._fresh.notify()
