"""Room that is kept free, so that deleting works when the disk is full."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

N_BYTES = 16_000_000
_PIECE = 65536


class Reserve:
    """A file that is given up when room is needed, and taken back afterwards.

    A database needs room even to delete a row.

    Parameters
    ----------
    path
        The file.
    n_bytes
        How large it is.

    """

    def __init__(self, path: Path, n_bytes: int = N_BYTES) -> None:
        self._path = path
        self._n_bytes = n_bytes
        self.keep()

    def keep(self) -> None:
        """Keep the room, or as much of it as there is."""
        with suppress(OSError), self._path.open("ab", buffering=0) as file:
            missing = self._n_bytes - file.tell()
            while missing > 0:
                # Written, and not only made so long: that would take no room.
                missing -= file.write(bytes(min(missing, _PIECE)))

    @contextmanager
    def given_up(self) -> Iterator[None]:
        """Give the room for what is done meanwhile."""
        self._path.unlink(missing_ok=True)
        try:
            yield
        finally:
            self.keep()
