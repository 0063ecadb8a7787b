"""Single frames of a video as images for a browser, at any time and in any order."""

from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from midstance.errors import VideoError
from midstance.kernels.types import Array
from midstance.video.reader import Frame, open_video

_LONGEST_PX = 1600
_QUALITY = 88
_KEPT_BYTES = 200_000_000
_BACK = 12
"""Frames decoded before the one that is wanted: who steps back wants them next."""
_AHEAD = 24
"""It is quicker to decode so many frames on the way than to begin anew."""


class FrameStore:
    """The frames of a video as JPEG, exactly those that were analyzed.

    A player in a browser shows a frame near the wanted time, and not every
    codec; here frames are found by their own timestamps.

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
        self._video = video
        self._image_rate_hz, self._rotate_deg = image_rate_hz, rotate_deg
        self._times_s = times_s
        self._near_s = float(np.diff(times_s).min()) / 2 if times_s.size > 1 else 0.01
        self._kept: OrderedDict[int, bytes] = OrderedDict()
        self._n_bytes = 0
        self._frames: Iterator[Frame] = iter(())
        self._next = times_s.size
        self._lock = Lock()

    def jpeg(self, index: int) -> bytes:
        """Return the frame `index`, counted from 0.

        Raises
        ------
        VideoError
            If there is no such frame, or it cannot be decoded.

        """
        if not 0 <= index < self._times_s.size:
            raise VideoError(
                f"Frame {index} does not exist; the analysis has frames 0 to "
                f"{self._times_s.size - 1}."
            )
        with self._lock:
            if index not in self._kept:
                self._decode(index)
            self._kept.move_to_end(index)
            return self._kept[index]

    def _decode(self, index: int) -> None:
        if not 0 <= index - self._next <= _AHEAD:
            first = max(0, index - _BACK)
            start_s = max(0.0, float(self._times_s[first]))
            video = open_video(
                self._video,
                start_s=start_s,
                image_rate_hz=self._image_rate_hz,
                rotate_deg=self._rotate_deg,
            )
            self._frames = iter(video)
        for frame in self._frames:
            at = int(np.argmin(np.abs(self._times_s - frame.time_s)))
            if abs(self._times_s[at] - frame.time_s) >= self._near_s:
                continue
            self._keep(at, _encode(frame.image))
            self._next = at + 1
            if at >= index:
                break
        if index not in self._kept:
            raise VideoError(
                f"{self._video.name} has no picture at "
                f"{self._times_s[index]:.3f} s any more; give the video that was "
                "analyzed."
            )

    def _keep(self, index: int, jpeg: bytes) -> None:
        self._n_bytes += len(jpeg) - len(self._kept.pop(index, b""))
        self._kept[index] = jpeg
        while self._n_bytes > _KEPT_BYTES and len(self._kept) > 1:
            _, oldest = self._kept.popitem(last=False)
            self._n_bytes -= len(oldest)


def _encode(image: NDArray[np.uint8]) -> bytes:
    import cv2

    shrink = _LONGEST_PX / max(image.shape[:2])
    if shrink < 1:
        image = cv2.resize(  # type: ignore[assignment]
            image, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA
        )
    bgr = cv2.cvtColor(image, cv2.COLOR_RGB2BGR)
    _, jpeg = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    return jpeg.tobytes()
