"""Videos and results that lie at addresses such as ``s3://bucket/folder``.

Every file system that fsspec [1]_ knows will do. A video is copied to the machine that
analyzes it, and its results are sent when they are whole, ``analysis.json`` last.

References
----------
.. [1] https://filesystem-spec.readthedocs.io

"""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from midstance.errors import MidstanceError, MissingDependencyError, OutputError
from midstance.errors import VideoError as NoVideoError
from midstance.report.write import PAGE
from midstance.schema.analysis import FACTS, OPTIONAL, RESULTS

if TYPE_CHECKING:
    from midstance.batch.jobs import Job

_SUMMARY = "summary.csv"
_BLOCK_BYTES = 1 << 22


def is_address(text: str) -> bool:
    """Return whether `text` is an address, and no path.

    Examples
    --------
    >>> is_address("s3://bucket/videos"), is_address("C:/videos"), is_address("a:b")
    (True, False, False)

    """
    return "://" in text


def as_place(text: str) -> Path | str:
    """Return a path, or the address of what lies elsewhere.

    Examples
    --------
    >>> as_place("file:///data/a%20b").as_posix(), as_place("s3://bucket/out/")
    ('/data/a b', 's3://bucket/out')

    """
    if not is_address(text):
        return Path(text)
    parts = urlsplit(text)
    if parts.scheme == "file":
        return Path(unquote(parts.path))
    return text.rstrip("/")


def files_at(address: str) -> list[str]:
    """Return the files below an address, in order, each by its path from there.

    Raises
    ------
    MidstanceError
        If nobody answers, or there is no such folder.

    """
    with _said(address):
        files, root = _opened(address)
        found = sorted(files.find(root))
        start = len(root.rstrip("/")) + 1
        return [path[start:] for path in found]


def sha256_at(address: str) -> str:
    """Return the SHA-256 of a file, read block by block."""
    whole = hashlib.sha256()
    with _said(address):
        files, path = _opened(address)
        with files.open(path, "rb") as file:
            while block := file.read(_BLOCK_BYTES):
                whole.update(block)
    return whole.hexdigest()


def fetch(address: str, names: tuple[str, ...], folder: Path) -> None:
    """Copy files from an address into `folder`, those that are there.

    What is not there is removed from `folder`, too.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _said(address):
        files, root = _opened(address)
        for name in names:
            (folder / name).unlink(missing_ok=True)
            if files.exists(f"{root}/{name}"):
                files.get_file(f"{root}/{name}", str(folder / name))


def send(folder: Path, names: list[str], address: str) -> None:
    """Copy files of `folder` to an address.

    Raises
    ------
    OutputError
        If that cannot be done.

    """
    with _said(address):
        files, root = _opened(address)
        files.makedirs(root, exist_ok=True)
        for name in names:
            files.put_file(str(folder / name), f"{root}/{name}")


def look_at_results(job: "Job") -> None:
    """Copy what tells whether a job is done from its address, if it has one."""
    if job.folder_url:
        fetch(job.folder_url, (FACTS, _SUMMARY, PAGE), job.folder)
        parent = job.folder_url.rsplit("/", 1)[0]
        fetch(parent, (job.log.name,), job.log.parent)


def send_log(job: "Job") -> None:
    """Send the log of a job that crashed to the address of its results, if any."""
    if job.folder_url:
        parent = job.folder_url.rsplit("/", 1)[0]
        send(job.log.parent, [job.log.name], parent)


@contextmanager
def brought_here(job: "Job") -> Iterator["Job"]:
    """Give `job` with its video and its results on this machine.

    At the end of the block, if nothing was raised, the results are sent.

    Raises
    ------
    MidstanceError
        If the video cannot be fetched, or the results cannot be sent.

    """
    if not (job.video_url or job.folder_url):
        yield job
        return
    with tempfile.TemporaryDirectory(prefix="midstance-") as folder:
        here = Path(folder)
        video, results = job.video, job.folder
        if job.video_url:
            root, name = job.video_url.rsplit("/", 1)
            fetch(root, (name,), here)
            video = here / name
        if job.folder_url:
            results = here / "results"
            # What a person changed there before is kept.
            fetch(job.folder_url, (*RESULTS, *OPTIONAL, FACTS), results)
        yield replace(job, video=video, folder=results, video_url="", folder_url="")
        if job.folder_url:
            _send_results(results, job.folder_url)


def _send_results(folder: Path, address: str) -> None:
    """Replace the results at an address; what says that they are whole goes last."""
    made = [path.name for path in sorted(folder.iterdir()) if path.is_file()]
    stale = {*OPTIONAL, FACTS} - {*made} | {FACTS}
    with _said(address):
        files, root = _opened(address)
        for name in stale:
            if files.exists(f"{root}/{name}"):
                files.rm_file(f"{root}/{name}")
    send(folder, [name for name in made if name != FACTS], address)
    send(folder, [FACTS], address)


def _opened(address: str) -> tuple[Any, str]:
    """Return the file system of an address, and the path in it."""
    import fsspec

    files, path = fsspec.core.url_to_fs(address, use_listings_cache=False)
    return files, str(path)


@contextmanager
def _said(address: str) -> Iterator[None]:
    """Turn what goes wrong with an address into one sentence."""
    scheme = address.partition("://")[0]
    try:
        yield
    except ImportError as error:
        extra = "midstance[s3]" if scheme == "s3" else f"fsspec[{scheme}]"
        raise MissingDependencyError(
            f"Addresses that begin with {scheme}:// need another library ({error}); "
            f"install it with: pip install '{extra}'."
        ) from error
    except MidstanceError:
        raise
    except FileNotFoundError as error:
        raise NoVideoError(
            f"There is nothing at {address} ({error}); give the address of a folder."
        ) from error
    except (OSError, ValueError) as error:
        raise OutputError(
            f"{address} cannot be used ({error}); check the address, and whether you "
            "are allowed to read and write there."
        ) from error
