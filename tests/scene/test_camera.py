import numpy as np
import pytest

from midstance.config import Config
from midstance.scene.camera import follow_camera
from midstance.scene.surface import find_surface
from midstance.schema.poses import FramePoses
from midstance.schema.tracks import camera_of


def poses_of(tracks, shift_px):
    """Poses of frames before each of which the camera turned by `shift_px`."""
    step = np.array([[1.0, 0, shift_px], [0, 1, 0], [0, 0, 1]])
    nobody = np.empty((0, 33, 2), np.float32), np.empty((0, 33), np.float32)
    return [
        (time_s, FramePoses(*nobody, camera_step=step.copy()))
        for time_s in tracks["time"].to_numpy()
    ]


@pytest.mark.parametrize(("shift_px", "n_notes"), [(0.0, 0), (20.0, 1)])
def test_a_camera_that_should_stand_still_is_only_checked(film, shift_px, n_notes):
    raw = film(duration_s=1.0)
    config = Config().updated(clip={"camera": "still"})
    same, notes = follow_camera(raw, poses_of(raw, shift_px), config)
    assert camera_of(same) is None
    assert same["position"].identical(raw["position"])
    assert len(notes) == n_notes


def test_one_that_stands_still_is_left_alone_by_itself(film):
    raw = film(duration_s=1.0)
    same, notes = follow_camera(raw, poses_of(raw, 0.0), Config())
    assert same is raw
    assert notes == []


def test_one_that_is_found_to_move_is_followed_by_itself(film):
    raw = film(duration_s=1.0)
    followed, notes = follow_camera(raw, poses_of(raw, 20.0), Config())
    assert [note.kind for note in notes] == ["camera_followed"]
    assert np.abs(np.diff(camera_of(followed)[:, 0, 2])) == pytest.approx(20.0)


def test_one_that_moves_out_of_reach_keeps_the_people_and_shows_no_treadmill(film):
    raw = film(surface="treadmill", duration_s=3.0)
    assert find_surface(raw) == "treadmill"
    poses = poses_of(raw, 20.0)
    poses[15][1].camera_step[:] = np.nan
    same, notes = follow_camera(raw, poses, Config())
    assert [note.kind for note in notes] == ["camera_lost"]
    assert same["position"].identical(raw["position"])
    assert find_surface(same) == "unknown"


def test_a_camera_that_moves_is_followed(film):
    raw = film(duration_s=1.0)
    config = Config().updated(clip={"camera": "moving"})
    followed, notes = follow_camera(raw, poses_of(raw, 20.0), config)
    assert notes == []
    moved = camera_of(followed)[:, 0, 2]
    assert np.abs(np.diff(moved)) == pytest.approx(20.0)


def test_where_it_is_lost_is_said(film):
    raw = film(duration_s=1.0)
    poses = poses_of(raw, 20.0)
    poses[15][1].camera_step[:] = np.nan
    config = Config().updated(clip={"camera": "moving"})
    _, notes = follow_camera(raw, poses, config)
    assert "could not be followed after" in notes[0].text
