from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from midstance.config import Clip, Config
from midstance.drawing.stills import draw_stills
from midstance.errors import VideoError
from midstance.schema.events import make_events
from midstance.schema.tracks import make_tracks
from midstance.video import reader
from midstance.video.writer import VideoWriter

RATE_HZ = 20.0
NAMES = ("left_hip", "left_ankle", "right_hip", "right_ankle")


def clip_of(path, n_frames):
    """Frame `i` is a grey of 2 times `i`."""
    with VideoWriter(path, 320, 480, RATE_HZ) as writer:
        for i in range(n_frames):
            writer.write(np.full((480, 320, 3), 2 * i, np.uint8))
    return path


def found(n_frames, events, slow_motion=1.0):
    """What was found of somebody who stands in the middle."""
    position = np.empty((n_frames, 2, 4, 1))
    position[:, 0] = 160
    position[:, 1, :, 0] = 140 + 200 * np.array([0, 1, 0, 1])
    tracks = make_tracks(
        position,
        np.ones((n_frames, 4, 1)),
        np.arange(n_frames) / RATE_HZ / slow_motion,
        keypoints=NAMES,
    )
    return SimpleNamespace(
        config=Config(),
        video=SimpleNamespace(width_px=320, height_px=480),
        tracks=tracks,
        scenes={},
        events=make_events(
            [("person-1", side, kind, at, 0.01, "truth") for side, kind, at in events]
        ),
    )


def grey(evidence):
    stored = np.frombuffer(evidence.jpeg, np.uint8)
    return float(np.median(cv2.imdecode(stored, cv2.IMREAD_GRAYSCALE)[:20])) / 2


STRIDE = [
    ("left", "initial_contact", 4.01),
    ("left", "toe_off", 4.26),
    ("right", "toe_off", 4.66),
]


def test_each_event_is_shown_by_the_frame_nearest_to_it(tmp_path):
    path = clip_of(tmp_path / "a.mp4", 110)
    stills = draw_stills(found(110, STRIDE), path, Clip())
    assert [(one.side, one.event) for one in stills] == [event[:2] for event in STRIDE]
    assert [one.frame_time_s for one in stills] == pytest.approx([4.0, 4.25, 4.65])
    assert [grey(one) for one in stills] == pytest.approx([80, 85, 93], abs=1.0)


def test_only_the_frames_around_the_events_are_read(tmp_path, monkeypatch):
    path = clip_of(tmp_path / "a.mp4", 110)
    analysis = found(110, STRIDE)
    handed_on, frame = [], reader.Frame

    def counted(*args):
        handed_on.append(args[0])
        return frame(*args)

    monkeypatch.setattr("midstance.video.reader.Frame", counted)
    draw_stills(analysis, path, Clip())
    assert len(handed_on) == 14


def test_slow_motion_is_read_on_the_clock_of_the_file(tmp_path):
    path = clip_of(tmp_path / "a.mp4", 80)
    events = [("left", "toe_off", 0.5)]
    (still,) = draw_stills(found(80, events, 4.0), path, Clip(slow_motion=4.0))
    assert still.frame_time_s == pytest.approx(0.5)
    assert grey(still) == pytest.approx(40, abs=1.0)


def test_without_events_nothing_is_read(tmp_path):
    assert draw_stills(found(5, []), tmp_path / "none.mp4", Clip()) == []
    with pytest.raises(VideoError, match="No video at"):
        draw_stills(found(110, STRIDE), tmp_path / "none.mp4", Clip())
