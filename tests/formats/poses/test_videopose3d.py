import numpy as np
import pytest

from midstance.errors import FormatError, SchemaError
from midstance.formats.poses.videopose3d import read_2d, read_3d, write_2d, write_3d
from midstance.schema.skeletons import COCO_17, H36M_17
from midstance.schema.tracks import make_tracks


def tracks(n_space, skeleton=COCO_17):
    rng = np.random.default_rng(0)
    n = len(skeleton.keypoints)
    position = rng.random((5, n_space, n, 2)).astype(np.float32)
    position[2, :, 3, 1] = np.nan
    return make_tracks(
        position,
        np.where(np.isfinite(position[:, 0]), 1.0, np.nan),
        np.arange(5) / 25.0,
        keypoints=skeleton.keypoints,
        individuals=("anna", "bo"),
        space_unit="px" if n_space == 2 else "m",
        attrs={"image_width_px": 640, "image_height_px": 480},
    )


def test_2d_tracks_come_back(tmp_path):
    write_2d(tracks(2), tmp_path / "data_2d_custom_run.npz")
    again = read_2d(tmp_path / "data_2d_custom_run.npz", trusted=True)
    assert again["position"].equals(tracks(2)["position"].astype(float))
    assert again.attrs["image_width_px"] == 640
    assert again.attrs["fps"] == 25.0


def test_the_layout_is_the_one_the_training_code_expects(tmp_path):
    write_2d(tracks(2), tmp_path / "a.npz")
    with np.load(tmp_path / "a.npz", allow_pickle=True) as content:
        metadata = content["metadata"].item()
        points = content["positions_2d"].item()["anna"]["custom"][0]
    assert points.shape == (5, 17, 2)
    left, right = metadata["keypoints_symmetry"]
    assert left == [1, 3, 5, 7, 9, 11, 13, 15]
    assert right == [2, 4, 6, 8, 10, 12, 14, 16]
    assert metadata["num_joints"] == 17


def test_the_coco_layout_of_others_has_names(tmp_path):
    points = np.zeros((3, 17, 2), np.float32)
    np.savez(
        tmp_path / "a.npz",
        positions_2d=np.array({"S1": {"custom": [points]}}, dtype=object),
        metadata=np.array({"layout_name": "coco", "num_joints": 17}, dtype=object),
    )
    again = read_2d(tmp_path / "a.npz", trusted=True)
    assert tuple(again["keypoint"].to_numpy()) == COCO_17.keypoints


def test_3d_tracks_come_back(tmp_path):
    write_3d(tracks(3, H36M_17), tmp_path / "a.npz")
    again = read_3d(tmp_path / "a.npz", H36M_17, rate_hz=25.0, trusted=True)
    assert again["position"].equals(tracks(3, H36M_17)["position"].astype(float))


def test_a_file_that_is_not_trusted_is_not_opened(tmp_path):
    points = {"S1": {"custom": [np.zeros((3, 17, 2))]}}
    np.savez(tmp_path / "a.npz", positions_2d=np.array(points, dtype=object))
    with pytest.raises(FormatError, match="runs code of whoever made the file"):
        read_2d(tmp_path / "a.npz")


def test_a_file_of_ours_is_read_without_trust_with_its_times(tmp_path):
    late = tracks(2).assign_coords(time=3.0 + np.arange(5) ** 1.1)
    write_2d(late, tmp_path / "a.npz")
    again = read_2d(tmp_path / "a.npz")
    assert again["time"].to_numpy() == pytest.approx(late["time"].to_numpy())
    assert again["position"].equals(late["position"].astype(float))


def test_another_skeleton_is_refused(tmp_path):
    write_3d(tracks(3, H36M_17).isel(keypoint=slice(5)), tmp_path / "a.npz")
    with pytest.raises(FormatError, match="should hold 17 keypoints"):
        read_3d(tmp_path / "a.npz", H36M_17, rate_hz=25.0, trusted=True)


def test_something_else_is_refused(tmp_path):
    np.savez(tmp_path / "a.npz", other=np.zeros(3))
    with pytest.raises(FormatError, match="is not an npz file of VideoPose3D"):
        read_2d(tmp_path / "a.npz", trusted=True)


def test_2d_needs_the_size_of_the_picture(tmp_path):
    without = tracks(2)
    del without.attrs["image_width_px"]
    with pytest.raises(SchemaError, match="image_width_px"):
        write_2d(without, tmp_path / "a.npz")
    with pytest.raises(SchemaError, match="needs 3D tracks"):
        write_3d(without, tmp_path / "a.npz")
