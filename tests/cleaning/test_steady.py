import numpy as np
import pytest

from midstance.cleaning.steady import steady
from midstance.cleaning.surface import find_surface
from midstance.errors import SchemaError
from midstance.schema.tracks import MISSING


def following(tracks, speed_px_s):
    """The path of a camera that pans with a runner."""
    path = np.broadcast_to(np.eye(3), (tracks.sizes["time"], 3, 3)).copy()
    path[:, 0, 2] = speed_px_s * tracks.time
    return path


def test_a_runner_who_is_followed_is_seen_to_cross(film):
    tracks = film(view="left")
    assert find_surface(tracks) == "treadmill"
    assert find_surface(steady(tracks, following(tracks, -600.0))) == "overground"


def test_where_the_camera_is_lost_so_are_the_tracks(film):
    tracks = film(view="left")
    path = following(tracks, 0.0)
    path[100:] = np.nan
    after = steady(tracks, path)
    assert np.allclose(after.position[:100], tracks.position[:100])
    assert (after.observed[100:] == MISSING).all()
    assert after.position[100:].isnull().all()


def test_the_path_must_fit_the_tracks(film):
    tracks = film(view="left")
    with pytest.raises(SchemaError, match=r"each of the 181 frames .* got 5"):
        steady(tracks, np.zeros((5, 3, 3)))
