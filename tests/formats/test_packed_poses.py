import dataclasses
import tracemalloc

import numpy as np
import pytest

from midstance.formats import packed_poses
from midstance.formats.packed_poses import PackedPoses, pack, unpack
from midstance.schema.poses import FramePoses, nobody


def frame(number):
    """Return a frame with none to three people, of whom not everything is known."""
    rng, n = np.random.default_rng(number), number % 4
    if n == 0:
        return number / 30, nobody(33)
    return number / 30, FramePoses(
        rng.normal(size=(n, 33, 2)).astype("f4"),
        rng.random((n, 33)).astype("f4"),
        xyz_m=None if number % 5 == 0 else rng.normal(size=(n, 33, 3)).astype("f4"),
        appearance=rng.random((n, 8)).astype("f4") if number % 3 else None,
        second_look=None if number % 3 else rng.random((n, 33, 6)).astype("f4"),
        camera_step=np.eye(3) if number % 7 == 0 else None,
        image_new=number / 100,
        image_mixed=number / 50 if number % 2 else np.nan,
    )


def assert_same(one, other):
    assert one[0] == other[0]
    for field in dataclasses.fields(FramePoses):
        a, b = getattr(one[1], field.name), getattr(other[1], field.name)
        assert (a is None) == (b is None), field.name
        assert np.asarray(a).dtype == np.asarray(b).dtype
        assert np.asarray(a).tobytes() == np.asarray(b).tobytes(), field.name


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch):
    monkeypatch.setattr(packed_poses, "N_IN_BLOCK", 8)


@pytest.mark.parametrize("n_frames", [0, 1, 7, 8, 9, 24, 29])
def test_what_was_packed_comes_back_to_the_bit(n_frames):
    frames = [frame(number) for number in range(n_frames)]
    packed = PackedPoses(frames)
    assert len(packed) == n_frames
    for one, other in zip(frames, packed, strict=True):
        assert_same(one, other)
    for number in (*range(n_frames), *range(-n_frames, 0)):
        assert_same(frames[number], packed[number])
    for one, other in zip(frames[3:-2], packed[3:-2], strict=True):
        assert_same(one, other)
    with pytest.raises(IndexError):
        packed[n_frames]


@pytest.mark.parametrize("n_frames", [1, 8, 13, 16, 29])
def test_the_arrays_of_the_first_frames_are_those_of_all_at_once(n_frames):
    frames = [frame(number) for number in range(29)]
    arrays = dict(PackedPoses(frames).arrays(n_frames))
    expected = pack(frames[:n_frames])
    assert arrays.keys() == expected.keys()
    for name, values in expected.items():
        np.testing.assert_array_equal(arrays[name], values)


def test_a_frame_takes_little_more_than_its_numbers(monkeypatch):
    monkeypatch.setattr(packed_poses, "N_IN_BLOCK", 256)
    n_frames, keypoints = 2048, np.zeros((1, 33, 2), "f4")

    def grown(make):
        tracemalloc.start()
        kept = make(
            (n / 30, FramePoses(keypoints.copy(), np.zeros((1, 33), "f4")))
            for n in range(n_frames)
        )
        size = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        assert len(kept) == n_frames
        return size / n_frames

    assert grown(PackedPoses) < 33 * 3 * 4 + 60
    assert grown(list) > 33 * 3 * 4 + 300


def test_what_an_earlier_version_packed_is_still_read():
    arrays = pack([frame(number) for number in range(5)])
    del arrays["image_mixed"]
    poses = [pose for _, pose in unpack(arrays)]
    assert np.isnan([pose.image_mixed for pose in poses]).all()
    assert poses[3].image_new == 0.03


def test_a_log_of_a_version_without_second_looks_is_still_read():
    arrays = pack([frame(number) for number in range(5)])
    older = {name: v for name, v in arrays.items() if "second_look" not in name}
    assert all(pose.second_look is None for _, pose in unpack(older))
