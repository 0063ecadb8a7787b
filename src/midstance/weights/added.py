"""Weights that users bring: recognised, filed under a backend, verified at each use.

Many networks may not be handed on, or come in too many kinds to name. So their
files are the user's: `add_weights` looks whether one fits, and keeps it in the
folder of weights, where the backend finds it.
"""

import hashlib
import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from midstance.errors import FormatError, WeightsError
from midstance.files import read_json, reading, replacing, require_modest
from midstance.weights.published import WeightsStatus, weights_folder

_RECORD = "added.json"


@dataclass(frozen=True)
class Needs:
    """What a backend needs before it runs, for `midstance doctor`.

    Parameters
    ----------
    licence
        Licence of its weights and, where it matters, of its library.
    how
        How to get the weights; ends the sentence "no weights yet; ...".
    weights
        What must have been added; empty for a backend without weights.
    library
        What Python imports for it, when the default install has it not.
    install
        The command that installs that library.
    published_md5
        MD5 of published files, by name.
    published
        Networks that ``midstance weights fetch`` gets, by name.

    """

    licence: str = ""
    how: str = ""
    weights: tuple[str, ...] = ()
    library: str = ""
    install: str = ""
    published_md5: Mapping[str, str] = field(default_factory=dict)
    published: tuple[str, ...] = ()

    @property
    def has_network(self) -> bool:
        """Return whether there is a network at all, the user's or a published one."""
        return bool(self.weights or self.published)


@dataclass(frozen=True)
class Recognised:
    """What a file turned out to be for a backend.

    Parameters
    ----------
    role
        What the backend uses it for.
    what
        The network in words.
    files
        Where each file is, by the name under which it is kept; the first is the
        network.

    """

    role: str
    what: str
    files: Mapping[str, Path]


Recognise = Callable[[Path], Recognised]


def add_weights(name: str, path: Path, recognise: Recognise, needs: Needs) -> str:
    """File a network under the backend `name`, and return what it is in words.

    Parameters
    ----------
    name
        Name of the backend.
    path
        The network, or a ``.zip`` with one ``.onnx`` in it.
    recognise
        Says what a file is for the backend; raises `WeightsError` when it is
        nothing for it.
    needs
        What the backend says about itself.

    Raises
    ------
    WeightsError
        If the file is not there, does not fit, or has the name of a published file
        and is not that file. What was added before stays as it was.

    """
    if not path.is_file():
        raise WeightsError(f"There is no file {path}; give the file of a network.")
    published = needs.published_md5.get(path.name)
    if published and hash_of(path, "md5") != published:
        raise WeightsError(
            f"{path} is not the published {path.name}: its MD5 should be {published}; "
            "get it again."
        )
    with _unpacked(path) as network:
        found = recognise(network)
        folder = weights_folder() / name
        for kept_as, file in found.files.items():
            with replacing(folder / kept_as) as part:
                shutil.copyfile(file, part)
    hashes = {kept_as: hash_of(folder / kept_as) for kept_as in found.files}
    record = {
        **_record(name),
        found.role: {"what": found.what, "source": path.name, "sha256": hashes},
    }
    with replacing(folder / _RECORD) as part:
        part.write_text(json.dumps(record, indent=2) + "\n", "utf-8")
    proof = "the published file" if published else "its structure fits"
    return f"{found.role}: {found.what} ({proof})"


def added_files(name: str, role: str) -> list[Path]:
    """Return the files that were added for a role of the backend `name`.

    Returns
    -------
    list of Path
        The network first; empty when nothing was added.

    Raises
    ------
    WeightsError
        If a file is gone or is no longer what was added.

    """
    hashes = _record(name).get(role, {}).get("sha256", {})
    found = []
    for kept_as, sha256 in hashes.items():
        path = weights_folder() / name / kept_as
        if not path.is_file() or hash_of(path) != sha256:
            raise WeightsError(
                f"{path} is gone or is not the file that was added; add it again.",
                remedy="add_weights",
                facts={"name": name},
            )
        found.append(path)
    return found


def backend_status(name: str, needs: Needs) -> WeightsStatus:
    """Return whether a backend can run, and if not, what to do."""
    licence = needs.licence or "none needed"
    if needs.library and find_spec(needs.library) is None:
        text = f"{needs.library} is not installed: {needs.install}"
        return WeightsStatus(name, licence, is_ready=False, message=text)
    try:
        is_here = all(added_files(name, role) for role in needs.weights)
    except WeightsError as error:
        return WeightsStatus(
            name, licence, is_ready=False, message=str(error), remedy=error.remedy
        )
    if not is_here:
        text = f"no weights yet; {needs.how}"
        return WeightsStatus(
            name, licence, is_ready=False, message=text, remedy="add_weights"
        )
    said = [f"{role} {known['what']}" for role, known in _record(name).items()]
    where = f" in {weights_folder() / name}" if said else ""
    return WeightsStatus(
        name, licence, is_ready=True, message=", ".join(said) + where or "ready"
    )


def hash_of(path: Path, kind: str = "sha256") -> str:
    """Return the hash of a file; of a folder, that of the names and files in it.

    Parameters
    ----------
    path
        A file or a folder.
    kind
        One of those that `hashlib` has.

    """
    if path.is_dir():
        parts = [
            f"{part.name} {hash_of(part)}"
            for part in sorted(path.iterdir())
            if part.is_file()
        ]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()
    with path.open("rb") as file:
        return hashlib.file_digest(file, kind).hexdigest()


def hashes_of(files: Mapping[str, Path]) -> dict[str, str]:
    """Return the SHA-256 of each file, by its name.

    Where several files have the same name, what each is for stands before it.

    Raises
    ------
    WeightsError
        If a file is not there.

    """
    found = {}
    names = [path.name for path in files.values()]
    for role, path in files.items():
        if not path.exists():
            raise WeightsError(f"There is no file {path}; give one that is there.")
        is_alone = names.count(path.name) == 1
        found[path.name if is_alone else f"{role}/{path.name}"] = hash_of(path)
    return found


def _record(name: str) -> dict[str, Any]:
    path = weights_folder() / name / _RECORD
    if not path.is_file():
        return {}
    try:
        record = read_json(path, "a record of added weights")
    except FormatError as error:
        raise _damaged_record(path) from error
    if not _is_record(record):
        raise _damaged_record(path)
    known: dict[str, Any] = record
    return known


def _damaged_record(path: Path) -> WeightsError:
    return WeightsError(f"{path} is damaged; delete it and add again.")


def _is_record(record: object) -> bool:
    """Return whether every role has words and the hash of each of its files."""
    return isinstance(record, dict) and all(
        isinstance(known, dict)
        and isinstance(known.get("what"), str)
        and isinstance(known.get("sha256"), dict)
        and all(_is_name(name) for name in known["sha256"])
        for known in record.values()
    )


def _is_name(name: str) -> bool:
    """Return whether `name` is that of a file, and leads into no other folder."""
    return name not in ("", "..") and Path(name).name == name and "\0" not in name


@contextmanager
def _unpacked(path: Path) -> Iterator[Path]:
    """Give the network in a ``.zip`` for a while; any other file as it is.

    It gets the name of the package, which says more than that of what is in it.
    """
    if path.suffix.lower() != ".zip":  # a .pt of PyTorch is a package too
        yield path
        return
    with tempfile.TemporaryDirectory() as folder:
        network = Path(folder) / f"{path.stem}.onnx"
        try:
            with reading(path, "a package of a network"):
                _unpack(path, network)
        except FormatError as error:
            raise WeightsError(f"{error} Get it again.") from error
        yield network


def _unpack(path: Path, network: Path) -> None:
    """Write the one network of a ``.zip``."""
    with zipfile.ZipFile(path) as package:
        members = [one for one in package.infolist() if one.filename.endswith(".onnx")]
        if len(members) != 1:
            held = [one.filename for one in members] or "none"
            raise WeightsError(
                f"{path} should hold one .onnx file, but holds {held}; "
                "unpack it and give the file."
            )
        require_modest(path, members[0].file_size)
        with package.open(members[0]) as stored, network.open("wb") as file:
            shutil.copyfileobj(stored, file)
