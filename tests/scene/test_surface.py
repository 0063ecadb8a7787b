import numpy as np
import pytest

from midstance.scene.surface import camera_moves, find_surface, not_followed
from midstance.schema.tracks import with_camera


@pytest.mark.parametrize("view", ["left", "rear", "oblique"])
def test_who_stays_in_place_is_on_a_treadmill(film, view):
    assert find_surface(film(view=view, noise_px=3.0)) == "treadmill"


def test_who_crosses_the_picture_is_overground(film):
    tracks = film(
        view="left", surface="overground", duration_s=2.0, camera={"distance_m": 12.0}
    )
    assert find_surface(tracks) == "overground"


def test_who_comes_nearer_is_overground(film):
    camera = {"distance_m": 25.0}
    tracks = film(view="front", surface="overground", duration_s=4.0, camera=camera)
    assert find_surface(tracks) == "overground"


def test_a_second_is_too_short_to_know(film):
    assert find_surface(film(view="left", duration_s=1.0)) == "unknown"


def test_a_camera_moves_that_was_followed_or_could_not_be(film):
    tracks = film(duration_s=1.0)
    still = np.broadcast_to(np.eye(3), (tracks.sizes["time"], 3, 3))
    panned = still.copy()
    panned[:, 0, 2] = np.arange(len(panned))
    assert not camera_moves(tracks)
    assert not camera_moves(with_camera(tracks, still))
    assert camera_moves(with_camera(tracks, panned))
    assert camera_moves(not_followed(tracks))
