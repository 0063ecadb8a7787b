import hashlib
import zipfile

import pytest

from midstance.errors import WeightsError
from midstance.weights.added import (
    Needs,
    Recognised,
    add_weights,
    added_files,
    backend_status,
    hashes_of,
)
from midstance.weights.published import weights_folder

NEEDS = Needs(
    licence="MIT",
    how="get it somewhere.",
    weights=("network",),
    published_md5={"known.onnx": hashlib.md5(b"known network").hexdigest()},
)


def recognise(path):
    """Say that every file is a network, except those with 'bad' in them."""
    if b"bad" in path.read_bytes():
        raise WeightsError(f"{path.name} does not fit.")
    return Recognised("network", "a toy", {"network.onnx": path})


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("MIDSTANCE_WEIGHTS", str(tmp_path / "kept"))


def write(path, data=b"some network"):
    path.write_bytes(data)
    return path


def test_what_was_added_is_found_again(tmp_path):
    said = add_weights("toy", write(tmp_path / "mine.onnx"), recognise, NEEDS)
    assert said == "network: a toy (its structure fits)"
    (path,) = added_files("toy", "network")
    assert path == weights_folder() / "toy" / "network.onnx"
    assert path.read_bytes() == b"some network"
    assert added_files("toy", "other") == []


def test_a_published_file_is_told_by_its_hash(tmp_path):
    path = write(tmp_path / "known.onnx", b"known network")
    assert "the published file" in add_weights("toy", path, recognise, NEEDS)


def test_a_file_that_only_has_a_published_name_is_refused(tmp_path):
    path = write(tmp_path / "known.onnx", b"known netw0rk")
    with pytest.raises(WeightsError, match=r"is not the published known\.onnx"):
        add_weights("toy", path, recognise, NEEDS)
    assert not weights_folder().exists()


def test_a_file_that_does_not_fit_leaves_what_was_there(tmp_path):
    add_weights("toy", write(tmp_path / "mine.onnx"), recognise, NEEDS)
    with pytest.raises(WeightsError, match=r"other\.onnx does not fit"):
        add_weights("toy", write(tmp_path / "other.onnx", b"bad"), recognise, NEEDS)
    assert added_files("toy", "network")[0].read_bytes() == b"some network"


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(WeightsError, match="There is no file"):
        add_weights("toy", tmp_path / "mine.onnx", recognise, NEEDS)


def test_a_network_changed_after_it_was_added_is_refused(tmp_path):
    add_weights("toy", write(tmp_path / "mine.onnx"), recognise, NEEDS)
    write(weights_folder() / "toy" / "network.onnx", b"some netw0rk")
    with pytest.raises(
        WeightsError, match=r"not the file that was added; add it again"
    ):
        added_files("toy", "network")
    assert not backend_status("toy", NEEDS).is_ready


def test_the_one_network_of_a_package_is_taken(tmp_path):
    path = tmp_path / "release.zip"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("some/where/end2end.onnx", b"packed network")
        package.writestr("some/where/detail.json", "{}")
    names = []

    def look(network):
        names.append(network.name)
        return recognise(network)

    add_weights("toy", path, look, NEEDS)
    assert added_files("toy", "network")[0].read_bytes() == b"packed network"
    assert names == ["release.onnx"]


def test_a_damaged_package_is_refused(tmp_path):
    with pytest.raises(WeightsError, match=r"release\.zip is not a package.*Get it"):
        add_weights("toy", write(tmp_path / "release.zip"), recognise, NEEDS)


def test_a_network_that_is_a_package_itself_is_left_whole(tmp_path):
    path = tmp_path / "torch.pt"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("archive/data.pkl", b"weights")
    add_weights("toy", path, recognise, NEEDS)
    assert added_files("toy", "network")[0].read_bytes() == path.read_bytes()


def test_a_package_without_a_network_is_refused(tmp_path):
    path = tmp_path / "release.zip"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("readme", "nothing")
    with pytest.raises(WeightsError, match=r"should hold one \.onnx"):
        add_weights("toy", path, recognise, NEEDS)


def test_status_says_what_to_do_and_then_what_is_there(tmp_path):
    before = backend_status("toy", NEEDS)
    assert (before.is_ready, before.licence) == (False, "MIT")
    assert before.message == "no weights yet; get it somewhere."
    add_weights("toy", write(tmp_path / "mine.onnx"), recognise, NEEDS)
    after = backend_status("toy", NEEDS)
    assert after.is_ready
    assert after.message.startswith("network a toy in ")


def test_status_names_the_library_that_is_missing():
    needs = Needs(library="no_such_library", install="pip install 'midstance[toy]'")
    status = backend_status("toy", needs)
    assert not status.is_ready
    assert "no_such_library is not installed: pip install" in status.message


def test_a_backend_that_needs_nothing_is_ready():
    assert backend_status("toy", Needs()).is_ready


def test_hashes_are_those_of_the_files_a_backend_reads(tmp_path):
    path = write(tmp_path / "mine.onnx")
    assert hashes_of({"network": path}) == {
        "mine.onnx": hashlib.sha256(b"some network").hexdigest()
    }
    assert hashes_of({}) == {}


def test_a_folder_has_one_hash_that_changes_with_any_file(tmp_path):
    for name in ("a.json", "b.json"):
        write(tmp_path / name)
    before = hashes_of({"tracks": tmp_path})
    write(tmp_path / "b.json", b"other poses")
    assert list(before) == [tmp_path.name]
    assert hashes_of({"tracks": tmp_path}) != before


def test_hashes_of_a_file_that_is_not_there_are_refused(tmp_path):
    with pytest.raises(WeightsError, match=r"There is no file .*mine\.onnx"):
        hashes_of({"network": tmp_path / "mine.onnx"})


def test_files_of_the_same_name_are_told_apart(tmp_path):
    files = {role: tmp_path / role / "net.onnx" for role in ("network", "detector")}
    for role, path in files.items():
        path.parent.mkdir()
        write(path, role.encode())
    hashes = hashes_of(files)
    assert list(hashes) == ["network/net.onnx", "detector/net.onnx"]
    assert len(set(hashes.values())) == 2


@pytest.mark.parametrize(
    "record",
    [
        b"[" * 99_999,
        b"[]",
        b'{"network": 1}',
        b'{"network": {"what": "a toy", "sha256": []}}',
        b'{"network": {"what": "a toy", "sha256": {"../else": ""}}}',
        b"\xff",
        b"",
    ],
)
def test_a_damaged_record_is_one_sentence(tmp_path, record):
    add_weights("toy", write(tmp_path / "a.onnx"), recognise, NEEDS)
    (weights_folder() / "toy" / "added.json").write_bytes(record)
    with pytest.raises(WeightsError, match="is damaged; delete it and add again"):
        added_files("toy", "network")
    assert not backend_status("toy", NEEDS).is_ready


def test_a_package_that_would_fill_the_disk_is_refused(tmp_path):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("a.onnx", bytes(300 << 20))
    with pytest.raises(WeightsError, match=r"would unpack to 0\.3 GB"):
        add_weights("toy", path, recognise, NEEDS)
