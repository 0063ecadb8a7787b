import pytest

from midstance.errors import FormatError
from midstance.formats.watches.read import read_watch


def test_the_content_says_which_it_is(tmp_path):
    (tmp_path / "run.fit").write_text("time,cadence\n1796032800,166\n")
    assert read_watch(tmp_path / "run.fit")["cadence"].tolist() == [166]
    (tmp_path / "run.csv").write_bytes(b"\x0e\x10\0\0\0\0\0\0.FIT" + bytes(30))
    with pytest.raises(FormatError, match="FIT file"):
        read_watch(tmp_path / "run.csv")


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(FormatError, match="There is no"):
        read_watch(tmp_path / "run.fit")
