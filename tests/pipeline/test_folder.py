import numpy as np
import pytest

from midstance.config import Config
from midstance.errors import NotEnoughDataError, VideoError
from midstance.pipeline.folder import analyze_into
from midstance.video.writer import VideoWriter


@pytest.fixture
def empty_room(tmp_path):
    """A second of grey."""
    path = tmp_path / "room.mp4"
    with VideoWriter(path, 320, 240, 30.0) as writer:
        for _ in range(30):
            writer.write(np.full((240, 320, 3), 128, np.uint8))
    return path


def test_a_wrong_video_leaves_no_folder(tmp_path):
    with pytest.raises(VideoError, match="No video at"):
        analyze_into(tmp_path / "out", tmp_path / "none.mp4", Config())
    assert not (tmp_path / "out").exists()


def test_a_wrong_video_leaves_what_was_there(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "notes.txt").write_text("mine", "utf-8")
    with pytest.raises(VideoError):
        analyze_into(tmp_path / "out", tmp_path / "none.mp4", Config())
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["notes.txt"]


@pytest.mark.weights
def test_nobody_in_the_picture_is_said_and_leaves_no_folder(tmp_path, empty_room):
    with pytest.raises(NotEnoughDataError, match=r"Nobody was found in .*room\.mp4"):
        analyze_into(tmp_path / "out", empty_room, Config())
    assert not (tmp_path / "out").exists()
