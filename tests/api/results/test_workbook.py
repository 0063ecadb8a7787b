import dataclasses
from math import nan

import openpyxl
import pytest

import midstance as ms
from midstance.errors import ConfigError, OutputError


@pytest.fixture(scope="module")
def analysis():
    return ms.example()


def test_every_table_has_a_sheet(analysis, tmp_path):
    path = analysis.to_xlsx(str(tmp_path / "deeper" / "run.xlsx"))
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [
        *("summary", "strides", "events", "bouts", "missing", "notes", "about"),
    ]
    rows = list(book["summary"].values)
    assert list(rows[0]) == list(analysis.summary().columns)
    assert len(rows) == 1 + len(analysis.summary())
    cadence = next(row for row in rows if row[0] == "cadence")
    assert cadence[3] == pytest.approx(
        analysis.summary().set_index("metric").loc["cadence", "value"]
    )
    assert book["about"]["B2"].value == "demo.mp4"


def test_missing_is_empty_and_text_is_never_a_formula(analysis, tmp_path):
    name = '=HYPERLINK("http://example.org")\x07'
    measures = analysis.measures.assign(individual=name, uncertainty=nan)
    other = dataclasses.replace(analysis, measures=measures)
    sheet = openpyxl.load_workbook(other.to_xlsx(tmp_path / "run.xlsx"))["strides"]
    columns = [cell.value for cell in sheet[1]]
    cell = sheet.cell(2, 1 + columns.index("individual"))
    assert (cell.data_type, cell.value) == ("s", name[:-1])
    assert sheet.cell(2, 1 + columns.index("uncertainty")).value is None


def test_nobody_gives_a_workbook_too(analysis, tmp_path):
    nobody = ms.analyze_tracks(analysis.raw_tracks.isel(individual=[]))
    book = openpyxl.load_workbook(nobody.to_xlsx(tmp_path / "run.xlsx"))
    assert "Nobody was found" in book["notes"]["A2"].value


def test_another_ending_is_refused(analysis, tmp_path):
    with pytest.raises(ConfigError, match=r"must end in \.xlsx, got run\.xls"):
        analysis.to_xlsx(tmp_path / "run.xls")


def test_a_folder_that_is_a_file_is_named(analysis, tmp_path):
    (tmp_path / "out").write_text("", "utf-8")
    with pytest.raises(OutputError, match="choose another output folder"):
        analysis.to_xlsx(tmp_path / "out" / "run.xlsx")
