import numpy as np
import pandas as pd
import pytest

from midstance.activity.overlay import between, drawn_picture, write_activity_video
from midstance.drawing.colours import LEFT, RIGHT
from midstance.schema.skeletons import MPII_16
from midstance.video.reader import open_video
from midstance.video.writer import VideoWriter

AT = {name: index for index, name in enumerate(MPII_16.keypoints)}
SHARES = pd.Series({"walk": 0.7, "run": 0.2, "jump": 0.1})


def person():
    xy = np.full((1, 16, 2), np.nan)
    xy[0, AT["left_knee"]], xy[0, AT["left_ankle"]] = (100, 100), (100, 200)
    xy[0, AT["right_knee"]], xy[0, AT["right_ankle"]] = (300, 100), (300, 200)
    return xy


def test_each_side_has_its_colour_where_its_bones_are():
    image = np.full((480, 640, 3), 128, np.uint8)
    drawn = drawn_picture(image, person(), SHARES)
    assert drawn.shape == (480, 640, 3)
    assert tuple(drawn[150, 100]) == pytest.approx(LEFT, abs=2)
    assert tuple(drawn[150, 300]) == pytest.approx(RIGHT, abs=2)
    assert tuple(drawn[150, 200]) == (128, 128, 128)
    assert image.min() == 128


def test_the_words_are_at_the_lower_left_also_without_anybody():
    image = np.full((480, 640, 3), 128, np.uint8)
    for shares in (SHARES, pd.Series({"walk": np.nan, "run": np.nan})):
        drawn = drawn_picture(image, person()[:0], shares)
        changed = (drawn != 128).any(axis=-1)
        assert changed[-20:, :20].all()
        assert not changed[:300].any()
        assert not changed[:, 400:].any()


def test_what_is_told_stands_above_where_it_is_not_the_likeliest():
    image = np.full((480, 640, 3), 128, np.uint8)
    likeliest, same, unsure = (
        drawn_picture(image, person()[:0], SHARES, told=told)
        for told in (None, "walk", "not sure")
    )
    assert (likeliest == same).all()
    tops = [
        int((drawn != 128).any(axis=(1, 2)).argmax()) for drawn in (likeliest, unsure)
    ]
    assert tops[1] < tops[0] - 10


def test_a_small_picture_is_enlarged_and_its_joints_with_it():
    image = np.full((180, 320, 3), 128, np.uint8)
    drawn = drawn_picture(image, person() / 2, SHARES)
    assert drawn.shape == (360, 640, 3)
    assert tuple(drawn[150, 100]) == pytest.approx(LEFT, abs=2)


def test_a_video_keeps_its_frames_and_their_times(tmp_path):
    with VideoWriter(tmp_path / "in.mp4", 64, 48, 10.0) as writer:
        for k in range(6):
            writer.write(np.full((48, 64, 3), 128, np.uint8), k / 10)
    table = pd.DataFrame({"time_s": [0.0, 0.3], "walk": [0.9, 0.1], "run": [0.1, 0.9]})
    people = np.full((2, 2, 16, 2), np.nan)
    with open_video(tmp_path / "in.mp4") as video:
        write_activity_video(
            video, tmp_path / "out.mp4", people, table, ["walk", "run"]
        )
    with open_video(tmp_path / "out.mp4") as video:
        frames = list(video)
    assert [frame.time_s for frame in frames] == pytest.approx(np.arange(6) / 10)
    first, before, after = (frames[k].image.astype(int) for k in (0, 2, 4))
    words = slice(-120, None), slice(120)
    assert np.abs(before - first)[words].mean() < 1
    assert np.abs(before - after)[words].mean() > 3


def test_skeletons_go_on_between_two_looks():
    first, second = (np.full((2, 16, 2), np.nan) for _ in range(2))
    first[0], second[1] = [100.0, 100.0], [120.0, 100.0]
    first[0, :8, 1] = second[1, :8, 1] = 300.0
    seen = between(np.stack([first, second]), np.array([0.0, 0.2]), 0.05)
    assert np.nanmin(seen[0], axis=0) == pytest.approx([105, 100])
    assert np.isnan(seen[1:]).all()
    # Before the first look and after the last one people are where they were seen.
    for time_s, expected in ((-1.0, 100), (0.0, 100), (0.2, 120), (9.0, 120)):
        people = between(np.stack([first, second]), np.array([0.0, 0.2]), time_s)
        assert np.nanmin(people[..., 0]) == pytest.approx(expected)


def test_somebody_who_is_far_away_at_the_next_look_is_somebody_else():
    first, second = (np.full((2, 16, 2), np.nan) for _ in range(2))
    first[0], second[0] = [100.0, 100.0], [400.0, 100.0]
    first[0, :8, 1] = second[0, :8, 1] = 200.0
    looks, times = np.stack([first, second]), np.array([0.0, 0.2])
    for time_s, expected in ((0.05, 100), (0.15, 400)):
        people = between(looks, times, time_s)
        assert np.nanmin(people[..., 0]) == pytest.approx(expected)
        assert np.nanmax(people[..., 0]) == pytest.approx(expected)
