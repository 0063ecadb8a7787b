import json

import numpy as np
import pytest

from midstance.errors import SchemaError
from midstance.formats.base import Told
from midstance.formats.poses.openpose_json import write_openpose_json
from midstance.pipeline.exchange.convert import convert, only, read_tracks
from midstance.schema.skeletons import BODY_25
from midstance.schema.tracks import make_tracks, save_tracks


@pytest.fixture
def two_people():
    rows = np.linspace(100, 300, 25)
    place = np.empty((40, 2, 25, 2))
    for person, x in enumerate((200.0, 700.0)):
        place[:, 0, :, person] = x + np.arange(25) + np.arange(40)[:, None]
        place[:, 1, :, person] = rows
    return make_tracks(
        place,
        np.full((40, 25, 2), 0.75),
        np.arange(40) / 20,
        keypoints=BODY_25.keypoints,
        individuals=["a", "b"],
    )


def test_people_of_each_frame_are_followed(two_people, tmp_path):
    write_openpose_json(two_people, tmp_path / "run")
    frame = tmp_path / "run" / "run_000000000003_keypoints.json"
    said = json.loads(frame.read_text())
    said["people"] = said["people"][::-1]
    frame.write_text(json.dumps(said))
    tracks = read_tracks(tmp_path / "run", Told(rate_hz=20.0))
    assert tracks.sizes["individual"] == 2
    noses = tracks["position"].sel(keypoint="nose", space="x").to_numpy()
    assert sorted(noses[3]) == pytest.approx([203.0, 703.0])
    assert np.abs(np.diff(noses, axis=0)).max() == pytest.approx(1.0, abs=1e-3)


def test_joint_angles_need_one_person_in_3d(two_people, tmp_path):
    save_tracks(two_people, tmp_path / "a.nc")
    with pytest.raises(SchemaError, match=r"one person in 3D, got .* in 2D; lift"):
        convert(tmp_path / "a.nc", tmp_path / "a.mot")


def test_one_person_is_chosen_by_name(two_people, tmp_path):
    save_tracks(two_people, tmp_path / "a.nc")
    convert(tmp_path / "a.nc", tmp_path / "b.nc", person="b")
    assert read_tracks(tmp_path / "b.nc")["individual"].item() == "b"
    with pytest.raises(SchemaError, match=r"No 'c' in the tracks; got \['a', 'b'\]"):
        only(two_people, "c")
