"""Paths as people write them, and files read and written whole.

Writing: a killed run leaves no half file, and no folder half old. Reading: a damaged
file ends in one sentence.
"""

import codecs
import csv
import errno
import json
import os
import pickle
import shutil
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from midstance.errors import ConfigError, FormatError, MidstanceError, OutputError

StrPath = str | os.PathLike[str]
"""A path as text, or as `pathlib` has it."""


def as_path(path: StrPath, what: str = "a path") -> Path:
    """Return `path` as a `pathlib.Path`; text may begin with ``~``, the home folder.

    Parameters
    ----------
    path
        Text or a path.
    what
        What it stands for, at the beginning of the sentence of the error.

    Raises
    ------
    ConfigError
        If it is neither text nor a path, or empty.

    Examples
    --------
    >>> as_path("results/events.csv").name
    'events.csv'

    """
    try:
        text = os.fspath(path)
    except TypeError:
        text = None
    if not isinstance(text, str) or not text:
        got = "empty text" if text == "" else type(path).__name__
        raise ConfigError(f"{what} must be text or a pathlib.Path, got {got}.")
    is_at_home = text == "~" or text.startswith(("~/", "~\\"))
    return Path(text).expanduser() if is_at_home else Path(text)


_CANNOT_WRITE = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG, errno.EIO}
"""What a disk answers that is full, that is read-only, or that fails."""

DAMAGED = (
    *(ArithmeticError, AttributeError, BufferError, EOFError, ImportError),
    *(LookupError, MemoryError, OSError, RuntimeError, TypeError, ValueError),
    *(csv.Error, pickle.UnpicklingError, struct.error, zipfile.BadZipFile, zlib.error),
)
"""What Python, NumPy, HDF5 and zip raise over content that is not what they expect."""

_REASONS: tuple[tuple[type[BaseException], str], ...] = (
    (FileNotFoundError, "there is no such file"),
    (IsADirectoryError, "it is a folder"),
    (NotADirectoryError, "its folder is a file"),
    (PermissionError, "it must not be read"),
    (UnicodeError, "it holds bytes that are no text"),
    (RecursionError, "it is nested too deeply"),
    (MemoryError, "it claims to hold more than the memory can take"),
    (EOFError, "it is cut short"),
    (zipfile.BadZipFile, "it is damaged or cut short"),
    (zlib.error, "it is damaged or cut short"),
)

MOST_UNPACKED_BYTES = 256 << 20
"""What a file may unpack to whatever its size: an hour of one person's poses."""

_MOST_TIMES_UNPACKED = 100
"""A larger file may unpack to this many times its size; poses do to two to ten."""

_UNFINISHED, _FINISHED, _GONE = ".unfinished", ".finished", ".gone"


@contextmanager
def replacing(path: StrPath) -> Iterator[Path]:
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
        If the folder cannot be made or written to, or the disk is full.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> with replacing(folder / "a.txt") as part:
    ...     _ = part.write_text("whole", "utf-8")
    >>> [file.name for file in folder.iterdir()]
    ['a.txt']

    """
    path = as_path(path, "The file to write")
    if path.is_dir():
        raise OutputError(f"{path} is a folder; give the name of a file.")
    make_folder(path.parent)
    try:
        handle, name = tempfile.mkstemp(
            prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent
        )
    except OSError as error:
        raise _cannot_write(path, error) from error
    os.close(handle)
    part = Path(name)
    part.chmod(0o666 & ~_umask())
    try:
        yield part
        part.replace(path)
    except OSError as error:
        if error.errno not in _CANNOT_WRITE:
            raise
        raise _cannot_write(path, error) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


@contextmanager
def replacing_together(
    folder: Path, *, stale: Collection[str] = (), last: str
) -> Iterator[Path]:
    """Give an empty folder whose files take their places in `folder` all at once.

    A run that is killed at any moment leaves `folder` either as it was, or with
    every new file: what was still to be moved then is moved by `settle`. Other
    files in `folder` stay.

    Parameters
    ----------
    folder
        Where the files shall be; made when it is not there.
    stale
        Names of files that are taken away when the new files do not have them,
        since they belonged to the earlier ones.
    last
        Name of the file that takes its place after all others: where it stands,
        the others are complete.

    Yields
    ------
    pathlib.Path
        Where to write.

    Raises
    ------
    OutputError
        If the folder cannot be made or written to, or the disk is full.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "old.txt").write_text("stale")
    >>> with replacing_together(folder, stale=["old.txt"], last="b.txt") as part:
    ...     _ = (part / "a.txt").write_text("new")
    ...     _ = (part / "b.txt").write_text("new")
    >>> sorted(file.name for file in folder.iterdir())
    ['a.txt', 'b.txt']

    """
    settle(folder)
    part = folder / _UNFINISHED
    shutil.rmtree(part, ignore_errors=True)
    make_folder(part)
    try:
        yield part
        new = {path.name for path in part.iterdir()}
        gone = sorted(set(stale) - new)
        (part / _GONE).write_text("\n".join([last, *gone]), "utf-8")
        part.rename(folder / _FINISHED)  # from here on the new files count
    except OSError as error:
        if error.errno not in _CANNOT_WRITE:
            raise
        raise _cannot_write(folder / last, error) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    settle(folder)


def settle(folder: Path) -> None:
    """Finish what `replacing_together` began in `folder` when it was interrupted.

    Raises
    ------
    OutputError
        If new files wait to take their places, and the folder is read-only.

    """
    finished = folder / _FINISHED
    if not finished.is_dir():
        return
    try:
        plan = finished / _GONE
        if plan.is_file():
            last, *gone = plan.read_text("utf-8").split("\n")
            for name in gone:
                (folder / name).unlink(missing_ok=True)
            # Until its successor stands there, nothing in the folder is complete.
            if (finished / last).exists():
                (folder / last).unlink(missing_ok=True)
            names = sorted(path.name for path in finished.iterdir())
            for name in [*(n for n in names if n not in (last, _GONE)), last]:
                if (finished / name).exists():
                    (finished / name).replace(folder / name)
            plan.unlink()
        finished.rmdir()
    except OSError as error:
        raise _cannot_write(finished, error) from error


def _cannot_write(path: Path, error: OSError) -> OutputError:
    what_to_do = "choose another output folder"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        what_to_do = f"make room there, or {what_to_do}"
    reason = error.strerror or str(error)
    return OutputError(
        f"Cannot write {path.name} into {path.parent} ({reason}); {what_to_do}."
    )


def make_folder(folder: StrPath) -> None:
    """Make `folder` and its parents, or say why it cannot be.

    Raises
    ------
    OutputError
        If the folder cannot be made, or is a file.

    """
    folder = as_path(folder, "The folder to make")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"Cannot make the folder {folder} ({error.strerror}); "
            "choose another output folder."
        ) from error


def ensure_writable(folder: StrPath) -> None:
    """Make `folder` and try to write into it, before work begins that would be lost.

    Raises
    ------
    OutputError
        If nothing can be written there.

    """
    folder = as_path(folder, "The folder to write to")
    with replacing(folder / ".midstance-write-test") as part:
        part.write_bytes(b"")
    (folder / ".midstance-write-test").unlink()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@contextmanager
def reading(path: Path, expected: str) -> Iterator[None]:
    """Turn whatever damaged content makes libraries raise into one sentence.

    Wrap what decodes the content of a file in it, and nothing else: a fault of the
    code inside would look like a damaged file. Errors of midstance pass.

    Parameters
    ----------
    path
        What is read.
    expected
        What it should be, for the message: ``"a TRC file of markers"``.

    Raises
    ------
    FormatError
        Instead of the error of Python or of a library.

    Examples
    --------
    >>> with reading(Path("a.json"), "a table of events"):
    ...     json.loads("[" * 99_999)
    Traceback (most recent call last):
    midstance.errors.FormatError: a.json is not a table of events: it is nested too \
deeply.

    """
    try:
        yield
    except MidstanceError:
        raise
    except DAMAGED as error:
        reason = next(
            (text for kind, text in _REASONS if isinstance(error, kind)),
            "its content is damaged or of another kind",
        )
        raise FormatError(f"{path} is not {expected}: {reason}.") from error


def read_text(path: Path, expected: str, *, fallback: str = "") -> str:
    """Return the text of a file in UTF-8 or, with its mark, in UTF-16.

    Parameters
    ----------
    path
        What is read.
    expected
        What it should be, for the message; see `reading`.
    fallback
        Encoding to take where it is neither; empty: refuse. Older programs write in
        that of their country, mostly cp1252.

    Raises
    ------
    FormatError
        If the file cannot be read, or is no text.

    """
    with reading(path, expected):
        content = path.read_bytes()
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return content.decode("utf-16")
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            if not fallback:
                raise
            return content.decode(fallback, "replace")


def read_json(path: Path, expected: str) -> Any:  # noqa: ANN401 -- any JSON
    """Return what a JSON file holds.

    Raises
    ------
    FormatError
        If the file cannot be read, or is no JSON.

    """
    text = read_text(path, expected)
    with reading(path, expected):
        return json.loads(text)


def require_modest(path: Path, n_bytes: int) -> None:
    """Refuse a file that would unpack to far more than it can hold.

    Parameters
    ----------
    path
        The packed file.
    n_bytes
        What it says it unpacks to.

    Raises
    ------
    FormatError
        If that is more than `MOST_UNPACKED_BYTES` and 100 times its size.

    """
    most = max(MOST_UNPACKED_BYTES, _MOST_TIMES_UNPACKED * path.stat().st_size)
    if n_bytes > most:
        raise FormatError(
            f"{path} would unpack to {n_bytes / 1e9:.1f} GB, far more than a file of "
            f"{path.stat().st_size / 1e6:.1f} MB should; it is damaged or made to do "
            "harm."
        )
