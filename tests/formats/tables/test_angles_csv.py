import pytest

from midstance.errors import FormatError
from midstance.formats.base import Told
from midstance.formats.tables.angles_csv import AnglesCsv


def test_a_table_is_known_by_its_names(tmp_path):
    head = b"time_s,angle,value_deg\n0,knee,5\n"
    assert AnglesCsv().is_one(tmp_path / "a.csv", head)
    assert not AnglesCsv().is_one(tmp_path / "a.csv", b"time_s,keypoint,x_px\n")
    (tmp_path / "a.csv").write_bytes(head)
    assert AnglesCsv().read(tmp_path / "a.csv", Told())["knee"].tolist() == [5.0]


def test_a_table_without_angles_is_refused(tmp_path):
    (tmp_path / "a.csv").write_text("time_s,knee\n0,5\n")
    with pytest.raises(FormatError, match="no column 'angle'"):
        AnglesCsv().read(tmp_path / "a.csv", Told())
