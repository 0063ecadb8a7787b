import hashlib

import pytest

from midstance.errors import ConfigError, OutputError
from midstance.web.store.files import VideoFiles, ensure_room


def test_a_video_lies_under_the_hash_of_its_content(tmp_path):
    files = VideoFiles(tmp_path)
    upload = files.begin()
    upload.write(b"fi")
    upload.write(b"lm")
    upload.keep()
    upload.discard()
    path = files.path(upload.sha256)
    assert path.read_bytes() == b"film"
    assert path.name == hashlib.sha256(b"film").hexdigest()
    assert upload.n_bytes == 4


@pytest.mark.parametrize(
    ("most_bytes", "bytes_left", "message"),
    [(10, None, "GB at most"), (20, 10, "0 MB are left")],
)
def test_what_is_too_large_is_refused_while_it_comes(
    tmp_path, monkeypatch, most_bytes, bytes_left, message
):
    monkeypatch.setattr("midstance.web.store.files.MOST_BYTES", most_bytes)
    upload = VideoFiles(tmp_path).begin(bytes_left)
    upload.write(b"123456")
    with pytest.raises(ConfigError, match=message):
        upload.write(b"123456")
    upload.discard()
    assert list((tmp_path / "uploads").iterdir()) == []


def test_some_room_is_left_on_the_disk(tmp_path, monkeypatch):
    ensure_room(tmp_path)
    monkeypatch.setattr("midstance.web.store.files.KEPT_FREE_BYTES", 10**18)
    with pytest.raises(OutputError, match="MB are left"):
        ensure_room(tmp_path)
