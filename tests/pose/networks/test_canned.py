import json

import numpy as np
import pytest

from midstance.errors import NotEnoughDataError, SchemaError
from midstance.pose.base import backends, nobody
from midstance.pose.networks.canned import Canned, nearest_skeleton, poses_of
from midstance.schema.skeletons import COCO_17, HALPE_26
from midstance.schema.tracks import make_tracks, save_tracks
from midstance.weights.added import hashes_of

FRAME = np.zeros((4, 4, 3), np.uint8)


def test_poses_come_out_in_order_and_every_session_starts_again():
    poses = (nobody(33), nobody(33))
    for _ in range(2):
        with Canned(poses=poses).session() as estimate:
            assert [estimate(FRAME), estimate(FRAME)] == list(poses)


def test_a_frame_too_many_is_refused():
    with (
        Canned(poses=(nobody(33),)).session() as estimate,
        pytest.raises(NotEnoughDataError, match="Only 1 canned poses"),
    ):
        estimate(FRAME)
        estimate(FRAME)


def test_it_is_registered():
    assert backends.get("canned") is Canned


def tracks_of(skeleton=COCO_17, n_space=2):
    """Three moments of two people, of whom the second is not seen in the first."""
    n = len(skeleton.keypoints)
    position = np.random.default_rng(0).random((3, n_space, n, 2)) * 100
    position[0, :, :, 1] = np.nan
    position[1, :, 4, 0] = np.nan
    return make_tracks(
        position,
        np.full((3, n, 2), 0.8),
        np.arange(3.0),
        keypoints=skeleton.keypoints,
        individuals=("a", "b"),
    )


def test_tracks_made_elsewhere_come_out_frame_by_frame(tmp_path):
    tracks = tracks_of()
    save_tracks(tracks, tmp_path / "tracks.nc")
    backend = Canned(tracks=tmp_path / "tracks.nc")
    assert backend.skeleton == "coco-17"
    with backend.session() as estimate:
        found = [estimate(FRAME) for _ in range(3)]
    assert [poses.n_people for poses in found] == [1, 2, 2]
    expected = (
        tracks["position"].isel(time=2, individual=1).transpose("keypoint", "space")
    )
    assert found[2].xy_px[1] == pytest.approx(expected.to_numpy(), rel=1e-6)
    assert np.isnan(found[1].xy_px[0, 4]).all()
    assert found[1].confidence[0, 3:6].tolist() == pytest.approx([0.8, 0, 0.8])


def test_too_few_frames_for_the_tracks_are_refused(tmp_path):
    save_tracks(tracks_of(), tmp_path / "tracks.nc")
    backend = Canned(tracks=tmp_path / "tracks.nc")
    with (
        pytest.raises(NotEnoughDataError, match="3 moments, but 1 frames of"),
        backend.session() as estimate,
    ):
        estimate(FRAME)


def test_the_skeleton_is_the_named_one_or_that_of_the_keypoints():
    assert nearest_skeleton(tracks_of(HALPE_26)) is HALPE_26
    named = tracks_of(COCO_17).assign_attrs(skeleton="halpe-26")
    assert nearest_skeleton(named) is HALPE_26
    some = tracks_of(HALPE_26).isel(keypoint=slice(5, 17))
    assert nearest_skeleton(some).name == "mpi-15"


def test_tracks_in_3d_are_refused():
    with pytest.raises(SchemaError, match="in 3D and px"):
        poses_of(tracks_of(n_space=3))


def test_the_json_files_of_openpose_come_out_frame_by_frame(tmp_path):
    row = [value for k in range(18) for value in (5.0, float(k), 0.7)]
    for number, people in enumerate([[row], []]):
        said = {"people": [{"pose_keypoints_2d": person} for person in people]}
        path = tmp_path / f"run_{number:012d}_keypoints.json"
        path.write_text(json.dumps(said), "utf-8")
    backend = Canned(tracks=tmp_path)
    assert backend.skeleton == "coco-18"
    assert list(hashes_of(backend.files())) == [tmp_path.name]
    with backend.session() as estimate:
        assert [estimate(FRAME).n_people for _ in range(2)] == [1, 0]
