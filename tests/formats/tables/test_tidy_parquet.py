import numpy as np
import pandas as pd
from arro3.io import read_parquet

from midstance.formats.choose import write_tracks
from midstance.formats.tables.tidy import points_table
from midstance.schema.tracks import make_tracks


def test_the_table_is_that_of_the_csv(tmp_path):
    place = np.random.default_rng(2).normal(300, 50, (4, 2, 2, 1))
    place[1, :, 0] = np.nan
    sure = np.where(np.isfinite(place[:, 0]), 0.5, np.nan)
    tracks = make_tracks(place, sure, np.arange(4) / 30, keypoints=["hip", "knee"])
    write_tracks(tracks, tmp_path / "a.parquet")
    held = read_parquet(tmp_path / "a.parquet").read_all()
    again = pd.DataFrame({n: held.column(n).to_pylist() for n in held.column_names})
    expected = points_table(tracks)
    assert list(again.columns) == list(expected.columns)
    assert again["keypoint"].tolist() == expected["keypoint"].tolist()
    np.testing.assert_array_equal(again["x_px"], expected["x_px"])
    np.testing.assert_array_equal(again["observed"], expected["observed"])
