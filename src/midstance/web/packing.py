"""A folder as a zip file that is made while it is sent: no room is needed for it."""

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Buffer

_ALREADY_SMALL = frozenset([".mp4", ".nc", ".npz", ".jpg", ".png", ""])
_PIECE = 1 << 20


def files_of(folder: Path, *, under: str = "") -> list[tuple[str, Path]]:
    """Return all files in `folder` and below, with their names in a zip file."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [(under + path.relative_to(folder).as_posix(), path) for path in files]


def packed_pieces(
    files: Iterable[tuple[str, Path]], *, texts: Mapping[str, str] | None = None
) -> Iterator[bytes]:
    """Yield a zip file piece by piece.

    Parameters
    ----------
    files
        Names in the zip file, and where the files are.
    texts
        Names and contents of further files, which come first.

    """
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", allowZip64=True) as archive:
        for name, text in (texts or {}).items():
            archive.writestr(name, text.encode())
        for name, path in files:
            inside = zipfile.ZipInfo.from_file(path, name, strict_timestamps=False)
            is_small = path.suffix in _ALREADY_SMALL
            how = zipfile.ZIP_STORED if is_small else zipfile.ZIP_DEFLATED
            inside.compress_type = how
            with (
                path.open("rb") as source,
                archive.open(inside, "w", force_zip64=True) as target,
            ):
                while piece := source.read(_PIECE):
                    target.write(piece)
                    yield sink.taken()
    yield sink.taken()


class _Sink(io.RawIOBase):
    """What a zip file is written into; it cannot go back."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: "Buffer") -> int:
        self._pieces.append(bytes(piece))
        return len(self._pieces[-1])

    def taken(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)
