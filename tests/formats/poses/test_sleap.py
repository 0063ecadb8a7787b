import h5py
import numpy as np
import pytest

from midstance.errors import FormatError, MissingSettingError, SchemaError
from midstance.formats.base import Told
from midstance.formats.choose import identify, read_points
from midstance.formats.poses.sleap import (
    read_sleap_csv,
    read_sleap_h5,
    write_sleap_h5,
)
from midstance.schema.tracks import make_tracks

CSV = """track,frame_idx,instance.score,hip.x,hip.y,hip.score,knee.x,knee.y,knee.score
anna,0,0.9,1,2,0.5,3,4,0.6
bo,0,0.9,5,6,0.7,,,
anna,2,0.9,7,8,0.8,9,10,0.9
"""


def analysis(path, tracks, *, nodes=("hip", "knee"), people=("anna",), **more):
    with h5py.File(path, "w") as file:
        file["tracks"] = tracks
        file["node_names"] = np.array(nodes, "S")
        file["track_names"] = np.array(people, "S")
        for name, values in more.items():
            file[name] = values
    return path


def test_an_analysis_file_is_read_with_scores_and_gaps(tmp_path):
    place = np.arange(12.0).reshape(1, 2, 2, 3) + 1
    place[0, :, 1, 2] = np.nan
    scores = np.full((1, 2, 3), 0.5)
    path = analysis(tmp_path / "a.h5", place, point_scores=scores)
    assert identify(path)[0] == "sleap"
    tracks = read_points(path, Told(rate_hz=10.0))
    hip = tracks["position"].sel(keypoint="hip", individual="anna").to_numpy()
    np.testing.assert_equal(hip, place[0, :, 0].T)
    assert np.isnan(tracks["position"].sel(keypoint="knee").to_numpy()[2]).all()
    assert float(tracks["confidence"][0, 0, 0]) == 0.5
    assert tracks["time"].to_numpy() == pytest.approx([0.0, 0.1, 0.2])


def test_axes_in_the_order_of_matlab_are_turned(tmp_path):
    place = np.arange(1.0, 31.0).reshape(1, 2, 3, 5)
    nodes = ("a", "b", "c")
    straight = analysis(tmp_path / "a.h5", place, nodes=nodes)
    turned = analysis(tmp_path / "b.h5", place.transpose(), nodes=nodes)
    one, other = (
        read_sleap_h5(path, rate_hz=1.0)["position"] for path in (straight, turned)
    )
    np.testing.assert_equal(one.to_numpy(), other.to_numpy())


def test_whoever_has_no_name_gets_one(tmp_path):
    path = analysis(tmp_path / "a.h5", np.ones((2, 2, 2, 3)), people=())
    tracks = read_sleap_h5(path, rate_hz=1.0)
    assert tracks["individual"].to_numpy().tolist() == ["track_0", "track_1"]


def test_what_is_written_has_the_names_that_sleap_gives(tmp_path):
    place = np.random.default_rng(1).uniform(1, 9, (4, 2, 2, 1))
    tracks = make_tracks(
        place, np.ones((4, 2, 1)), np.arange(4) / 30, keypoints=["hip", "knee"]
    )
    write_sleap_h5(tracks, tmp_path / "a.h5")
    with h5py.File(tmp_path / "a.h5") as file:
        assert file["tracks"].shape == (1, 2, 2, 4)
        assert file["track_occupancy"].shape == (4, 1)
        assert file["node_names"][()].tolist() == [b"hip", b"knee"]
        np.testing.assert_allclose(file["tracks"][0, 0, 1], place[:, 0, 1, 0])


def test_the_csv_is_read_with_gaps(tmp_path):
    (tmp_path / "a.csv").write_text(CSV)
    assert identify(tmp_path / "a.csv")[0] == "sleap-csv"
    tracks = read_points(tmp_path / "a.csv", Told(rate_hz=10.0))
    assert tracks["individual"].to_numpy().tolist() == ["anna", "bo"]
    hip = tracks["position"].sel(keypoint="hip", individual="anna").to_numpy()
    np.testing.assert_equal(hip, [[1, 2], [np.nan, np.nan], [7, 8]])
    knee = tracks["confidence"].sel(keypoint="knee", individual="bo").to_numpy()
    assert np.isnan(knee).all()


def test_the_rate_has_to_be_told(tmp_path):
    (tmp_path / "a.csv").write_text(CSV)
    with pytest.raises(MissingSettingError, match="give the rate"):
        read_points(tmp_path / "a.csv")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "damaged"),
        (CSV.split("\n")[0], "no frame or no node"),
        (CSV + "bo,0,0.9,5,6,0.7,,,\n", "two rows of one track and frame"),
        (CSV + "bo,1,0.9,x,6,0.7,,,\n", "damaged"),
        (CSV + "bo,1,0.9\n", "damaged"),
        (CSV + "bo,900000000,0.9,5,6,0.7,,,\n", "would unpack to"),
    ],
)
def test_what_is_wrong_in_the_csv_is_said(tmp_path, text, says):
    (tmp_path / "a.csv").write_text(text)
    with pytest.raises(FormatError, match=says):
        read_sleap_csv(tmp_path / "a.csv", rate_hz=10.0)


@pytest.mark.parametrize(
    ("shape", "says"), [((3,), "four axes"), ((1, 2, 5, 4), "names 1 tracks and 2")]
)
def test_tracks_that_do_not_fit_their_names_are_refused(tmp_path, shape, says):
    path = analysis(tmp_path / "a.h5", np.ones(shape))
    with pytest.raises(FormatError, match=says):
        read_sleap_h5(path, rate_hz=10.0)


def test_points_in_3d_do_not_fit(tmp_path):
    tracks = make_tracks(
        np.zeros((1, 3, 1, 1)),
        np.ones((1, 1, 1)),
        [0.0],
        keypoints=["a"],
        space_unit="m",
    )
    with pytest.raises(SchemaError, match="points in 2D"):
        write_sleap_h5(tracks, tmp_path / "a.h5")
