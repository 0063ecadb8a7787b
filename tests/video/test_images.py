import cv2
import numpy as np
import pytest

from midstance.errors import VideoError
from midstance.video.images import FolderSource


def save(path, shape=(6, 8, 3), value=9):
    cv2.imwrite(str(path), np.full(shape, value, np.uint8))


def test_pictures_come_in_natural_order(tmp_path):
    for number in (10, 9, 100, 1):
        save(tmp_path / f"frame {number}.png", value=number)
    pictures = list(FolderSource(tmp_path, 25.0).pictures(0.0, []))
    assert [int(show()[0, 0, 0]) for _, _, show in pictures] == [1, 9, 10, 100]
    assert [time_s for time_s, _, _ in pictures] == pytest.approx(
        [0.0, 0.04, 0.08, 0.12]
    )


def test_the_facts_are_those_of_the_folder(tmp_path):
    for number in range(5):
        save(tmp_path / f"{number}.jpg")
    (tmp_path / "notes.txt").touch()
    (tmp_path / ".0.jpg").touch()
    info = FolderSource(tmp_path, 10.0).info
    assert (info.width_px, info.height_px, info.n_frames) == (8, 6, 5)
    assert info.duration_s == pytest.approx(0.5)
    assert info.codec == "images"


def test_the_clock_is_said_to_be_assumed(tmp_path):
    save(tmp_path / "a.png")
    assert [note.text for note in FolderSource(tmp_path, 10.0).notes] == [
        "A folder of pictures carries no clock; 10 per second was taken."
    ]


def test_grey_and_colour_pictures_become_rgb(tmp_path):
    cv2.imwrite(str(tmp_path / "0.png"), np.full((6, 8), 7, np.uint8))
    blue_first = np.zeros((6, 8, 3), np.uint8)
    blue_first[..., 2] = 200
    cv2.imwrite(str(tmp_path / "1.png"), blue_first)
    grey, red = (show() for _, _, show in FolderSource(tmp_path, 1).pictures(0, []))
    assert grey[0, 0].tolist() == [7, 7, 7]
    assert red[0, 0].tolist() == [200, 0, 0]


def test_a_folder_without_pictures_is_refused(tmp_path):
    (tmp_path / "notes.txt").touch()
    with pytest.raises(VideoError, match="holds no pictures"):
        FolderSource(tmp_path, 30.0)


def test_pictures_of_unlike_size_are_refused(tmp_path):
    save(tmp_path / "0.png")
    save(tmp_path / "1.png", shape=(6, 9, 3))
    source = FolderSource(tmp_path, 30.0)
    with pytest.raises(VideoError, match=r"8 x 6 px .* 1\.png is 9 x 6 px"):
        [show() for _, _, show in source.pictures(0.0, [])]


@pytest.mark.parametrize("stored", [b"", b"no picture"])
def test_a_picture_that_cannot_be_read_is_named(tmp_path, stored):
    (tmp_path / "0.png").write_bytes(stored)
    with pytest.raises(VideoError, match=r"0\.png cannot be read"):
        FolderSource(tmp_path, 30.0)


def test_a_rate_of_zero_is_refused(tmp_path):
    with pytest.raises(VideoError, match="image_rate_hz must be above 0"):
        FolderSource(tmp_path, 0.0)
