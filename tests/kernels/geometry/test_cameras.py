from dataclasses import replace

import numpy as np
import pytest

from midstance.errors import ConfigError
from midstance.kernels.geometry.cameras import (
    look_at,
    orbit_camera,
    rear_camera,
    side_camera,
)

MIDDLE = [0.0, 0.0, 0.9]


@pytest.mark.parametrize(
    "camera", [side_camera(), rear_camera(), orbit_camera(10.0), orbit_camera(45.0)]
)
def test_the_target_is_in_the_middle_of_the_picture(camera):
    assert camera.project(MIDDLE) == pytest.approx([640.0, 360.0])


@pytest.mark.parametrize(("view", "direction"), [("left", -1), ("right", 1)])
def test_a_runner_seen_from_the_left_faces_the_left_edge(view, direction):
    x = side_camera(view).project([MIDDLE, [0.5, 0.0, 0.9]])[:, 0]
    assert np.sign(x[1] - x[0]) == direction


def test_up_is_up_in_the_picture():
    y = side_camera().project([MIDDLE, [0.0, 0.0, 1.5]])[:, 1]
    assert y[1] < y[0]


def test_a_person_is_as_tall_as_asked():
    level = side_camera(body_px=400.0, camera_height_m=0.9)
    feet, crown = level.project([[0.0, 0.0, 0.0], [0.0, 0.0, 1.75]])
    assert feet[1] - crown[1] == pytest.approx(400.0)
    assert level.px_per_m(MIDDLE) == pytest.approx(400.0 / 1.75)


def test_twice_as_far_is_half_as_large():
    camera = side_camera(camera_height_m=0.9)
    near, far = [0.3, 0.0, 0.9], [0.3, -4.0, 0.9]
    x = camera.project([near, far])[:, 0] - 640.0
    assert x[0] == pytest.approx(2 * x[1])


def test_what_is_behind_the_camera_or_missing_has_no_place():
    camera = side_camera("left", distance_m=4.0)
    points = [[0.0, 5.0, 0.9], [np.nan, 0.0, 0.9], MIDDLE]
    assert np.isfinite(camera.project(points)[:, 0]).tolist() == [False, False, True]


def test_distortion_follows_the_polynomial():
    plain = side_camera(camera_height_m=0.9)
    bent = replace(plain, radial=(0.1, 0.0, 0.0), tangential=(0.0, 0.01))
    point = [0.8, 0.0, 0.9]
    x = (plain.project(point)[0] - 640.0) / plain.focal_px
    expected = x * (1 + 0.1 * x**2) + 0.01 * 3 * x**2
    assert (bent.project(point)[0] - 640.0) / bent.focal_px == pytest.approx(expected)


def test_roll_turns_the_picture():
    rotation = look_at([0.0, 4.0, 0.9], MIDDLE, roll_deg=90.0)
    assert rotation @ rotation.T == pytest.approx(np.eye(3))
    camera = orbit_camera(90.0, camera_height_m=0.9, roll_deg=90.0)
    x, y = camera.project([0.0, 0.0, 1.4]) - [640.0, 360.0]
    assert y == pytest.approx(0.0, abs=1e-9)
    assert x < 0


def test_a_camera_straight_above_is_refused():
    with pytest.raises(ConfigError, match="look across the ground"):
        look_at([0.0, 0.0, 5.0], MIDDLE)


def test_an_unknown_view_lists_the_known_ones():
    with pytest.raises(ConfigError, match=r"\['left', 'right'\], got 'top'"):
        side_camera("top")


def test_a_camera_in_the_target_is_refused():
    with pytest.raises(ConfigError, match="distance_m must be above 0"):
        orbit_camera(0.0, distance_m=0.0)
