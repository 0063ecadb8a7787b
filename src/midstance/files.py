"""Writing so that a killed run leaves no half file."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from midstance.errors import OutputError


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary path beside `path` that takes its place when all went well.

    Parameters
    ----------
    path
        Where the file shall be; its folder is made when it is not there. What
        stood there before stays until the new file is complete.

    Yields
    ------
    pathlib.Path
        Where to write; it has the suffix of `path`, because writers look at it.

    Raises
    ------
    OutputError
        If the folder cannot be made or written to.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> with replacing(folder / "a.txt") as part:
    ...     _ = part.write_text("whole", "utf-8")
    >>> [file.name for file in folder.iterdir()]
    ['a.txt']

    """
    make_folder(path.parent)
    try:
        handle, name = tempfile.mkstemp(
            prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent
        )
    except OSError as error:
        raise OutputError(
            f"Cannot write {path.name} into {path.parent} ({error.strerror}); "
            "choose another output folder."
        ) from error
    os.close(handle)
    part = Path(name)
    part.chmod(0o666 & ~_umask())
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def make_folder(folder: Path) -> None:
    """Make `folder` and its parents, or say why it cannot be.

    Raises
    ------
    OutputError
        If the folder cannot be made, or is a file.

    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"Cannot make the folder {folder} ({error.strerror}); "
            "choose another output folder."
        ) from error


def ensure_writable(folder: Path) -> None:
    """Make `folder` and try to write into it, before work begins that would be lost.

    Raises
    ------
    OutputError
        If nothing can be written there.

    """
    with replacing(folder / ".midstance-write-test") as part:
        part.write_bytes(b"")
    (folder / ".midstance-write-test").unlink()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
