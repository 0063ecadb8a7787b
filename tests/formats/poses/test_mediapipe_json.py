import json

import numpy as np
import pytest

from midstance.errors import FormatError, MissingSettingError
from midstance.formats.base import Told
from midstance.formats.choose import identify, read_points
from midstance.formats.poses.mediapipe_json import read_mediapipe_json

BODY = [{"x": 0.25, "y": 0.5, "z": 0.1, "visibility": 0.8} for _ in range(33)]
WORLD = [{"x": 0.1, "y": -0.2, "z": 0.3, "visibility": 0.8} for _ in range(33)]
SIZE = (640, 480)


def saved(tmp_path, content):
    path = tmp_path / "a.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


KINDS = {
    "Tasks in the browser": {"landmarks": [BODY], "worldLandmarks": [WORLD]},
    "Tasks in Python": {"pose_landmarks": [BODY], "pose_world_landmarks": [WORLD]},
    "solution": {
        "pose_landmarks": {"landmark": BODY},
        "pose_world_landmarks": {"landmark": WORLD},
    },
    "solution in the browser": {
        "poseLandmarks": BODY,
        "poseWorldLandmarks": WORLD,
    },
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_way_to_keep_a_result_is_read(tmp_path, kind):
    path = saved(tmp_path, [KINDS[kind], {}])
    assert identify(path)[0] == "mediapipe"
    again = read_points(path, Told(rate_hz=25.0, image_size_px=SIZE))
    first, empty = again.poses
    assert first.xy_px[0, 0].tolist() == [160.0, 240.0]
    assert first.confidence[0, 0] == pytest.approx(0.8)
    np.testing.assert_allclose(first.xyz_m[0, 0], [0.1, -0.2, 0.3], atol=1e-6)
    assert empty.n_people == 0
    assert again.time_s == pytest.approx([0.0, 0.04])


def test_times_in_the_file_count(tmp_path):
    frames = [{"landmarks": [BODY], "timestamp_ms": t} for t in (100, 150)]
    path = saved(tmp_path, {"frames": frames})
    again = read_points(path, Told(image_size_px=SIZE))
    assert again.time_s == pytest.approx([0.1, 0.15])


def test_two_people_a_line_a_frame_and_bare_landmarks(tmp_path):
    lines = "\n".join(json.dumps({"landmarks": [BODY, BODY]}) for _ in range(2))
    poses, times_s = read_mediapipe_json(saved(tmp_path, lines), SIZE)
    assert [pose.n_people for pose in poses] == [2, 2]
    assert times_s is None
    bare = saved(tmp_path, [BODY, []])
    assert identify(bare)[0] == "mediapipe"
    poses, _ = read_mediapipe_json(bare, SIZE)
    assert [pose.n_people for pose in poses] == [1, 0]
    assert poses[0].xyz_m is None


def test_size_and_rate_have_to_be_told(tmp_path):
    path = saved(tmp_path, [KINDS["solution"]])
    with pytest.raises(MissingSettingError, match="size of the video"):
        read_points(path, Told(rate_hz=30.0))
    with pytest.raises(MissingSettingError, match="give the rate"):
        read_points(path, Told(image_size_px=SIZE))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ([], "no list of frames"),
        ([{"landmarks": [BODY[:21]]}], "33 landmarks a person"),
        ([{"landmarks": [[{"x": "a"}] * 33]}], "damaged"),
        ([{"landmarks": [BODY], "time_s": 1.0}] * 2, "must rise"),
    ],
)
def test_what_is_wrong_is_said(tmp_path, content, says):
    with pytest.raises(FormatError, match=says):
        read_mediapipe_json(saved(tmp_path, content), SIZE)
