"""A page that looks through a camera: each image in, what is known out."""

import io
import secrets
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from midstance.errors import ConfigError, FormatError
from midstance.exercises.live_people import LivePeople
from midstance.exercises.recognize import Recognizer, backend_for_exercises
from midstance.kernels.types import Image
from midstance.pose.base import PoseBackend
from midstance.report.first.quality import Quality
from midstance.schema.skeletons import get_skeleton
from midstance.web.live.gait import LiveGait
from midstance.web.live.guide import Guide, look_at
from midstance.words.text import _

MOST_SESSIONS = 2
"""Each takes about a core."""
LOST_AFTER_S = 30.0
"""A page that sent nothing for so long is gone."""
MOST_PIXELS = 1280 * 1280
_RATE_HZ = 30.0
_COUNTED_S = 20.0
"""So far back repetitions are counted anew with each that comes."""


@dataclass(frozen=True)
class Seen:
    """What an image showed.

    Parameters
    ----------
    people
        What `LivePeople.to_plain` says.
    poses
        Where each person is (px), by name; NaN where not seen.
    gaits
        How each one runs, by name.
    guide
        How good the image is.
    took_s
        How long it was looked at.

    """

    people: LivePeople
    poses: dict[str, NDArray[np.float64]]
    gaits: dict[str, LiveGait]
    guide: Guide
    took_s: float


class LiveSession:
    """Looks at the images of one camera, one after the other.

    Parameters
    ----------
    people
        How many are followed.

    """

    def __init__(self, people: int) -> None:
        backend = _backend(people)
        self.skeleton = get_skeleton(backend.skeleton)
        self._stack = ExitStack()
        self._estimate = self._stack.enter_context(backend.session())
        self._people = LivePeople(
            Recognizer(), backend.skeleton, people=people, kept_s=_COUNTED_S
        )
        self._gaits: dict[str, LiveGait] = {}
        self._lock = threading.Lock()
        self._reader = ThreadPoolExecutor(1)
        self._time_s = -np.inf
        self.touched_at = time.monotonic()

    def look(self, content: bytes, time_s: float) -> Seen:
        """Return what an image shows.

        Parameters
        ----------
        content
            JPEG, PNG or WebP.
        time_s
            When it was taken, after the one before.

        Raises
        ------
        FormatError
            If it is no image, or too large.
        ConfigError
            If its time lies before that of the one before.

        """
        image = read_image(content)
        with self._lock:
            began = self.touched_at = time.monotonic()
            if time_s <= self._time_s:
                raise ConfigError(
                    f"Each image must be later than the one before, got {time_s:g} s "
                    f"after {self._time_s:g} s."
                )
            self._time_s = time_s
            self._people.add(time_s, self._estimate(image))
            poses = self._people.poses
            size_px = image.shape[1], image.shape[0]
            for name in poses.keys() | self._gaits.keys():
                gait = self._gaits.setdefault(
                    name, LiveGait(self.skeleton.name, size_px, self._reader.submit)
                )
                gait.add(time_s, poses.get(name))
            first = next(iter(poses.values()), None)
            guide = look_at(image, first, self.skeleton.keypoints)
            took_s = time.monotonic() - began
            return Seen(self._people, poses, dict(self._gaits), guide, took_s)

    def judge(self, since_s: float) -> Quality:
        """Return how good what was seen since a moment is for an analysis."""
        with self._lock:
            gait = next(iter(self._gaits.values()), None)
            quality = None if gait is None else gait.judge(since_s)
        if quality is not None:
            return quality
        sentence = _(
            "Too little was seen of somebody who runs; film five seconds and more, the "
            "whole body in the picture."
        )
        return Quality("weak", _("Film again"), sentence)

    def close(self) -> None:
        """Let go of the network."""
        self._reader.shutdown(cancel_futures=True)
        with self._lock:
            self._stack.close()


class LiveSessions:
    """The pages that look through a camera at the moment."""

    def __init__(self) -> None:
        self._sessions: dict[str, tuple[str | None, LiveSession]] = {}
        self._lock = threading.Lock()

    def begin(self, people: int, user_id: str | None) -> tuple[str, LiveSession]:
        """Return the digits of a new one, and it.

        Raises
        ------
        ConfigError
            If others are looking already.
        WeightsError
            If the pose network has no weights here.

        """
        with self._lock:
            until = time.monotonic() - LOST_AFTER_S
            for digits, (_user, known) in list(self._sessions.items()):
                if known.touched_at < until:
                    del self._sessions[digits]
                    known.close()
            if len(self._sessions) >= MOST_SESSIONS:
                raise ConfigError(
                    f"{MOST_SESSIONS} pages look through a camera already; close one "
                    "of them, and try again in half a minute."
                )
            digits, session = secrets.token_hex(16), LiveSession(people)
            self._sessions[digits] = user_id, session
            return digits, session

    def find(self, digits: str, user_id: str | None) -> LiveSession:
        """Return one that was begun.

        Raises
        ------
        FormatError
            If there is none of these digits, or it is somebody else's.

        """
        known = self._sessions.get(digits)
        if known is None or known[0] != user_id:
            raise FormatError("This camera page has ended; load it again.")
        return known[1]

    def end(self, digits: str, user_id: str | None) -> None:
        """End one."""
        session = self.find(digits, user_id)
        with self._lock:
            self._sessions.pop(digits, None)
        session.close()

    def close(self) -> None:
        """End all."""
        with self._lock:
            for _user, session in self._sessions.values():
                session.close()
            self._sessions.clear()


def read_image(content: bytes) -> Image:
    """Return an image that a page sent, RGB.

    Raises
    ------
    FormatError
        If it is none, or has more than `MOST_PIXELS`.

    """
    from PIL import Image as Images
    from PIL import UnidentifiedImageError

    try:
        with Images.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as file:
            width_px, height_px = file.size
            is_small = width_px * height_px <= MOST_PIXELS
            image = np.asarray(file.convert("RGB")) if is_small else None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise FormatError("This is no image (JPEG, PNG or WebP).") from error
    if image is None:
        raise FormatError(
            f"An image may have {MOST_PIXELS} pixels at most, this one has "
            f"{width_px} x {height_px}."
        )
    return image


def _backend(people: int) -> PoseBackend:
    return backend_for_exercises("blazepose", people, _RATE_HZ)
