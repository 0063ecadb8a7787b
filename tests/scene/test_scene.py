import numpy as np
import pytest

from midstance.config import FloorLine, KnownLength
from midstance.scene.scene import find_scene


@pytest.mark.parametrize(
    ("view", "direction"),
    [("left", -1), ("right", 1), ("front", 0), ("rear", 0), ("oblique", -1)],
)
def test_direction_follows_the_view(film, view, direction):
    assert find_scene(film(view=view), view).direction == direction


def test_what_the_user_says_is_kept(film):
    scene = find_scene(
        film(view="left"),
        "left",
        surface="overground",
        height_m=1.8,
        mass_kg=70.0,
        speed_m_s=3.0,
    )
    said = (scene.surface, scene.height_m, scene.mass_kg, scene.speed_m_s)
    assert said == ("overground", 1.8, 70.0, 3.0)
    assert scene.floor is not None


def test_nothing_said_is_nan(film):
    scene = find_scene(film(view="left"), "left")
    unknown = (scene.height_m, scene.mass_kg, scene.speed_m_s, scene.m_per_px)
    assert np.isnan(unknown).all()
    assert scene.surface == "treadmill"


def test_nobody_seen_is_a_scene_of_nothing(film):
    tracks = film(view="left").copy(deep=True)
    tracks["position"][:] = np.nan
    scene = find_scene(tracks, "unknown", height_m=1.8)
    assert scene.floor is None
    assert np.isnan(scene.m_per_px)
    assert scene.surface == "unknown"


def test_lines_drawn_by_the_user_hold(film):
    tracks = film(view="left")
    scene = find_scene(
        tracks,
        "left",
        height_m=1.8,
        known_length=KnownLength.model_validate("0,0,300,400=1"),
        floor=FloorLine.model_validate("0,640,1000,660"),
    )
    assert (scene.m_per_px, scene.scale_source) == (0.002, "known length 1.00 m")
    assert (scene.floor.slope, scene.floor.level_px) == (0.02, 640.0)
    assert scene.floor.sd_px == find_scene(tracks, "left").floor.sd_px
