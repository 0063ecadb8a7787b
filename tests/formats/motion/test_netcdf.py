import numpy as np

from midstance.formats.base import Told
from midstance.formats.motion.netcdf import NetCdf
from midstance.schema.tracks import FILLED, make_tracks


def test_everything_that_tracks_know_comes_back(tmp_path):
    tracks = make_tracks(
        np.ones((3, 2, 1, 1)), np.ones((3, 1, 1)), np.arange(3) / 30, keypoints=["a"]
    )
    tracks["observed"][1] = FILLED
    NetCdf().write(tracks, tmp_path / "a.nc")
    again = NetCdf().read(tmp_path / "a.nc", Told())
    assert again.identical(tracks)


def test_the_rate_of_a_clock_of_frames_can_be_told(tmp_path):
    tracks = make_tracks(
        np.ones((3, 2, 1, 1)), np.ones((3, 1, 1)), np.arange(3.0), keypoints=["a"]
    )
    tracks.attrs |= {"time_unit": "frames"}
    del tracks.attrs["fps"]
    NetCdf().write(tracks, tmp_path / "a.nc")
    again = NetCdf().read(tmp_path / "a.nc", Told(rate_hz=50.0))
    assert np.allclose(again["time"], np.arange(3) / 50)
