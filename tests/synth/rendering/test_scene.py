import numpy as np
import pytest

from midstance.errors import ConfigError
from midstance.synth.rendering.scene import (
    VIEWS_DEG,
    SceneSettings,
    scene_camera,
    scene_light,
    surroundings,
)

HERE = [(0.0, 0.0)]


def project(view, point):
    return scene_camera(SceneSettings(view=view), HERE).project(np.array(point))


@pytest.mark.parametrize(("view", "sign"), [("left", -1), ("right", 1)])
def test_forward_is_where_the_view_says(view, sign):
    ahead, behind = (project(view, [x, 0.0, 1.0])[0] for x in (0.5, -0.5))
    assert np.sign(ahead - behind) == sign


@pytest.mark.parametrize("view", sorted(VIEWS_DEG))
def test_the_whole_runner_fits_into_the_picture(view):
    for point in ([0.0, 0.0, 1.9], [0.6, 0.0, 0.0], [-0.6, 0.0, 0.0]):
        x, y = project(view, point)
        assert 0 < x < 1280
        assert 0 < y < 720


@pytest.mark.parametrize("view", sorted(VIEWS_DEG))
def test_light_comes_from_the_side_of_the_camera(view):
    settings = SceneSettings(view=view)
    camera = scene_camera(settings, HERE)
    assert scene_light(settings).direction @ camera.position_m > 0.0


def test_each_runner_has_a_treadmill_with_a_belt_at_its_own_speed():
    room = surroundings(SceneSettings(), [(0.0, 0.7), (0.0, -0.7)], [2.5, 3.5])
    assert [belt.speed_m_s for belt in room.belts] == [2.5, 3.5]
    assert [belt.place_m[1] for belt in room.belts] == [0.7, -0.7]


def height_near_runner(room):
    points = np.concatenate([mesh.vertices for mesh in room.meshes])
    near = np.hypot(points[:, 0], points[:, 1]) < 2.0
    return points[near, 2].max()


def test_no_console_hides_a_runner_seen_from_the_front():
    front = surroundings(SceneSettings(view="front"), HERE, [3.0])
    side = surroundings(SceneSettings(view="left"), HERE, [3.0])
    assert height_near_runner(front) < 0.3
    assert height_near_runner(side) > 1.0


def test_the_track_has_no_belt():
    settings = SceneSettings(place="overground")
    assert not surroundings(settings, HERE, [0.0]).belts


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"view": "top"}, "view must be one of"),
        ({"place": "beach"}, "place must be 'treadmill' or 'overground', got 'beach'"),
        ({"width_px": 10}, "at least 64 x 64 px, got 10 x 720"),
    ],
)
def test_scenes_that_do_not_exist_are_refused(wrong, message):
    with pytest.raises(ConfigError, match=message):
        SceneSettings(**wrong)
