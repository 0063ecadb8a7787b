import dataclasses
import hashlib
import shutil
import subprocess
import sys
import tarfile
import zipfile
from types import MappingProxyType

import pytest

from midstance.errors import WeightsError
from midstance.weights import published as assets
from midstance.weights.published import (
    ASSETS,
    Asset,
    WeightFile,
    fetch_weights,
    find_weights,
    weights_folder,
    weights_status,
)
from midstance.weights.tflite import keep_outputs

CONTENTS = {"one.tflite": b"first network", "two.tflite": b"second network"}


def sha256(data):
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def toy(monkeypatch, tmp_path):
    """An asset of two small files, and an empty folder to keep it in."""
    files = {
        name.removesuffix(".tflite"): WeightFile(
            f"inside/{name}", sha256(data), sha256(data)
        )
        for name, data in CONTENTS.items()
    }
    asset = Asset("toy", "toy==1", "Apache-2.0", "About toy.", MappingProxyType(files))
    monkeypatch.setattr(assets, "ASSETS", {"toy": asset})
    monkeypatch.setenv("MIDSTANCE_WEIGHTS", str(tmp_path / "kept"))
    return tmp_path


@pytest.fixture
def from_npm(toy, monkeypatch):
    """The toy as a package of npm."""
    asset = dataclasses.replace(
        assets.ASSETS["toy"], package="@toy/toy@1", registry="npm", is_optional=True
    )
    monkeypatch.setattr(assets, "ASSETS", {"toy": asset})


@pytest.fixture
def tarball(toy):
    for name, data in CONTENTS.items():
        (toy / name).write_bytes(data)
    path = toy / "toy-1.tgz"
    with tarfile.open(path, "w:gz") as package:
        for name in CONTENTS:
            package.add(toy / name, f"inside/{name}")
            (toy / name).unlink()
    return path


@pytest.fixture
def wheel(toy):
    path = toy / "toy-1-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as package:
        for name, data in CONTENTS.items():
            package.writestr(f"inside/{name}", data)
    return path


def test_missing_weights_name_the_one_command_that_gets_them(toy):
    with pytest.raises(WeightsError, match="get them once"):
        find_weights("toy")


def test_an_unknown_name_lists_the_known_ones(toy):
    with pytest.raises(WeightsError, match=r"'other'; choose from \['toy'\]"):
        find_weights("other")


def test_what_was_fetched_from_a_wheel_is_found(toy, wheel):
    folder = fetch_weights("toy", source=wheel)
    assert folder == weights_folder() / "toy"
    found = find_weights("toy")
    assert found["one"].read_bytes() == CONTENTS["one.tflite"]
    assert (folder / "LICENSE.txt").read_text() == "About toy."


def test_what_was_fetched_from_a_tarball_is_found(toy, tarball):
    fetch_weights("toy", source=tarball)
    assert find_weights("toy")["two"].read_bytes() == CONTENTS["two.tflite"]


def test_a_tarball_of_something_else_is_refused(toy):
    path = toy / "other.tgz"
    with tarfile.open(path, "w:gz") as package:
        package.add(__file__, "readme")
    with pytest.raises(WeightsError, match=r"holds no inside/one.*package toy==1"):
        fetch_weights("toy", source=path)


def test_npm_packs_what_it_publishes(from_npm, tarball, monkeypatch):
    def download(command, **_):
        assert command[1:4] == ["pack", "@toy/toy@1", "--silent"]
        shutil.copy(tarball, command[command.index("--pack-destination") + 1])
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(subprocess, "run", download)
    fetch_weights("toy")
    assert set(find_weights("toy")) == {"one", "two"}


def test_without_npm_the_way_around_it_is_said(from_npm, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(WeightsError, match=r"npm pack @toy/toy@1, and give its file"):
        fetch_weights("toy")


def test_a_folder_or_one_of_its_files_serves_as_source(toy):
    loose = toy / "loose"
    loose.mkdir()
    for name, data in CONTENTS.items():
        (loose / name).write_bytes(data)
    for source in (loose, loose / "one.tflite"):
        fetch_weights("toy", source=source)
        assert set(find_weights("toy")) == {"one", "two"}


def test_a_damaged_file_is_refused(toy, wheel):
    folder = fetch_weights("toy", source=wheel)
    (folder / "two.tflite").write_bytes(b"second netw0rk")
    with pytest.raises(WeightsError, match=r"two\.tflite is damaged.*get it again"):
        find_weights("toy")


def test_another_file_under_the_right_name_is_refused_and_nothing_kept(toy):
    for name in CONTENTS:
        (toy / name).write_bytes(b"something else")
    with pytest.raises(WeightsError, match=r"one\.tflite is not the published"):
        fetch_weights("toy", source=toy)
    assert not weights_folder().exists()


def test_a_wheel_of_something_else_is_refused(toy):
    path = toy / "other.whl"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("readme", "nothing")
    with pytest.raises(WeightsError, match=r"holds no inside/one.*package toy==1"):
        fetch_weights("toy", source=path)


def test_a_source_that_is_not_there_says_what_to_give(toy):
    with pytest.raises(WeightsError, match=r"no one\.tflite in .*package toy==1"):
        fetch_weights("toy", source=toy / "nowhere" / "x.whl")


def test_a_failed_download_tells_how_to_go_on_without_network(toy, monkeypatch):
    def fail(command, **_):
        assert command[:4] == [sys.executable, "-m", "pip", "download"]
        return subprocess.CompletedProcess(command, 1, "", "noise\nERROR: no way\n")

    monkeypatch.setattr(subprocess, "run", fail)
    with pytest.raises(
        WeightsError, match=r"ERROR: no way.*elsewhere and give its file"
    ):
        fetch_weights("toy")


def test_a_download_is_used_and_then_deleted(toy, wheel, monkeypatch):
    folders = []

    def download(command, **_):
        folder = command[command.index("--dest") + 1]
        folders.append(folder)
        wheel.rename(f"{folder}/{wheel.name}")
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(subprocess, "run", download)
    fetch_weights("toy")
    assert set(find_weights("toy")) == {"one", "two"}
    assert not any(assets.Path(folder).exists() for folder in folders)


def test_status_tells_missing_from_ready(toy, wheel):
    (before,) = weights_status()
    assert not before.is_ready
    assert before.remedy == "fetch_weights"
    fetch_weights("toy", source=wheel)
    (after,) = weights_status()
    assert after.is_ready
    assert after.message == str(weights_folder() / "toy")


def test_only_what_the_default_analysis_needs_is_not_optional():
    needed = [asset.name for asset in ASSETS.values() if not asset.is_optional]
    assert needed == ["blazepose"]
    assert {"blazepose-lite", "blazepose-heavy"} < set(ASSETS)


def test_without_a_setting_weights_are_the_users_data(monkeypatch):
    monkeypatch.delenv("MIDSTANCE_WEIGHTS", raising=False)
    assert weights_folder().parts[-2:] == ("midstance", "weights")


def test_the_published_network_is_cut_while_it_is_fetched(
    toy, two_output_network, monkeypatch
):
    whole = two_output_network
    cut = keep_outputs(whole, (0,))
    file = WeightFile("net.tflite", sha256(whole), sha256(cut), outputs=(0,))
    asset = Asset("toy", "toy==1", "Apache-2.0", "", {"net": file})
    monkeypatch.setattr(assets, "ASSETS", {"toy": asset})
    (toy / "net.tflite").write_bytes(whole)
    kept = fetch_weights("toy", source=toy) / "net.tflite"
    assert kept.read_bytes() == cut
    assert fetch_weights("toy", source=kept).joinpath("net.tflite").read_bytes() == cut
