import dataclasses

import numpy as np
import pytest

from midstance.formats.pose_log import load_pose_log, save_pose_log
from midstance.schema.poses import FramePoses, nobody


def person(value, n_people=1):
    return FramePoses(
        np.full((n_people, 2, 2), value, "f4"),
        np.full((n_people, 2), 0.5, "f4"),
        np.full((n_people, 2, 3), -value, "f4"),
    )


@pytest.fixture
def poses():
    """A frame with one person, one with nobody, one with two."""
    return [(0.0, person(1.0)), (0.1, nobody(2)), (0.25, person(3.0, 2))]


def test_poses_come_back(tmp_path, poses):
    save_pose_log(poses, tmp_path / "log.npz", key="k")
    loaded = load_pose_log(tmp_path / "log.npz", key="k")
    assert [time_s for time_s, _ in loaded] == [0.0, 0.1, 0.25]
    assert [pose.n_people for _, pose in loaded] == [1, 0, 2]
    for (_, old), (_, new) in zip(poses, loaded, strict=True):
        np.testing.assert_array_equal(old.xy_px, new.xy_px)
    np.testing.assert_array_equal(loaded[2][1].xyz_m, poses[2][1].xyz_m)


def test_the_steps_of_the_camera_come_back(tmp_path, poses):
    steps = np.arange(27.0).reshape(3, 3, 3)
    steps[0] = np.nan
    poses = [
        (time_s, dataclasses.replace(pose, camera_step=step))
        for (time_s, pose), step in zip(poses, steps, strict=True)
    ]
    save_pose_log(poses, tmp_path / "log.npz", key="k")
    loaded = load_pose_log(tmp_path / "log.npz", key="k")
    np.testing.assert_array_equal([pose.camera_step for _, pose in loaded], steps)


def test_clothes_come_back_and_older_logs_have_none(tmp_path, poses):
    save_pose_log(poses, tmp_path / "log.npz", key="k")
    without = load_pose_log(tmp_path / "log.npz", key="k")
    assert all(pose.appearance is None for _, pose in without)
    dressed = [
        (
            time_s,
            dataclasses.replace(pose, appearance=np.full((pose.n_people, 5), 0.2)),
        )
        for time_s, pose in poses
    ]
    save_pose_log(dressed, tmp_path / "log.npz", key="k")
    loaded = load_pose_log(tmp_path / "log.npz", key="k")
    assert [pose.appearance.shape for _, pose in loaded] == [(1, 5), (0, 5), (2, 5)]


def test_another_key_counts_as_no_log(tmp_path, poses):
    save_pose_log(poses, tmp_path / "log.npz", key="k")
    assert load_pose_log(tmp_path / "log.npz", key="other") == []


def test_a_damaged_or_missing_file_counts_as_no_log(tmp_path):
    (tmp_path / "log.npz").write_bytes(b"PK\x03\x04 cut off")
    assert load_pose_log(tmp_path / "log.npz", key="k") == []
    assert load_pose_log(tmp_path / "none.npz", key="k") == []
