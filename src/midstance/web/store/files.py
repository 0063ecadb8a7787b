"""Videos by their content: no name from outside is ever the name of a file."""

import hashlib
import re
import secrets
import shutil
import time
from contextlib import suppress
from pathlib import Path

from midstance.errors import ConfigError, OutputError
from midstance.files import make_folder

MOST_BYTES = 20_000_000_000
"""Of one video."""
_STALE_S = 3600.0
_PAUSED_S = 24 * 3600.0
"""So long an upload that was interrupted can go on."""
KEPT_FREE_BYTES = 200_000_000
"""So much of the disk is left for results."""
_LOOK_EVERY_BYTES = 16_000_000


class Incoming:
    """A video that is being written, under a name that says nothing.

    Parameters
    ----------
    folder
        Where it is written.
    files
        Where it is kept in the end.
    bytes_left
        How many bytes who brings it has left; None: any number.
    resumed
        Name of one that was interrupted, to go on with; None: a new one.

    """

    def __init__(
        self,
        folder: Path,
        files: "VideoFiles",
        bytes_left: int | None = None,
        *,
        resumed: str | None = None,
    ) -> None:
        self.n_bytes = 0
        self._bytes_left = bytes_left
        self._part = folder / (resumed or secrets.token_hex(16))
        self._files = files
        self._looked_at = 0
        self._hash = hashlib.sha256()
        if resumed is not None:
            self._read_again()
        try:
            self._file = self._part.open("xb" if resumed is None else "ab")
        except OSError as error:
            raise _full(folder) from error

    def _read_again(self) -> None:
        with self._part.open("rb") as file:
            while piece := file.read(_LOOK_EVERY_BYTES):
                self._hash.update(piece)
                self.n_bytes += len(piece)

    @property
    def path(self) -> Path:
        """Where it is written."""
        return self._part

    @property
    def sha256(self) -> str:
        """Return the hash of what was written."""
        return self._hash.hexdigest()

    def write(self, piece: bytes) -> None:
        """Write the next piece.

        Raises
        ------
        ConfigError
            If the file becomes too large.
        OutputError
            If the disk becomes full.

        """
        self.n_bytes += len(piece)
        if self.n_bytes > MOST_BYTES:
            raise ConfigError(
                f"A video may have {MOST_BYTES / 1e9:g} GB at most; cut out the part "
                "that matters."
            )
        if self._bytes_left is not None and self.n_bytes > self._bytes_left:
            raise ConfigError(
                f"Of what your recordings may take, {self._bytes_left / 1e6:.0f} MB "
                "are left; delete recordings, or ask for more."
            )
        if self.n_bytes - self._looked_at >= _LOOK_EVERY_BYTES:
            self._looked_at = self.n_bytes
            ensure_room(self._part.parent)
        try:
            self._file.write(piece)
        except OSError as error:
            raise _full(self._part.parent) from error
        self._hash.update(piece)

    def flush(self) -> None:
        """Have what was written in the file, so that another process can go on.

        Raises
        ------
        OutputError
            If the disk is full.

        """
        try:
            self._file.flush()
        except OSError as error:
            raise _full(self._part.parent) from error

    def keep(self) -> None:
        """Finish it, and keep it under the hash of its content.

        Raises
        ------
        OutputError
            If the disk is full.

        """
        target = self._files.path(self.sha256)
        make_folder(target.parent)
        try:
            self._file.close()
            self._part.replace(target)
        except OSError as error:
            raise _full(self._part.parent) from error

    def finish(self) -> None:
        """Finish it, to be read where it is."""
        try:
            self._file.close()
        except OSError as error:
            raise _full(self._part.parent) from error

    def discard(self) -> None:
        """Delete it, unless it was kept."""
        with suppress(OSError):  # what could not be written any more
            self._file.close()
        self._part.unlink(missing_ok=True)


class VideoFiles:
    """A folder of videos, each named by the hash of its content.

    Parameters
    ----------
    root
        The folder; made when it is not there.

    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._uploads = root / "uploads"
        make_folder(self._uploads)

    def path(self, sha256: str) -> Path:
        """Return where a video is."""
        return self._root / sha256[:2] / sha256

    def begin(self, bytes_left: int | None = None) -> Incoming:
        """Return a new video to write, of so many bytes at most; None: any number.

        Raises
        ------
        OutputError
            If there is no room.

        """
        ensure_room(self._uploads)
        return Incoming(self._uploads, self, bytes_left)

    def resume(self, name: str, bytes_left: int | None = None) -> Incoming | None:
        """Return a video that was interrupted, to write on; None: it is not there."""
        is_name = re.fullmatch(r"[0-9a-f]{32}", name) is not None
        if not is_name or not (self._uploads / name).is_file():
            return None
        return Incoming(self._uploads, self, bytes_left, resumed=name)

    def sweep(self, known: set[str]) -> None:
        """Delete what no row knows, and uploads that nobody went on with for a day.

        What was touched of late may be on its way into another app's row.
        """
        now = time.time()
        kept = [(file, _STALE_S) for file in self._root.glob("[0-9a-f][0-9a-f]/*")]
        paused = [(file, _PAUSED_S) for file in self._uploads.iterdir()]
        for file, after_s in [*kept, *paused]:
            if file.name not in known and file.stat().st_mtime < now - after_s:
                file.unlink(missing_ok=True)


def ensure_room(folder: Path) -> None:
    """Raise if little room is left on the disk.

    Raises
    ------
    OutputError
        If so.

    """
    if shutil.disk_usage(folder).free < KEPT_FREE_BYTES:
        raise _full(folder)


def _full(folder: Path) -> OutputError:
    free = shutil.disk_usage(folder).free
    return OutputError(
        f"The disk with the recordings is full ({free / 1e6:.0f} MB are left); delete "
        "recordings or make room, then bring the video again."
    )
