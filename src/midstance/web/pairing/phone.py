"""A phone that may send videos for a while."""

import secrets
import time
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from midstance.errors import MidstanceError

OPEN_S = 15 * 60.0
"""So long after the last video, or after the beginning, a phone may send."""
MOST_VIDEOS = 50


class ClosedError(MidstanceError):
    """A phone may send nothing here any more, or is another one."""


@dataclass
class Pairing:
    """What the page at the computer shows as a code, and the phone that took it.

    The code works once: the first phone that takes it holds a secret from then on,
    and no other can.

    Parameters
    ----------
    settings
        What to change in the default `Config` for the videos, by group.
    person_id
        Whose the videos are; None: nobody's.

    """

    settings: dict[str, Any] = field(default_factory=dict)
    person_id: str | None = None
    code: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    _secret: str | None = None
    _n_videos: int = 0
    _until: float = field(default_factory=lambda: time.monotonic() + OPEN_S)
    _lock: Lock = field(default_factory=Lock)

    @property
    def is_open(self) -> bool:
        """Whether a phone may still send."""
        return time.monotonic() < self._until and self._n_videos < MOST_VIDEOS

    @property
    def is_taken(self) -> bool:
        """Whether a phone took the code."""
        return self._secret is not None

    @property
    def n_videos(self) -> int:
        """How many videos came."""
        return self._n_videos

    @property
    def left_s(self) -> float:
        """How long a phone may still send."""
        return max(0.0, self._until - time.monotonic())

    def is_code(self, given: str) -> bool:
        """Return whether this is the code, and a phone may still send."""
        return self.is_open and _same(given, self.code)

    def take(self, given: str | None) -> str:
        """Return the secret for the phone that asks; `given` is what it holds already.

        Raises
        ------
        ClosedError
            If another phone took the code before, or it is too late.

        """
        with self._lock:
            if not self.is_open:
                raise ClosedError(
                    "This code is not open any more; show another one on the computer."
                )
            if self._secret is None:
                self._secret = secrets.token_urlsafe(32)
            elif not _same(given or "", self._secret):
                raise ClosedError(
                    "Another phone took this code; show another one on the computer."
                )
            return self._secret

    def knows(self, given: str | None) -> bool:
        """Return whether this is the secret of the phone, and it may still send."""
        return self.is_open and self.is_taken and _same(given or "", self._secret or "")

    def count(self) -> None:
        """Count a video; the phone may send for a while longer."""
        with self._lock:
            self._n_videos += 1
            self._until = time.monotonic() + OPEN_S

    def stay_open(self) -> None:
        """Let a video that is on its way come whole: the time begins anew."""
        with self._lock:
            if self.is_open:
                self._until = time.monotonic() + OPEN_S

    def close(self) -> None:
        """Let the phone send nothing any more."""
        self._until = 0.0


def _same(given: str, known: str) -> bool:
    return secrets.compare_digest(given.encode(errors="replace"), known.encode())
