import numpy as np
import pytest

from midstance.errors import VideoError
from midstance.web.label import frame_process
from midstance.web.label.frame_process import FrameProcess
from midstance.web.label.frames import FrameStore

TIMES_S = np.arange(120) / 30.0


@pytest.fixture
def frames(clip):
    asked = FrameProcess(clip, TIMES_S)
    yield asked
    asked.close()


def test_the_frames_are_those_of_the_video(frames, clip):
    here = FrameStore(clip, TIMES_S)
    for index in (40, 39, 0):
        assert frames.jpeg(index) == here.jpeg(index)


def test_what_cannot_be_shown_is_said_and_the_next_frame_comes(frames):
    with pytest.raises(VideoError, match="Frame 200 does not exist"):
        frames.jpeg(200)
    assert frames.jpeg(3)[:2] == b"\xff\xd8"


def test_a_process_that_dies_is_a_sentence_and_is_replaced(frames):
    frames.jpeg(0)
    frames._process.kill()
    frames._process.join()
    with pytest.raises(VideoError, match="process that tried was ended"):
        frames.jpeg(1)
    assert frames.jpeg(1)[:2] == b"\xff\xd8"


def test_a_frame_that_takes_too_long_is_given_up(frames, monkeypatch):
    monkeypatch.setattr(frame_process, "WAIT_S", 0.0)
    with pytest.raises(VideoError, match="was ended"):
        frames.jpeg(0)


def test_closing_twice_is_no_harm(frames):
    frames.jpeg(0)
    frames.close()
    frames.close()
