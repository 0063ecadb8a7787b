"""A folder as a zip file that is made while it is sent: no room is needed for it."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Buffer

_ALREADY_SMALL = frozenset([".mp4", ".nc", ".npz", ".jpg", ".png", ""])
_PIECE = 1 << 20


def packed_pieces(folder: Path) -> Iterator[bytes]:
    """Yield a zip file of all files in `folder` and below, piece by piece."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", allowZip64=True) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            inside = zipfile.ZipInfo.from_file(
                path, path.relative_to(folder).as_posix(), strict_timestamps=False
            )
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
