import pytest

from midstance.errors import ConfigError, FormatError
from midstance.web.preparing import uploads as module
from midstance.web.preparing.uploads import Uploads
from midstance.web.store.files import VideoFiles


@pytest.fixture
def files(tmp_path):
    return VideoFiles(tmp_path)


@pytest.fixture
def uploads(files):
    opened = Uploads(files)
    yield opened
    opened.close()


def test_pieces_make_the_video(uploads, files):
    digits = uploads.begin(4)
    assert uploads.append(digits, 0, b"fi") == (True, 2)
    assert uploads.append(digits, 2, b"lm") == (True, 4)
    upload = uploads.take(digits)
    upload.keep()
    assert files.path(upload.sha256).read_bytes() == b"film"
    with pytest.raises(FormatError, match="no such upload"):
        uploads.n_bytes(digits)


@pytest.mark.parametrize("offset", [0, 1, 3])
def test_a_piece_that_does_not_fit_changes_nothing(uploads, offset):
    digits = uploads.begin(4)
    uploads.append(digits, 0, b"fi")
    assert uploads.append(digits, offset, b"xx") == (False, 2)
    assert uploads.n_bytes(digits) == 2


def test_it_goes_on_after_a_restart(uploads, files):
    digits = uploads.begin(4)
    uploads.append(digits, 0, b"fi")
    uploads.close()
    again = Uploads(files)
    assert again.n_bytes(digits) == 2
    assert again.append(digits, 2, b"lm") == (True, 4)
    upload = again.take(digits)
    upload.keep()
    assert files.path(upload.sha256).read_bytes() == b"film"


@pytest.mark.parametrize("digits", ["", "../x", "0" * 32, "/etc/passwd"])
def test_only_what_was_begun_goes_on(uploads, digits):
    with pytest.raises(FormatError, match="no such upload"):
        uploads.append(digits, 0, b"x")


def test_an_upload_belongs_to_who_sends_it(uploads):
    digits = uploads.begin(4, user_id="anna")
    for ask in (uploads.n_bytes, uploads.take, uploads.discard):
        with pytest.raises(FormatError, match="no such upload"):
            ask(digits, user_id="bo")
    uploads.discard(digits, user_id="anna")


def test_what_is_too_large_is_refused_before_it_comes(uploads):
    with pytest.raises(ConfigError, match="20 GB at most, this one has 30"):
        uploads.begin(30 * 10**9)
    with pytest.raises(ConfigError, match="1 MB are left, and this one has 2"):
        uploads.begin(2_000_000, bytes_left=1_000_000)


def test_room_that_others_took_in_between_is_missed_at_the_end(uploads):
    digits = uploads.begin(4, bytes_left=4)
    uploads.append(digits, 0, b"film")
    with pytest.raises(ConfigError, match="are left"):
        uploads.take(digits, bytes_left=3)


def test_what_nobody_went_on_with_for_a_day_is_forgotten(uploads, monkeypatch):
    digits = uploads.begin(4)
    monkeypatch.setattr(module, "LONGEST_PAUSE_S", -1.0)
    uploads.begin(4)
    monkeypatch.undo()
    with pytest.raises(FormatError):
        uploads.n_bytes(digits)


def test_there_is_an_end_to_what_is_on_its_way(uploads, monkeypatch):
    monkeypatch.setattr(module, "MOST_OPEN", 1)
    uploads.begin(4)
    with pytest.raises(ConfigError, match="1 videos are on their way"):
        uploads.begin(4)
