import numpy as np
import pandas as pd
import pytest
from arro3.io import read_parquet

from midstance.errors import FormatError
from midstance.formats.base import Told
from midstance.formats.choose import identify, write_tracks
from midstance.formats.tables.tidy import points_table
from midstance.formats.tables.tidy_parquet import TidyParquet
from midstance.schema.tracks import make_tracks


def test_the_table_is_that_of_the_csv(tmp_path):
    tracks = _tracks()
    write_tracks(tracks, tmp_path / "a.parquet")
    held = read_parquet(tmp_path / "a.parquet").read_all()
    again = pd.DataFrame({n: held.column(n).to_pylist() for n in held.column_names})
    expected = points_table(tracks)
    assert list(again.columns) == list(expected.columns)
    assert again["keypoint"].tolist() == expected["keypoint"].tolist()
    np.testing.assert_array_equal(again["x_px"], expected["x_px"])
    np.testing.assert_array_equal(again["observed"], expected["observed"])


def test_the_tracks_come_back(tmp_path):
    path = tmp_path / "a.parquet"
    tracks = _tracks()
    write_tracks(tracks, path)
    assert identify(path)[0] == "parquet"
    again = TidyParquet().read(path, Told())
    for name in ("position", "confidence", "observed"):
        order = tracks[name].dims
        np.testing.assert_array_equal(again[name].transpose(*order), tracks[name])


def test_a_file_whose_middle_is_damaged_is_refused_and_ends_nothing(tmp_path, capfd):
    path = tmp_path / "a.parquet"
    write_tracks(_tracks(), path)
    stored = bytearray(path.read_bytes())
    stored[len(stored) // 2 : -8] = b"\xff" * (len(stored) - len(stored) // 2 - 8)
    path.write_bytes(stored)
    with pytest.raises(FormatError, match="is damaged; write it again"):
        TidyParquet().read(path, Told())
    assert "panicked" not in capfd.readouterr().err


def test_a_file_cut_short_is_refused_without_a_process(tmp_path, monkeypatch):
    path = tmp_path / "a.parquet"
    write_tracks(_tracks(), path)
    path.write_bytes(path.read_bytes()[:-9])
    monkeypatch.setattr("subprocess.run", lambda *_, **__: pytest.fail("was begun"))
    with pytest.raises(FormatError, match="does not begin and end as Parquet does"):
        TidyParquet().read(path, Told())


def _tracks():
    place = np.random.default_rng(2).normal(300, 50, (4, 2, 2, 1))
    place[1, :, 0] = np.nan
    sure = np.where(np.isfinite(place[:, 0]), 0.5, np.nan)
    return make_tracks(place, sure, np.arange(4) / 30, keypoints=["hip", "knee"])
