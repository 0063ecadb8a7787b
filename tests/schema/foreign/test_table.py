import numpy as np
import pytest

from midstance.errors import FormatError, SchemaError
from midstance.schema.foreign.table import read_columns, read_table, separator

SIDES = {"left": "left", "l": "left", "on_the_right": "right"}


def write(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_table_of_any_spreadsheet_is_read(tmp_path, encoding, mark, end):
    lines = ("# a note", "Side, Größe ".replace(",", mark), "", f"Left{mark}1.5", "")
    table = read_table(write(tmp_path, end.join(lines), encoding), "a table")
    assert list(table.cells) == ["side", "größe"]
    assert table.words("side", SIDES) == ["left"]
    assert table.numbers("größe", can_be_empty=False).tolist() == [1.5]
    assert table.lines == [4]


def test_numbers_may_have_a_decimal_comma_and_be_left_out(tmp_path):
    table = read_table(write(tmp_path, 'a\n"1,5"\n2.5\nNaN\n\n"-0,25"\n'), "a table")
    numbers = table.numbers("a", can_be_empty=True)
    np.testing.assert_equal(numbers, [1.5, 2.5, np.nan, -0.25])


@pytest.mark.parametrize("cell", ["soon", "inf", "1,000,000", "nan", "1e999"])
def test_what_is_no_number_is_named_with_its_line(tmp_path, cell):
    table = read_table(write(tmp_path, f'a\n1\n"{cell}"\n'), "a table")
    with pytest.raises(SchemaError, match=rf"must be a number, got '{cell}' in line 3"):
        table.numbers("a", can_be_empty=False)


def test_words_are_known_however_they_are_spelt(tmp_path):
    table = read_table(write(tmp_path, "side\nL\nOn the right\nup\n"), "a table")
    with pytest.raises(SchemaError, match=r"\('left', 'right'\), got 'up' in line 4"):
        table.words("side", SIDES)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "it is empty"),
        ("# only a note\n", "it is empty"),
        ("a,b\n1,2\n1,2,3\n", r"Line 3 of .* has 3 cells, but 2 columns have a name"),
        ("a,b\n1\n", "has 1 cells"),
        ("a,A\n1,2\n", "'a' heads two columns"),
        ('a\n"open\n', "damaged or of another kind"),
    ],
)
def test_what_is_no_table_is_refused_with_its_fault(tmp_path, text, says):
    with pytest.raises(FormatError, match=says):
        read_table(write(tmp_path, text), "a table")


def test_a_cell_too_large_for_the_reader_is_refused(tmp_path):
    path = write(tmp_path, f'a\n"{"x" * 200_000}"\n')
    with pytest.raises(FormatError, match="is not a table"):
        read_table(path, "a table")


def test_the_first_line_says_what_stands_between_cells():
    assert separator("a,b;c;d") == ";"
    assert separator("a") == ","


def test_columns_that_are_missing_are_named(tmp_path):
    with pytest.raises(FormatError, match="no column 'b'"):
        read_columns("a,c\n1,2\n", ["a", "b"], tmp_path, "a table")
