"""The demo clip that ships with the package."""

from importlib import resources

import numpy as np
import pytest

from midstance.schema.events import load_events
from midstance.schema.skeletons import BLAZEPOSE_33
from midstance.schema.tracks import load_tracks
from midstance.video.reader import open_video

FOLDER = resources.files("midstance").joinpath("examples")


@pytest.fixture(scope="module")
def folder():
    with resources.as_file(FOLDER) as path:
        yield path


def test_the_demo_clip_and_its_truth_stay_below_2_mb(folder):
    files = [path for path in folder.iterdir() if path.name.startswith("demo.")]
    names = {"demo.mp4", "demo.events.csv", "demo.tracks.nc", "demo.settings.json"}
    assert {path.name for path in files} == names
    assert sum(path.stat().st_size for path in files) < 2_000_000


def test_the_truth_has_a_place_for_every_frame(folder):
    with open_video(folder / "demo.mp4") as video:
        assert (video.info.width_px, video.info.height_px) == (1280, 720)
        times = [frame.time_s for frame in video]
    tracks = load_tracks(folder / "demo.tracks.nc")
    np.testing.assert_allclose(tracks["time"], times, atol=1e-4)
    assert tuple(tracks["keypoint"].to_numpy()) == BLAZEPOSE_33.keypoints
    assert bool(tracks["position"].notnull().all())


def test_left_and_right_contacts_alternate_over_at_least_ten_strides(folder):
    events = load_events(folder / "demo.events.csv")
    contacts = events[events["event"] == "initial_contact"]
    assert len(contacts) >= 20
    sides = contacts["side"].to_numpy()
    assert (sides[1:] != sides[:-1]).all()
    steps_s = np.diff(contacts["time_s"])
    assert 0.3 < steps_s.mean() < 0.45
    assert 0.001 < steps_s.std() < 0.03


def test_the_foot_is_lowest_while_it_stands(folder):
    events = load_events(folder / "demo.events.csv")
    tracks = load_tracks(folder / "demo.tracks.nc")
    height = tracks["position"].sel(keypoint="left_foot_index", space="y")
    left = events[events["side"] == "left"]
    contacts = left.loc[left["event"] == "initial_contact", "time_s"]
    middle = np.asarray(contacts)[:-1] + 0.1
    standing = height.interp(time=middle).to_numpy()
    assert (standing > float(height.max()) - 6.0).all()
