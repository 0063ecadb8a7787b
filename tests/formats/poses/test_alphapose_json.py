import json

import numpy as np
import pytest

from midstance.errors import FormatError, MissingSettingError
from midstance.formats.base import Told
from midstance.formats.choose import identify, read_points
from midstance.formats.poses.alphapose_json import read_alphapose_json


def person(name, n=17, *, score=2.5, x=10.0):
    keypoints = [value for i in range(n) for value in (x + i, 20.0 + i, 0.9)]
    keypoints[5] = 0.0
    return {
        "image_id": name,
        "category_id": 1,
        "keypoints": keypoints,
        "score": score,
        "box": [1.0, 2.0, 30.0, 40.0],
        "idx": [0.0],
    }


def saved(tmp_path, people):
    path = tmp_path / "alphapose-results.json"
    path.write_text(json.dumps(people))
    return path


def test_everybody_is_in_the_frame_of_the_picture(tmp_path):
    people = [person("2.jpg"), person("10.jpg", score=1.0), person("10.jpg", x=70.0)]
    path = saved(tmp_path, people)
    assert identify(path)[0] == "alphapose"
    again = read_points(path, Told(rate_hz=20.0))
    assert [p.n_people for p in again.poses] == [0, 0, 1, *[0] * 7, 2]
    assert again.poses[10].xy_px[0, 0, 0] == 70.0  # surest first
    assert again.time_s[10] == pytest.approx(0.5)
    assert np.isnan(again.poses[2].xy_px[0, 1]).all()
    assert again.poses[2].confidence[0, 1] == 0.0


@pytest.mark.parametrize(
    ("n", "name", "kept"),
    [(26, "halpe-26", 26), (136, "halpe-26", 26), (133, "whole-body-133", 133)],
)
def test_the_number_of_keypoints_says_the_skeleton(tmp_path, n, name, kept):
    poses, skeleton = read_alphapose_json(saved(tmp_path, [person("0.jpg", n)]))
    assert skeleton.name == name
    assert poses[0].xy_px.shape == (1, kept, 2)


def test_the_rate_has_to_be_told(tmp_path):
    with pytest.raises(MissingSettingError, match="give the rate"):
        read_points(saved(tmp_path, [person("0.jpg")]))


@pytest.mark.parametrize(
    ("people", "says"),
    [
        ([], "but holds nobody"),
        ([person("0.jpg", 21)], r"but holds \[21"),
        ([person("0.jpg"), person("1.jpg", 26)], "all of one kind"),
        ([person("front.jpg")], "by its number, as 17.jpg"),
        ([{"image_id": "0.jpg"}], "damaged"),
        ([person("0.jpg"), person("900000000.jpg")], "too many are left out"),
    ],
)
def test_what_is_wrong_is_said(tmp_path, people, says):
    with pytest.raises(FormatError, match=says):
        read_alphapose_json(saved(tmp_path, people))
