"""Frames of a video, decoded in another process: a video may be hostile."""

from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from midstance.errors import MidstanceError, VideoError
from midstance.kernels.types import Array
from midstance.web.jobs.child import end_with_parent, limit_memory

MEMORY_BYTES = 4 * 2**30
WAIT_S = 60.0

_JPEG, _SENTENCE = b"j", b"s"
_LONGEST = 50_000_000


class FrameProcess:
    """Asks a process for frames; one that died is replaced at the next question.

    Parameters
    ----------
    video
        Video file or folder of images.
    times_s
        Time of each frame on the clock of the file, rising.
    image_rate_hz
        Images per second of a folder of images.
    rotate_deg
        By how much the frames were turned clockwise when they were analyzed.

    """

    def __init__(
        self,
        video: Path,
        times_s: Array,
        *,
        image_rate_hz: float = 30.0,
        rotate_deg: int = 0,
    ) -> None:
        self._arguments = (video, times_s, image_rate_hz, rotate_deg)
        self._name = video.name
        self._lock = Lock()
        self._process: Any = None
        self._pipe: Connection | None = None

    def jpeg(self, index: int) -> bytes:
        """Return the frame `index`, counted from 0.

        Raises
        ------
        VideoError
            If there is no such frame, or it cannot be decoded.

        """
        with self._lock:
            try:
                answer = self._ask(index)
            except (EOFError, OSError):
                answer = None
            if answer is None:
                self._end()
        if answer is None:
            raise VideoError(
                f"Frame {index} cannot be decoded: the process that tried was ended. "
                "The video may be damaged, or the memory not enough."
            )
        if answer[:1] == _JPEG:
            return answer[1:]
        raise VideoError(answer[1:].decode("utf-8"))

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def _ask(self, index: int) -> bytes | None:
        """Return the answer, or None when there is none in time."""
        if self._pipe is None:
            self._begin()
        assert self._pipe is not None
        self._pipe.send_bytes(str(index).encode())
        return self._pipe.recv_bytes(_LONGEST) if self._pipe.poll(WAIT_S) else None

    def _begin(self) -> None:
        context = get_context("spawn")
        self._pipe, there = context.Pipe()
        self._process = context.Process(target=_answer, args=(*self._arguments, there))
        self._process.start()
        there.close()

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None


def _answer(
    video: Path,
    times_s: Array,
    image_rate_hz: float,
    rotate_deg: int,
    pipe: Connection,
) -> None:
    """Answer questions until nobody asks any more."""
    from midstance.web.label.frames import FrameStore

    Thread(target=end_with_parent, daemon=True).start()
    limit_memory(MEMORY_BYTES)
    frames = FrameStore(
        video, times_s, image_rate_hz=image_rate_hz, rotate_deg=rotate_deg
    )
    while True:
        try:
            index = int(pipe.recv_bytes())
        except EOFError:
            return
        try:
            answer = _JPEG + frames.jpeg(index)
        except MidstanceError as error:
            answer = _SENTENCE + str(error).encode()
        pipe.send_bytes(answer)
