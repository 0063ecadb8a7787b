import numpy as np
import pytest

from midstance.pose.camera_steps import may_move, with_camera_steps
from midstance.schema.poses import FramePoses, nobody
from midstance.video.reader import open_video
from midstance.video.writer import VideoWriter


def poses_with(steps):
    points = np.empty((0, 33, 2), np.float32), np.empty((0, 33), np.float32)
    return [
        (k / 30, FramePoses(*points, camera_step=step)) for k, step in enumerate(steps)
    ]


def shift(by_px):
    return np.array([[1.0, 0, by_px], [0, 1, 0], [0, 0, 1]])


def test_one_look_that_shows_motion_is_enough_to_look_again():
    unknown = np.full((3, 3), np.nan)
    looks = [None, shift(0.0), unknown, shift(0.1), unknown]
    assert not may_move(poses_with(looks), 640, 480)
    assert may_move(poses_with([*looks, shift(9.0)]), 640, 480)
    assert not may_move([], 640, 480)


def test_every_frame_gets_the_step_of_a_camera_that_pans(tmp_path):
    wall = np.random.default_rng(0).integers(0, 255, (48, 64, 1), np.uint8)
    wall = np.repeat(wall.repeat(5, 0).repeat(5, 1), 3, axis=2)
    with VideoWriter(tmp_path / "a.mp4", 160, 120, 30.0) as writer:
        for k in range(6):
            writer.write(np.ascontiguousarray(wall[40:160, 3 * k : 3 * k + 160]))
    poses = [(k / 30, nobody(33)) for k in range(6)]
    done = []
    with open_video(tmp_path / "a.mp4") as video:
        followed = with_camera_steps(
            poses, video, progress=lambda *stage: done.append(stage)
        )
    steps = np.stack([pose.camera_step for _, pose in followed])
    assert np.isnan(steps[0]).all()
    assert steps[1:, 0, 2] == pytest.approx(3.0, abs=0.3)
    assert steps[1:, 1, 2] == pytest.approx(0.0, abs=0.3)
    assert done[-1] == ("Following the camera", 6, 6)
