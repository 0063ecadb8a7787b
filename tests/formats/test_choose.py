from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from midstance.errors import FormatError, SchemaError
from midstance.formats.choose import (
    as_markdown,
    every_format,
    identify,
    overview,
    read_points,
    write_curves,
    write_tracks,
    writers,
    written_endings,
)
from midstance.schema.tracks import make_tracks


@pytest.fixture
def tracks():
    places = np.random.default_rng(1).normal(0, 1, (4, 3, 2, 1))
    sure, time_s = np.ones((4, 2, 1)), np.arange(4) / 50
    return make_tracks(places, sure, time_s, keypoints=["a", "b"], space_unit="m")


@pytest.mark.parametrize("ending", ["trc", "c3d", "npz", "csv", "nc"])
def test_a_file_is_known_by_its_content_whatever_its_name(tracks, tmp_path, ending):
    write_tracks(tracks, tmp_path / f"a.{ending}")
    other = tmp_path / "a.data"
    (tmp_path / f"a.{ending}").rename(other)
    assert f".{ending}" in identify(other)[1].extensions
    assert read_points(str(other)).sizes["time"] == 4


def test_what_is_of_no_format_is_refused_with_what_is_read(tmp_path):
    (tmp_path / "a.bin").write_bytes(b"nothing")
    with pytest.raises(FormatError, match=r"of no format that is read; .*\.c3d, \.csv"):
        identify(tmp_path / "a.bin")
    with pytest.raises(FormatError, match="There is no"):
        identify(tmp_path / "b.bin")


def test_angles_are_no_points(tmp_path):
    write_curves(pd.DataFrame({"a": [1.0, 2.0]}, index=[0.0, 0.1]), tmp_path / "a.mot")
    with pytest.raises(FormatError, match=r"holds angles .* and points were expected"):
        read_points(tmp_path / "a.mot")


def test_points_in_2d_do_not_fit_into_a_format_of_3d(tracks, tmp_path):
    with pytest.raises(
        SchemaError, match="holds points in 3D, and these tracks are in"
    ):
        write_tracks(tracks.isel(space=[0, 1]), tmp_path / "a.trc")


def test_an_ending_that_nobody_writes_is_refused(tracks, tmp_path):
    with pytest.raises(FormatError, match=r"is written as 'a\.xyz'; choose one of"):
        write_tracks(tracks, tmp_path / "a.xyz")
    with pytest.raises(FormatError, match=r"angles is written as 'a\.trc'"):
        write_curves(pd.DataFrame(), tmp_path / "a.trc")


def test_every_ending_that_is_written_has_a_writer():
    assert {"trc", "c3d", "mot", "sto", "npz", "csv", "nc"} <= set(written_endings())
    assert all(writers(f".{ending}") for ending in written_endings())
    assert writers(".TRC") != []


def test_the_overview_has_a_row_for_each_format():
    rows = overview().set_index("name")
    assert list(rows.index) == list(every_format())
    assert rows.loc["trc", "holds"] == "points 3D"
    assert rows.loc["openpose", "time"] == "has to be told"


def test_the_table_of_the_documentation_is_the_overview():
    text = Path(__file__).parents[2].joinpath("docs", "formats.md").read_text("utf-8")
    assert as_markdown() in text
