from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from midstance.errors import MissingSettingError, SchemaError
from midstance.schema.foreign.netcdf import (
    require_hdf5,
    require_points,
    time_in_s,
    with_facts_of_people,
)
from midstance.schema.tracks import DIMS

PATH = Path("a.nc")


def dataset(time, **attrs):
    shape = (len(time), 2, 1, 1)
    return xr.Dataset(
        {"position": (DIMS, np.ones(shape))}, coords={"time": time}, attrs=attrs
    )


@pytest.mark.parametrize(
    "tracks",
    [
        dataset(np.arange(5), time_unit="frames"),
        dataset(np.arange(5.0), time_unit="frames"),
        dataset(np.arange(7, 12)),
        dataset(np.arange(5.0)),
        dataset(np.arange(5.0), time_unit="seconds"),
    ],
)
def test_a_clock_that_counts_frames_is_known_and_needs_a_rate(tracks):
    with pytest.raises(MissingSettingError, match="counts frames; give the rate"):
        time_in_s(tracks, None, PATH)
    assert np.diff(time_in_s(tracks, 25.0, PATH)) == pytest.approx(0.04)
    said = tracks.assign_attrs(fps=50.0)
    assert np.diff(time_in_s(said, None, PATH)) == pytest.approx(0.02)


@pytest.mark.parametrize("rate_hz", [0.0, -5.0, np.nan, np.inf])
def test_a_rate_has_to_be_one(rate_hz):
    with pytest.raises(MissingSettingError):
        time_in_s(dataset(np.arange(5)), rate_hz, PATH)


@pytest.mark.parametrize("time", [np.array([0.0, 0.5, 1.0]), np.array([3.25])])
def test_seconds_stay(time):
    assert time_in_s(dataset(time), 25.0, PATH).tolist() == time.tolist()


def test_one_frame_a_second_that_says_so_is_that():
    tracks = dataset(np.arange(5.0), time_unit="seconds", fps=1.0)
    assert time_in_s(tracks, None, PATH).tolist() == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("time", [["a", "b"], [0.0, np.inf], [np.nan, 1.0]])
def test_times_that_are_none_are_refused(time):
    with pytest.raises(SchemaError, match="must hold finite numbers"):
        time_in_s(dataset(np.array(time)), None, PATH)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (xr.Dataset({"x": ("time", [1.0])}), r"holds \{'x': \('time',\)\}"),
        (xr.Dataset({"position": ("time", [1.0])}), "need a variable 'position'"),
        (dataset([0.0]).astype(str), "must hold numbers"),
        (dataset([0.0]).isel(space=[0]), "must have 2 or 3 axes"),
        (dataset(np.empty(0)), "at least one frame"),
    ],
)
def test_what_are_no_points_is_said(wrong, says):
    with pytest.raises(SchemaError, match=says):
        require_points(wrong, DIMS, PATH)


def test_a_file_that_is_no_hdf5_is_not_opened(tmp_path):
    (tmp_path / "a.nc").write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(100))
    with pytest.raises(OSError, match=r"open|read"):
        require_hdf5(tmp_path / "a.nc")


def test_what_older_files_say_of_everybody_is_said_of_each_person():
    tracks = xr.Dataset(coords={"individual": ["a", "b"]}, attrs={"lowpass_hz": 6.0})
    own = with_facts_of_people(tracks, ("lowpass_hz", "heading_deg"))
    assert own["lowpass_hz"].to_numpy().tolist() == [6.0, 6.0]
    assert "lowpass_hz" not in own.attrs
