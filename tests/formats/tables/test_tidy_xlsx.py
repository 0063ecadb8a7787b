import numpy as np
import openpyxl
import pytest

from midstance.errors import FormatError, SchemaError
from midstance.formats.choose import identify, read_points, write_tracks
from midstance.formats.tables import tidy_xlsx
from midstance.schema.tracks import make_tracks


@pytest.fixture
def tracks():
    place = np.random.default_rng(2).normal(300, 50, (4, 2, 2, 1))
    place[1, :, 0] = np.nan
    sure = np.where(np.isfinite(place[:, 0]), 0.5, np.nan)
    return make_tracks(place, sure, np.arange(4) / 30, keypoints=["hip", "knee"])


def test_a_gap_is_an_empty_cell(tracks, tmp_path):
    write_tracks(tracks, tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["points"]
    assert [cell.value for cell in sheet[1]][:3] == ["time_s", "individual", "keypoint"]
    assert sheet.max_row == 1 + 4 * 2
    assert [cell.value for cell in sheet[4]][3] is None


def test_a_sheet_that_somebody_sorted_and_typed_in_is_read(tracks, tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    rows = [
        ["time_s", "keypoint", "x_px", "y_px"],
        [0.1, "hip", 3, 4],
        [0, "hip", 1, 2],
        [None] * 4,
    ]
    for row in rows:
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    assert identify(tmp_path / "a.xlsx")[0] == "xlsx"
    again = read_points(tmp_path / "a.xlsx")
    assert again["position"].to_numpy()[:, :, 0, 0].tolist() == [[1, 2], [3, 4]]


def test_a_sheet_without_the_columns_is_refused(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["time", "knee"])
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(FormatError, match="its first row should name time_s, keypoint"):
        read_points(tmp_path / "a.xlsx")


def test_more_rows_than_a_sheet_holds_are_refused(tracks, tmp_path, monkeypatch):
    monkeypatch.setattr(tidy_xlsx, "_MOST_ROWS", 8)
    with pytest.raises(SchemaError, match="choose Parquet or CSV"):
        write_tracks(tracks, tmp_path / "a.xlsx")


def test_a_name_that_looks_like_a_formula_is_a_text(tmp_path):
    place = np.ones((2, 2, 2, 1))
    names = ["=1+1", "#N/A"]
    tracks = make_tracks(place, np.ones((2, 2, 1)), [0.0, 0.1], keypoints=names)
    write_tracks(tracks, tmp_path / "a.xlsx")
    cell = openpyxl.load_workbook(tmp_path / "a.xlsx")["points"]["C2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    again = read_points(tmp_path / "a.xlsx")
    assert again["keypoint"].to_numpy().tolist() == names


def test_a_name_that_no_sheet_holds_is_refused(tmp_path):
    tracks = make_tracks(
        np.ones((1, 2, 1, 1)), np.ones((1, 1, 1)), [0.0], keypoints=["a\x1f"]
    )
    with pytest.raises(SchemaError, match="cannot hold the name"):
        write_tracks(tracks, tmp_path / "a.xlsx")
