import pytest

from midstance.errors import FormatError
from midstance.formats.tables.parquet_columns import is_parquet, read_parquet_columns


@pytest.mark.parametrize(
    ("content", "is_one"),
    [
        (b"PAR1" + b"x" * 40 + (40).to_bytes(4, "little") + b"PAR1", True),
        (b"PAR1" + b"x" * 40 + (41).to_bytes(4, "little") + b"PAR1", False),
        (b"PAR1" + b"x" * 40, False),
        (b"PAR1", False),
    ],
    ids=["whole", "footer longer than the file", "no end", "four bytes"],
)
def test_a_file_of_that_kind_is_known_by_both_its_ends(content, is_one, tmp_path):
    path = tmp_path / "a.parquet"
    path.write_bytes(content)
    assert is_parquet(path) == is_one


def test_a_library_that_never_answers_is_given_up(tmp_path, monkeypatch):
    path = tmp_path / "a.parquet"
    path.write_bytes(b"PAR1" + b"x" * 40 + (40).to_bytes(4, "little") + b"PAR1")
    monkeypatch.setattr("midstance.formats.tables.parquet_columns._PATIENCE_S", 1e-3)
    with pytest.raises(FormatError, match="is not a table, or is damaged"):
        read_parquet_columns(path, "a table")
