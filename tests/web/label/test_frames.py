import cv2
import numpy as np
import pytest

from midstance.errors import VideoError
from midstance.video.writer import VideoWriter
from midstance.web.label.frames import FrameStore

TIMES_S = np.arange(120) / 30.0


def frame_in(jpeg):
    """The number that the two halves of a picture of the clip say."""
    image = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_GRAYSCALE)
    ones, elevens = image[:, 8:40].mean(), image[:, 56:88].mean()
    return round(ones / 20) + 11 * round(elevens / 20)


@pytest.mark.parametrize("order", [[0, 1, 2, 40], [90, 89, 60, 3], [119, 0, 118]])
def test_every_frame_is_the_right_one_in_any_order(clip, order):
    store = FrameStore(clip, TIMES_S)
    assert [frame_in(store.jpeg(i)) for i in order] == order


def test_frames_are_found_by_their_time_when_only_a_part_was_analyzed(clip):
    store = FrameStore(clip, TIMES_S[45:60])
    assert frame_in(store.jpeg(0)) == 45


def test_frames_that_were_left_out_do_not_shift_the_others(clip):
    store = FrameStore(clip, np.delete(TIMES_S, [3, 4]))
    assert frame_in(store.jpeg(3)) == 5


def test_a_frame_that_is_not_there_is_named(clip):
    store = FrameStore(clip, np.append(TIMES_S, 9.0))
    with pytest.raises(VideoError, match="Frame 200 does not exist"):
        store.jpeg(200)
    with pytest.raises(VideoError, match=r"no picture at 9\.000 s"):
        store.jpeg(120)
    assert frame_in(store.jpeg(0)) == 0


def test_a_large_picture_is_made_smaller_and_keeps_its_colour(tmp_path):
    image = np.zeros((100, 3200, 3), np.uint8)
    image[..., 0] = 200
    with VideoWriter(tmp_path / "wide.mp4", 3200, 100, 30.0) as writer:
        writer.write(image)
    jpeg = FrameStore(tmp_path / "wide.mp4", np.zeros(1)).jpeg(0)
    shown = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert shown.shape == (50, 1600, 3)
    assert shown.mean((0, 1)) == pytest.approx([0, 0, 200], abs=8)


def test_only_so_much_is_kept_in_memory(clip, monkeypatch):
    monkeypatch.setattr("midstance.web.label.frames._KEPT_BYTES", 3000)
    store = FrameStore(clip, TIMES_S)
    for i in (50, 0, 50, 51):
        assert frame_in(store.jpeg(i)) == i
    assert store._n_bytes <= 3000


def test_a_folder_of_images_is_read_at_its_rate(tmp_path):
    for i in range(5):
        image = np.full((64, 96, 3), 20 * i, np.uint8)
        image[:, 48:] = 0
        cv2.imwrite(str(tmp_path / f"{i}.png"), image)
    store = FrameStore(tmp_path, np.arange(5) / 240.0, image_rate_hz=240.0)
    assert [frame_in(store.jpeg(i)) for i in (4, 2)] == [4, 2]
