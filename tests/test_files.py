import os

import pytest

from midstance.errors import OutputError
from midstance.files import ensure_writable, make_folder, replacing


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
