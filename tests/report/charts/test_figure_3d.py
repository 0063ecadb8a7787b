import base64
import json

import numpy as np
import xarray as xr

from midstance.report.charts.figure_3d import figure_3d
from midstance.report.page import write_page
from midstance.schema.skeletons import RUNNING_18
from midstance.schema.tracks import make_tracks

HEAD = RUNNING_18.keypoints.index("head")


def lifted(time_s=(0.0, 0.5, 0.7)):
    position = np.zeros((len(time_s), 3, 18, 1))
    position[:, 2, HEAD] = 0.6
    position[:, 2, RUNNING_18.keypoints.index("left_heel")] = -0.9
    position[1, :, HEAD] = np.nan
    tracks = make_tracks(
        position,
        np.ones((len(time_s), 18, 1)),
        np.asarray(time_s),
        keypoints=RUNNING_18.keypoints,
        space_unit="m",
    )
    return tracks.assign(uncertainty=xr.full_like(tracks["confidence"], 0.05))


def numbers(data, name, kind):
    return np.frombuffer(base64.b64decode(data[name]), dtype=kind)


def test_the_page_gets_mm_and_what_is_unknown_is_marked():
    figure = figure_3d(lifted())
    data = json.loads(figure.json)
    points = numbers(data, "points", "<i2").reshape(3, 18, 3)
    assert points[0, HEAD].tolist() == [0, 0, 600]
    assert points[1, HEAD].tolist() == [-32768] * 3
    assert numbers(data, "times_s", "<f8").tolist() == [0.0, 0.5, 0.7]
    assert (figure.n_times, figure.doubt_mm, data["floor_mm"]) == (3, 50, -900)


def test_a_joint_that_is_never_seen_hides_no_floor():
    tracks = lifted()
    never = tracks["keypoint"] == "right_elbow"
    unseen = tracks.assign(position=tracks["position"].where(~never))
    assert json.loads(figure_3d(unseen).json)["floor_mm"] == -900


def test_every_bone_has_the_side_of_its_ends():
    data = json.loads(figure_3d(lifted()).json)
    names = RUNNING_18.keypoints
    for start, end, side in data["edges"]:
        both = {names[start].partition("_")[0], names[end].partition("_")[0]}
        assert side == (both.pop() if len(both) == 1 else "middle")


def test_nobody_lifted_is_no_figure():
    tracks = lifted()
    assert figure_3d(tracks.assign(position=tracks["position"] * np.nan)) is None


def test_a_lifted_person_is_on_the_page_and_no_script_for_others(
    make_analysis, tmp_path
):
    write_page(make_analysis(tracks_3d=lifted()), tmp_path / "lifted.html")
    write_page(make_analysis(), tmp_path / "flat.html")
    page = (tmp_path / "lifted.html").read_text("utf-8")
    assert page.count('class="figure-3d"') == 1
    assert "expects a joint to be 5 cm off" in page
    flat = (tmp_path / "flat.html").read_text("utf-8")
    assert "<canvas" not in flat
    assert "NOWHERE" not in flat
