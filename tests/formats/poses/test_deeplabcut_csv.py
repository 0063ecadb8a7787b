import numpy as np
import pytest

from midstance.errors import FormatError, MissingSettingError
from midstance.formats.base import Told
from midstance.formats.choose import identify, read_points
from midstance.formats.poses.deeplabcut_csv import read_deeplabcut_csv

ONE = """scorer,net,net,net,net,net,net
bodyparts,hip,hip,hip,knee,knee,knee
coords,x,y,likelihood,x,y,likelihood
0,10,20,0.9,30,40,0.8
1,11,21,0.7,,,
3,13,23,0.6,33,43,0.5
"""
TWO = """scorer,net,net,net,net,net,net
individuals,anna,anna,anna,bo,bo,bo
bodyparts,hip,hip,hip,hip,hip,hip
coords,x,y,likelihood,x,y,likelihood
0,10,20,0.9,30,40,0.8
"""


def write(tmp_path, text):
    (tmp_path / "a.csv").write_text(text, "utf-8")
    return tmp_path / "a.csv"


def test_points_come_with_their_likelihood_and_gaps(tmp_path):
    path = write(tmp_path, ONE)
    assert identify(path)[0] == "deeplabcut"
    tracks = read_points(path, Told(rate_hz=10.0))
    assert tracks["time"].to_numpy() == pytest.approx([0.0, 0.1, 0.2, 0.3])
    hip = tracks["position"].sel(keypoint="hip", individual="person-1").to_numpy()
    np.testing.assert_equal(hip, [[10, 20], [11, 21], [np.nan] * 2, [13, 23]])
    knee = tracks["confidence"].sel(keypoint="knee").to_numpy().ravel()
    np.testing.assert_equal(knee, [0.8, np.nan, np.nan, 0.5])


def test_individuals_are_kept_apart(tmp_path):
    tracks = read_deeplabcut_csv(write(tmp_path, TWO), rate_hz=10.0)
    assert tracks["individual"].to_numpy().tolist() == ["anna", "bo"]
    bo = tracks["position"].sel(individual="bo", keypoint="hip").to_numpy()
    assert bo.tolist() == [[30, 40]]


def test_the_rate_has_to_be_told(tmp_path):
    with pytest.raises(MissingSettingError, match="give the rate"):
        read_points(write(tmp_path, ONE))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "should begin with rows of scorer"),
        ("scorer,a\nbodyparts,hip\n0,1\n", "should begin with rows of scorer"),
        (ONE.split("\n0,")[0], "no frame"),
        (ONE + "4,1\n", "6 numbers for every frame"),
        (ONE + "3,1,1,1,1,1,1\n", "two rows of one frame"),
        (ONE + "4,x,1,1,1,1,1\n", "damaged"),
        (ONE + "900000000,1,1,1,1,1,1\n", "would unpack to"),
    ],
)
def test_what_is_wrong_is_said(tmp_path, text, says):
    with pytest.raises(FormatError, match=says):
        read_deeplabcut_csv(write(tmp_path, text), rate_hz=10.0)


@pytest.mark.parametrize("number", ["7" * 120, "-1e30", "inf"])
def test_a_frame_number_that_nobody_counts_to_is_refused(tmp_path, number):
    path = tmp_path / "a.csv"
    path.write_text(
        "scorer,n,n,n\nbodyparts,hip,hip,hip\ncoords,x,y,likelihood\n"
        f"0,1,2,0.5\n{number},3,4,0.5\n"
    )
    with pytest.raises(FormatError, match="its content is damaged or of another kind"):
        read_deeplabcut_csv(path, rate_hz=50.0)
