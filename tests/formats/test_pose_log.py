import dataclasses

import numpy as np
import pytest

from midstance.formats.pose_log import PoseLog, load_pose_log, save_pose_log
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
    assert_same(poses, loaded.poses)
    assert not loaded.is_whole
    assert loaded.memory is None


def test_what_is_known_of_some_frames_only_comes_back_for_these(tmp_path, poses):
    (_, one), nobody_seen, (_, two) = poses
    mixed = [
        (0.0, dataclasses.replace(one, appearance=np.full((1, 5), 0.2))),
        nobody_seen,
        (0.2, dataclasses.replace(two, xyz_m=None, camera_step=np.eye(3))),
        (0.3, dataclasses.replace(one, image_new=0.25)),
    ]
    save_pose_log(mixed, tmp_path / "log.npz", key="k")
    assert_same(mixed, load_pose_log(tmp_path / "log.npz", key="k").poses)


def test_a_memory_comes_back_with_the_types_of_its_arrays(tmp_path, poses):
    memory = {
        "session/n": np.array(3),
        "session/boxes": np.empty((0, 4), np.float32),
        "camera/picture": np.arange(6, dtype=np.uint8).reshape(2, 3),
    }
    path = tmp_path / "log.npz"
    save_pose_log(poses, path, key="k", memory=memory, is_whole=True)
    loaded = load_pose_log(path, key="k")
    assert loaded.is_whole
    assert loaded.memory.keys() == memory.keys()
    for name, values in memory.items():
        assert loaded.memory[name].dtype == values.dtype
        np.testing.assert_array_equal(loaded.memory[name], values)


def test_an_empty_memory_is_not_none(tmp_path, poses):
    save_pose_log(poses, tmp_path / "log.npz", key="k", memory={})
    assert load_pose_log(tmp_path / "log.npz", key="k").memory == {}


def assert_same(before, after):
    assert [time_s for time_s, _ in before] == [time_s for time_s, _ in after]
    for (_, old), (_, new) in zip(before, after, strict=True):
        for field in dataclasses.fields(FramePoses):
            one, other = getattr(old, field.name), getattr(new, field.name)
            assert (one is None) == (other is None), field.name
            if one is not None:
                assert np.asarray(one).dtype == np.asarray(other).dtype
                np.testing.assert_array_equal(one, other)


def test_the_steps_of_the_camera_come_back(tmp_path, poses):
    steps = np.arange(27.0).reshape(3, 3, 3)
    steps[0] = np.nan
    poses = [
        (time_s, dataclasses.replace(pose, camera_step=step))
        for (time_s, pose), step in zip(poses, steps, strict=True)
    ]
    save_pose_log(poses, tmp_path / "log.npz", key="k")
    loaded = load_pose_log(tmp_path / "log.npz", key="k")
    found = [pose.camera_step for _, pose in loaded.poses]
    np.testing.assert_array_equal(found, steps)


def test_clothes_come_back_and_older_logs_have_none(tmp_path, poses):
    save_pose_log(poses, tmp_path / "log.npz", key="k")
    without = load_pose_log(tmp_path / "log.npz", key="k")
    assert all(pose.appearance is None for _, pose in without.poses)
    dressed = [
        (
            time_s,
            dataclasses.replace(pose, appearance=np.full((pose.n_people, 5), 0.2)),
        )
        for time_s, pose in poses
    ]
    save_pose_log(dressed, tmp_path / "log.npz", key="k")
    loaded = load_pose_log(tmp_path / "log.npz", key="k")
    shapes = [pose.appearance.shape for _, pose in loaded.poses]
    assert shapes == [(1, 5), (0, 5), (2, 5)]


def test_another_key_counts_as_no_log(tmp_path, poses):
    save_pose_log(poses, tmp_path / "log.npz", key="k")
    assert load_pose_log(tmp_path / "log.npz", key="other") == PoseLog()


def test_a_damaged_or_missing_file_counts_as_no_log(tmp_path):
    (tmp_path / "log.npz").write_bytes(b"PK\x03\x04 cut off")
    assert load_pose_log(tmp_path / "log.npz", key="k") == PoseLog()
    assert load_pose_log(tmp_path / "none.npz", key="k") == PoseLog()


@pytest.mark.parametrize("n_bytes", [100, 400, 1000])
def test_a_file_that_is_cut_off_counts_as_no_log(tmp_path, poses, n_bytes):
    path = tmp_path / "log.npz"
    save_pose_log(poses, path, key="k", memory={})
    path.write_bytes(path.read_bytes()[:-n_bytes])
    assert load_pose_log(path, key="k") == PoseLog()


def test_a_file_without_all_its_arrays_counts_as_no_log(tmp_path):
    np.savez(tmp_path / "log.npz", key="k", time_s=[0.0])
    assert load_pose_log(tmp_path / "log.npz", key="k") == PoseLog()
