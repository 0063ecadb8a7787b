import queue
import sys

import numpy as np
import pytest

from midstance.errors import MissingDependencyError, VideoError
from midstance.video import live
from midstance.video.live import FileSource, Newest, ScreenSource, open_source
from midstance.video.writer import VideoWriter


class Tray:
    """A source that gives what is put on it, and knows when all was taken."""

    def __init__(self):
        self.queue = queue.Queue()
        self.n_read = 0
        self.is_closed = False

    def put(self, *values):
        for value in values:
            self.queue.put(value)

    def read(self):
        try:
            value = self.queue.get(timeout=0.3)
        except queue.Empty:
            return None
        if isinstance(value, Exception):
            raise value
        return None if value is None else np.full((4, 4, 3), value, np.uint8)

    def close(self):
        self.is_closed = True


class Clock:
    def __init__(self):
        self.now_s = 10.0

    def __call__(self):
        return self.now_s

    def sleep(self, time_s):
        self.now_s += time_s


def until(condition):
    for _ in range(10_000):
        if condition():
            return
        live.time.sleep(0.0005)
    raise AssertionError


def test_who_is_slow_gets_the_newest_picture_and_hears_what_was_left_out():
    tray = Tray()
    with Newest(tray, wait_s=2.0) as pictures:
        shots = iter(pictures)
        tray.put(1)
        first = next(shots)
        tray.put(2, 3, 4)
        until(lambda: pictures._n_waiting == 3)
        second = next(shots)
        tray.put(5, None)
        rest = list(shots)
    assert (first.image[0, 0, 0], first.n_dropped, first.time_s) == (1, 0, 0.0)
    assert (second.image[0, 0, 0], second.n_dropped) == (4, 2)
    assert [shot.image[0, 0, 0] for shot in rest] == [5]
    assert tray.is_closed


def test_pictures_carry_the_time_when_they_were_taken():
    tray, clock = Tray(), Clock()
    with Newest(tray, clock=clock, wait_s=2.0) as pictures:
        shots = iter(pictures)
        tray.put(1)
        assert next(shots).taken_s == 10.0
        clock.now_s = 12.5
        tray.put(2, None)
        second = next(shots)
    assert (second.time_s, second.taken_s) == (2.5, 12.5)


def test_a_camera_that_falls_silent_is_said_so():
    tray = Tray()
    with (
        pytest.raises(VideoError, match=r"No picture came for 0\.05 s"),
        Newest(tray, wait_s=0.05) as pictures,
    ):
        next(iter(pictures))


def test_a_source_that_breaks_breaks_the_loop():
    tray = Tray()
    tray.put(VideoError("torn"))
    with pytest.raises(VideoError, match="torn"), Newest(tray, wait_s=2.0) as pictures:
        next(iter(pictures))


def test_a_video_plays_in_its_own_time(tmp_path):
    path = tmp_path / "clip.mp4"
    with VideoWriter(path, 32, 32, 10.0) as writer:
        for k in range(4):
            writer.write(np.full((32, 32, 3), 60 * k, np.uint8))
    clock = Clock()
    source = open_source(str(path))
    assert isinstance(source, FileSource)
    source.close()
    source = FileSource(path, clock=clock, sleep=clock.sleep)
    times_s = []
    while (image := source.read()) is not None:
        times_s.append(clock.now_s - 10.0)
        assert image.shape == (32, 32, 3)
        clock.now_s += 0.02
    source.close()
    assert times_s == pytest.approx([0.0, 0.1, 0.2, 0.3], abs=1e-6)


def test_a_camera_that_is_not_there_is_one_sentence(monkeypatch):
    import cv2

    class Missing:
        def __init__(self, number):
            assert number == 7

        def isOpened(self):  # noqa: N802 -- OpenCV's name
            return False

    monkeypatch.setattr(cv2, "VideoCapture", Missing)
    with pytest.raises(VideoError, match="Camera 7 cannot be opened"):
        open_source("7")


def test_a_camera_gives_its_colours_in_our_order(monkeypatch):
    import cv2

    class Camera:
        def __init__(self, number):
            self.left = [np.full((2, 2, 3), (1, 2, 3), np.uint8)]

        def isOpened(self):  # noqa: N802 -- OpenCV's name
            return True

        def set(self, *_):
            return True

        def read(self):
            return (True, self.left.pop()) if self.left else (False, None)

        def release(self):
            self.left = None

    monkeypatch.setattr(cv2, "VideoCapture", Camera)
    source = open_source("0")
    assert source.read()[0, 0].tolist() == [3, 2, 1]
    assert source.read() is None
    source.close()


def test_the_screen_needs_its_library(monkeypatch):
    monkeypatch.setitem(sys.modules, "mss", None)
    with pytest.raises(MissingDependencyError, match=r"midstance\[screen\]"):
        ScreenSource()


def test_the_screen_is_seen_in_our_colours(monkeypatch):
    class Screen:
        monitors = ("all", "first")

        def grab(self, area):
            assert area == "first"
            return np.full((2, 2, 4), (1, 2, 3, 255), np.uint8)

        def close(self):
            pass

    class Library:
        mss = Screen

        class exception:  # noqa: N801 -- the name of the library
            ScreenShotError = OSError

    monkeypatch.setitem(sys.modules, "mss", Library)
    source = open_source(None, screen=True)
    assert source.read()[0, 0].tolist() == [3, 2, 1]
    source.close()
