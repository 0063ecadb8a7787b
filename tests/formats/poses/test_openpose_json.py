import json

import numpy as np
import pytest

from midstance.errors import FormatError
from midstance.formats.poses.openpose_json import read_openpose_json


def write(folder, *frames):
    """Write frames, each a list of people: flat lists of x, y, confidence."""
    folder.mkdir(exist_ok=True)
    for number, people in enumerate(frames):
        said = {"version": 1.3, "people": [{"pose_keypoints_2d": p} for p in people]}
        path = folder / f"clip_{number:012d}_keypoints.json"
        path.write_text(json.dumps(said), "utf-8")
    return folder


def person(n_keypoints, x=10.0):
    return [value for k in range(n_keypoints) for value in (x, 2.0 * k, 0.5)]


@pytest.mark.parametrize(
    ("n_keypoints", "name"), [(25, "body-25"), (18, "coco-18"), (15, "mpi-15")]
)
def test_everybody_of_every_frame_comes_in_order(tmp_path, n_keypoints, name):
    two = [person(n_keypoints), person(n_keypoints, x=90.0)]
    poses, skeleton = read_openpose_json(write(tmp_path / "json", two, [], two[1:]))
    assert skeleton.name == name
    assert [frame.n_people for frame in poses] == [2, 0, 1]
    assert poses[1].xy_px.shape == (0, n_keypoints, 2)
    assert poses[0].xy_px[1, 3].tolist() == [90.0, 6.0]
    assert poses[2].confidence[0].tolist() == [0.5] * n_keypoints


def test_three_zeros_are_a_missing_keypoint(tmp_path):
    row = person(25)
    row[6:9] = 0.0, 0.0, 0.0
    ((frame,), _) = read_openpose_json(write(tmp_path / "json", [row]))
    assert np.isnan(frame.xy_px[0, 2]).all()
    assert np.isfinite(frame.xy_px[0, 3]).all()


@pytest.mark.parametrize("x", [7416e78, -1e39, 1e308, 2e6])
def test_a_point_beyond_all_cameras_is_not_seen(tmp_path, x):
    row = person(25)
    row[6] = x
    ((frame,), _) = read_openpose_json(write(tmp_path / "json", [row]))
    assert np.isnan(frame.xy_px[0, 2]).all()
    assert frame.confidence[0, 2] == 0
    assert np.isfinite(frame.xy_px[0, 3]).all()


def test_nobody_at_all_is_no_error(tmp_path):
    poses, skeleton = read_openpose_json(write(tmp_path / "json", [], []))
    assert skeleton.name == "body-25"
    assert [frame.n_people for frame in poses] == [0, 0]


def test_a_folder_without_such_files_is_refused(tmp_path):
    with pytest.raises(FormatError, match=r"one \*_keypoints\.json for each frame"):
        read_openpose_json(tmp_path)


def test_another_number_of_keypoints_is_refused(tmp_path):
    folder = write(tmp_path / "json", [person(21)])
    with pytest.raises(
        FormatError, match=r"\[15, 17, 18, 25, 26\] keypoints.*holds \[21\]"
    ):
        read_openpose_json(folder)


@pytest.mark.parametrize("text", ["{", "[]", '{"people": [{"face": [1]}]}'])
def test_a_damaged_file_is_named(tmp_path, text):
    folder = write(tmp_path / "json", [person(25)])
    (folder / "clip_000000000001_keypoints.json").write_text(text, "utf-8")
    with pytest.raises(FormatError, match="clip_000000000001_keypoints"):
        read_openpose_json(folder)
