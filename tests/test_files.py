import csv
import errno
import os
import struct
import zlib
from pathlib import Path

import pytest

from midstance.errors import ConfigError, FormatError, OutputError, SchemaError
from midstance.files import (
    MOST_UNPACKED_BYTES,
    as_path,
    ensure_writable,
    make_folder,
    read_json,
    read_text,
    reading,
    replacing,
    replacing_together,
    require_modest,
    settle,
)


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


def test_the_old_file_stays_when_writing_fails(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("old", "utf-8")
    with pytest.raises(RuntimeError), replacing(path) as part:
        part.write_text("half", "utf-8")
        raise RuntimeError
    assert path.read_text("utf-8") == "old"
    assert os.listdir(tmp_path) == ["table.csv"]  # noqa: PTH208


def test_a_missing_folder_is_made(tmp_path):
    with replacing(tmp_path / "a" / "b.txt") as part:
        part.write_text("whole", "utf-8")
    assert (tmp_path / "a" / "b.txt").read_text("utf-8") == "whole"


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path):
    (tmp_path / "out").write_text("", "utf-8")
    with pytest.raises(OutputError, match=r"Cannot make the folder .*out.*choose"):
        make_folder(tmp_path / "out" / "deeper")


def test_ensure_writable_leaves_nothing_behind(tmp_path):
    ensure_writable(tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_a_full_disk_is_said_in_one_sentence(tmp_path):
    said = pytest.raises(OutputError, match=r"a\.txt .*No space.*make room")
    with said, replacing(tmp_path / "a.txt"):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert names_in(tmp_path) == []


def test_an_error_of_the_work_itself_is_no_error_of_writing(tmp_path):
    with pytest.raises(FileNotFoundError), replacing(tmp_path / "a.txt"):
        (tmp_path / "missing.txt").read_text("utf-8")


@pytest.fixture
def earlier(tmp_path):
    """A folder with the files of an earlier run, and one of somebody else."""
    for name in ("report", "marker", "curves", "notes of mine"):
        (tmp_path / name).write_text("earlier", "utf-8")
    return tmp_path


def write_new(part):
    for name in ("report", "marker", "table"):
        (part / name).write_text("new", "utf-8")


def test_all_files_change_together_and_others_stay(earlier):
    with replacing_together(earlier, stale=["curves"], last="marker") as part:
        write_new(part)
        assert (earlier / "report").read_text("utf-8") == "earlier"
    assert names_in(earlier) == ["marker", "notes of mine", "report", "table"]
    texts = {name: (earlier / name).read_text("utf-8") for name in names_in(earlier)}
    assert texts.pop("notes of mine") == "earlier"
    assert set(texts.values()) == {"new"}


def test_what_fails_leaves_the_earlier_files(earlier):
    before = names_in(earlier)
    together = replacing_together(earlier, stale=["curves"], last="marker")
    with pytest.raises(RuntimeError), together as part:
        write_new(part)
        raise RuntimeError
    assert names_in(earlier) == before
    assert (earlier / "report").read_text("utf-8") == "earlier"


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("n_moves", range(4))
def test_a_swap_that_was_killed_is_finished_by_whoever_comes_next(
    earlier, monkeypatch, n_moves
):
    moved = []
    replace = Path.replace

    def move(self, target):
        if len(moved) == n_moves:
            raise Killed
        moved.append(self.name)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", move)
    try:
        with replacing_together(earlier, stale=["curves"], last="marker") as part:
            write_new(part)
    except Killed:
        assert not (earlier / "marker").exists()
    monkeypatch.undo()
    settle(earlier)
    assert names_in(earlier) == ["marker", "notes of mine", "report", "table"]
    assert (earlier / "marker").read_text("utf-8") == "new"


def test_what_a_killed_run_left_unfinished_is_swept(earlier):
    (earlier / ".unfinished").mkdir()
    (earlier / ".unfinished" / "report").write_text("half", "utf-8")
    with replacing_together(earlier, last="marker") as part:
        assert names_in(part) == []
        write_new(part)
    assert not (earlier / ".unfinished").exists()


def test_a_disk_that_is_really_full_keeps_the_earlier_files(full_disk):
    (full_disk / "table").write_text("earlier", "utf-8")
    together = replacing_together(full_disk, last="marker")
    with pytest.raises(OutputError, match="make room"), together as part:
        (part / "table").write_bytes(bytes(200_000))
    assert names_in(full_disk) == ["table"]
    assert (full_disk / "table").read_text("utf-8") == "earlier"


def test_a_path_may_be_text_and_begin_at_home(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert as_path("~/run.mp4") == tmp_path / "run.mp4"
    assert as_path("~run.mp4") == Path("~run.mp4")
    assert as_path(tmp_path) == tmp_path


@pytest.mark.parametrize("path", [None, 3, ["a"], b"a.csv"])
def test_what_is_no_path_is_named(path):
    with pytest.raises(ConfigError, match=r"A video must be text or a pathlib\.Path"):
        as_path(path, "A video")


def test_text_is_a_path_to_write_to(tmp_path):
    with replacing(f"{tmp_path}/a.txt") as part:
        part.write_text("whole", "utf-8")
    ensure_writable(str(tmp_path / "deeper"))
    assert (tmp_path / "a.txt").read_text("utf-8") == "whole"


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (FileNotFoundError(2, "No such file"), "there is no such file"),
        (UnicodeDecodeError("utf-8", b"x", 0, 1, "?"), "bytes that are no text"),
        (RecursionError("maximum"), "nested too deeply"),
        (MemoryError(), "more than the memory can take"),
        (zlib.error("Error -3"), "damaged or cut short"),
        (struct.error("unpack"), "damaged or of another kind"),
        (csv.Error("field larger"), "damaged or of another kind"),
        (OverflowError("too large"), "damaged or of another kind"),
        (KeyError("position"), "damaged or of another kind"),
        (RuntimeError("Unable to open object"), "damaged or of another kind"),
    ],
)
def test_what_libraries_say_of_damaged_content_becomes_a_sentence(error, reason):
    said = pytest.raises(
        FormatError, match=rf"a\.nc is not a file of tracks: .*{reason}"
    )
    with said as caught, reading(Path("a.nc"), "a file of tracks"):
        raise error
    assert str(error) not in str(caught.value) or not str(error)


def test_errors_of_ours_pass_the_reader_unchanged():
    with pytest.raises(SchemaError, match="ours"), reading(Path("a"), "b"):
        raise SchemaError("ours")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_in_the_encodings_that_spreadsheets_write(tmp_path, encoding):
    (tmp_path / "a.txt").write_bytes("Müller".encode(encoding))
    assert read_text(tmp_path / "a.txt", "a name", fallback="cp1252") == "Müller"


def test_bytes_that_are_no_text_are_refused_without_a_fallback(tmp_path):
    (tmp_path / "a.json").write_bytes(b"\xff\xfa\x00")
    with pytest.raises(FormatError, match="bytes that are no text"):
        read_json(tmp_path / "a.json", "a list")


def test_a_file_that_unpacks_to_a_thousand_times_its_size_is_refused(tmp_path):
    (tmp_path / "a.npz").write_bytes(bytes(2000))
    require_modest(tmp_path / "a.npz", MOST_UNPACKED_BYTES)
    with pytest.raises(FormatError, match=r"would unpack to 4\.0 GB"):
        require_modest(tmp_path / "a.npz", 4_000_000_000)
