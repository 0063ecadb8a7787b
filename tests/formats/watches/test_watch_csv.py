import pandas as pd
import pytest

from midstance.errors import FormatError
from midstance.formats.watches.watch_csv import read_watch_csv


@pytest.fixture
def saved(tmp_path):
    def save(text):
        path = tmp_path / "run.csv"
        path.write_text(text, "utf-8")
        return path

    return save


def test_names_and_units_are_known_by_their_columns(saved):
    table = read_watch_csv(
        saved(
            "Timestamp,Cadence (spm),Ground Time (ms),Speed (km/h),Power (w/kg)\n"
            "2026-11-30T10:00:00+01:00,166,245,10.8,4\n"
            "2026-11-30T10:00:01+01:00,167,246,10.8,4\n"
        )
    )
    assert table["at"][0] == pd.Timestamp("2026-11-30T09:00:00Z")
    assert table["cadence"].tolist() == [166, 167]
    assert table["contact_time"].tolist() == [245, 246]
    assert table["speed"].tolist() == pytest.approx([3.0, 3.0])
    assert "power" not in " ".join(table.columns)


def test_seconds_since_1970_and_strides_of_one_foot(saved):
    table = read_watch_csv(saved("time,cadence\n1796032800,83\n1796032801,84\n"))
    assert table["cadence"].tolist() == [166, 168]
    assert table["at"][0] == pd.Timestamp("2026-11-30T10:00:00Z")


def test_a_table_of_a_european_spreadsheet(saved):
    table = read_watch_csv(saved("time;speed_m_s\n2026-11-30T10:00:00;3,05\n"))
    assert table["speed"].tolist() == [3.05]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is not a CSV file of a watch"),
        ("time,power\n1,2\n", "needs a column of times and one of cadence"),
        ("cadence\n160\n", "needs a column of times"),
        ("time,cadence\nnoon,160\n", "is not a CSV file of a watch"),
        ("time,cadence\n1,fast\n", "is not a CSV file of a watch"),
    ],
)
def test_what_is_wrong_is_said(saved, text, says):
    with pytest.raises(FormatError, match=says):
        read_watch_csv(saved(text))
