import numpy as np
import pytest

from midstance.errors import FormatError
from midstance.formats.base import Told
from midstance.formats.tables.tidy_csv import TidyCsv


def test_a_table_that_a_spreadsheet_saved_in_europe_is_read(tmp_path):
    text = "time_s;keypoint;x_px;y_px\n0,5;hip;1,25;2\n0,75;hip;1,5;3\n"
    (tmp_path / "a.csv").write_text(text, "utf-8-sig")
    tracks = TidyCsv().read(tmp_path / "a.csv", Told())
    assert tracks["time"].to_numpy().tolist() == [0.5, 0.75]
    assert tracks["position"].to_numpy().ravel().tolist() == [1.25, 2.0, 1.5, 3.0]


def test_a_table_of_something_else_is_refused(tmp_path):
    (tmp_path / "a.csv").write_text("time_s,x_px\n0,1\n")
    assert not TidyCsv().is_one(tmp_path / "a.csv", b"time_s,x_px\n0,1\n")
    with pytest.raises(FormatError, match="no column 'keypoint'"):
        TidyCsv().read(tmp_path / "a.csv", Told())


def test_gaps_are_empty_cells(tmp_path):
    (tmp_path / "a.csv").write_text("time_s,keypoint,x_m,y_m,z_m\n0,a,,,\n1,a,1,2,3\n")
    tracks = TidyCsv().read(tmp_path / "a.csv", Told())
    assert np.isnan(tracks["position"][0]).all()
    assert tracks["position"].attrs["space_unit"] == "m"
