import sys

import h5py
import numpy as np
import pynwb
import pytest

from midstance.errors import ConfigError, FormatError, SchemaError
from midstance.formats.base import Told
from midstance.formats.poses.nwb import Nwb, read_nwb, write_nwb
from midstance.schema.tracks import make_tracks


@pytest.fixture
def tracks():
    place = np.random.default_rng(1).uniform(1, 500, (6, 2, 3, 2))
    place[2, :, 1, 0] = np.nan
    sure = np.where(np.isfinite(place[:, 0]), 0.7, np.nan)
    return make_tracks(
        place,
        sure,
        2.5 + np.arange(6) / 30,
        keypoints=["left_hip", "left_knee", "left_ankle"],
        individuals=["Anna", "Ben"],
        attrs={"skeleton": "coco-17"},
    )


@pytest.fixture
def path(tracks, tmp_path):
    write_nwb(tracks, tmp_path / "run.nwb")
    return tmp_path / "run.nwb"


def test_pynwb_finds_no_fault_in_it(path):
    assert list(pynwb.validate(path=str(path))) == []


def test_pynwb_reads_every_person_with_the_bones(path, tracks):
    with pynwb.NWBHDF5IO(str(path), "r") as held:
        behaviour = held.read().processing["behavior"]
        knee = behaviour["Ben"]["left_knee"]
        expected = tracks["position"].sel(individual="Ben", keypoint="left_knee")
        np.testing.assert_array_equal(knee.data[:], expected)
        assert knee.unit == "pixels"
        np.testing.assert_array_equal(knee.timestamps[:], tracks["time"])
        assert behaviour["Anna"].skeleton.edges[:].tolist() == [[0, 1], [1, 2]]


def test_tracks_come_back_to_the_bit(path, tracks):
    again = Nwb().read(path, Told())
    for name in ("position", "confidence"):
        same = again[name].transpose(*tracks[name].dims)
        np.testing.assert_array_equal(same, tracks[name])
    assert (
        again["keypoint"].to_numpy().tolist() == tracks["keypoint"].to_numpy().tolist()
    )
    np.testing.assert_array_equal(again["time"], tracks["time"])


def test_a_file_with_a_rate_and_without_confidence_is_read(path):
    with h5py.File(path, "r+") as file:
        for person in ("Anna", "Ben"):
            for name in ("left_hip", "left_knee", "left_ankle"):
                series = file[f"processing/behavior/{person}/{name}"]
                del series["timestamps"], series["confidence"]
                series["starting_time"] = 1.5
                series["starting_time"].attrs["rate"] = 50.0
    tracks = read_nwb(path)
    assert tracks["time"].to_numpy()[:2].tolist() == [1.5, 1.52]
    assert float(tracks["confidence"].max()) == 1.0


@pytest.mark.parametrize(
    ("break_it", "message"),
    [
        (lambda s: s["data"].attrs.__setitem__("unit", "furlongs"), "got 'furlongs'"),
        (lambda s: s["timestamps"].__setitem__(3, 0.0), "times that do not rise"),
        (lambda s: s.__delitem__("timestamps"), "not an NWB file with poses"),
    ],
    ids=["unit", "times", "no clock"],
)
def test_what_does_not_fit_is_said(path, break_it, message):
    with h5py.File(path, "r+") as file:
        break_it(file["processing/behavior/Anna/left_hip"])
    with pytest.raises(FormatError, match=message):
        read_nwb(path)


def test_a_file_without_poses_is_refused(path):
    with h5py.File(path, "r+") as file:
        del file["processing/behavior/Anna"], file["processing/behavior/Ben"]
    with pytest.raises(FormatError, match="no PoseEstimation is in it"):
        read_nwb(path)


def test_a_name_that_nwb_does_not_allow_is_refused(tracks, tmp_path):
    renamed = tracks.assign_coords(individual=["a/b", "c"])
    with pytest.raises(SchemaError, match="no slash, no colon"):
        write_nwb(renamed, tmp_path / "a.nwb")


def test_without_pynwb_it_is_said_how_to_get_it(tracks, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pynwb", None)
    with pytest.raises(ConfigError, match=r"pip install 'midstance\[nwb\]'"):
        write_nwb(tracks, tmp_path / "a.nwb")
