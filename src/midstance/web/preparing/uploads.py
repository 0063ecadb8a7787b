"""Videos that come piece by piece, and go on after an interruption where they were."""

import threading
import time
from dataclasses import dataclass, field

from midstance.errors import ConfigError, FormatError
from midstance.web.store.files import MOST_BYTES, Incoming, VideoFiles

MOST_OPEN = 100
"""So many may be on their way at a time."""
LONGEST_PAUSE_S = 24 * 3600.0


@dataclass
class _Open:
    upload: Incoming
    user_id: str | None
    touched_at: float = field(default_factory=time.monotonic)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Uploads:
    """Uploads on their way, each under random digits that only who sends it knows.

    After a restart of the app one goes on from what lies in the folder.

    Parameters
    ----------
    files
        Where videos are kept.

    """

    def __init__(self, files: VideoFiles) -> None:
        self._files = files
        self._open: dict[str, _Open] = {}
        self._lock = threading.Lock()

    def begin(
        self,
        n_bytes: int,
        *,
        user_id: str | None = None,
        bytes_left: int | None = None,
    ) -> str:
        """Return the digits of a new upload of `n_bytes`.

        Raises
        ------
        ConfigError
            If the video is too large, or too many are on their way.
        OutputError
            If there is no room for it.

        """
        if n_bytes > MOST_BYTES:
            raise ConfigError(
                f"A video may have {MOST_BYTES / 1e9:g} GB at most, this one has "
                f"{n_bytes / 1e9:.1f}; cut out the part that matters."
            )
        if bytes_left is not None and n_bytes > bytes_left:
            raise ConfigError(
                f"Of what your recordings may take, {bytes_left / 1e6:.0f} MB are "
                f"left, and this one has {n_bytes / 1e6:.0f}; delete recordings, or "
                "ask for more."
            )
        with self._lock:
            self._forget_old()
            if len(self._open) >= MOST_OPEN:
                raise ConfigError(
                    f"{MOST_OPEN} videos are on their way; wait until some are here."
                )
            upload = self._files.begin(bytes_left)
            self._open[upload.path.name] = _Open(upload, user_id)
        return upload.path.name

    def n_bytes(
        self, digits: str, *, user_id: str | None = None, bytes_left: int | None = None
    ) -> int:
        """Return how much of an upload is here.

        Raises
        ------
        FormatError
            If there is none of these digits, or it is somebody else's.

        """
        return self._find(digits, user_id, bytes_left).upload.n_bytes

    def append(
        self, digits: str, offset: int, piece: bytes, *, user_id: str | None = None
    ) -> tuple[bool, int]:
        """Take the next piece; return whether it fitted, and how much is here now.

        A piece that begins elsewhere than where the upload ends is not taken.

        Raises
        ------
        FormatError
            If there is none of these digits, or it is somebody else's.
        ConfigError
            If the video becomes too large.
        OutputError
            If the disk becomes full.

        """
        known = self._find(digits, user_id)
        with known.lock:
            known.touched_at = time.monotonic()
            if offset != known.upload.n_bytes:
                return False, known.upload.n_bytes
            known.upload.write(piece)
            known.upload.flush()
            return True, known.upload.n_bytes

    def take(
        self, digits: str, *, user_id: str | None = None, bytes_left: int | None = None
    ) -> Incoming:
        """Return a whole upload, to be kept; it is none any more.

        Raises
        ------
        FormatError
            If there is none of these digits, or it is somebody else's.
        ConfigError
            If others took up the room in the meantime.

        """
        known = self._find(digits, user_id, bytes_left)
        if bytes_left is not None and known.upload.n_bytes > bytes_left:
            raise ConfigError(
                f"Of what your recordings may take, {bytes_left / 1e6:.0f} MB are "
                "left; delete recordings, or ask for more."
            )
        with self._lock:
            if self._open.pop(digits, None) is None:
                raise _gone()
        return known.upload

    def discard(self, digits: str, *, user_id: str | None = None) -> None:
        """Delete an upload.

        Raises
        ------
        FormatError
            If there is none of these digits, or it is somebody else's.

        """
        known = self._find(digits, user_id)
        with self._lock:
            self._open.pop(digits, None)
        known.upload.discard()

    def close(self) -> None:
        """Let go of the files; what was begun can go on after a restart."""
        with self._lock:
            for known in self._open.values():
                known.upload.finish()
            self._open.clear()

    def _find(
        self, digits: str, user_id: str | None, bytes_left: int | None = None
    ) -> _Open:
        with self._lock:
            known = self._open.get(digits)
            if known is None:
                upload = self._files.resume(digits, bytes_left)
                if upload is None:
                    raise _gone()
                known = self._open[digits] = _Open(upload, user_id)
        if known.user_id != user_id:
            raise _gone()
        return known

    def _forget_old(self) -> None:
        until = time.monotonic() - LONGEST_PAUSE_S
        for digits, known in list(self._open.items()):
            if known.touched_at < until:
                del self._open[digits]
                known.upload.discard()


def _gone() -> FormatError:
    return FormatError("There is no such upload any more; send the video again.")
