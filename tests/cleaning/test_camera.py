import numpy as np

from midstance.cleaning.camera import remove_camera_motion
from midstance.scene.surface import find_surface
from midstance.schema.tracks import MISSING, with_camera


def following(tracks, speed_px_s):
    """The path of a camera that pans with a runner."""
    path = np.broadcast_to(np.eye(3), (tracks.sizes["time"], 3, 3)).copy()
    path[:, 0, 2] = speed_px_s * tracks.time
    return path


def filmed(tracks, path):
    return remove_camera_motion(with_camera(tracks, path))


def test_a_runner_who_is_followed_is_seen_to_cross(film):
    tracks = film(view="left")
    assert find_surface(tracks) == "treadmill"
    assert find_surface(filmed(tracks, following(tracks, -600.0))) == "overground"


def test_where_the_camera_is_lost_so_are_the_tracks(film):
    tracks = film(view="left")
    path = following(tracks, 0.0)
    path[100:] = np.nan
    after = filmed(tracks, path)
    assert np.allclose(after.position[:100], tracks.position[:100])
    assert (after.observed[100:] == MISSING).all()
    assert after.position[100:].isnull().all()


def test_a_camera_that_stood_still_changes_nothing(film):
    tracks = film(view="left")
    assert remove_camera_motion(tracks) is tracks
