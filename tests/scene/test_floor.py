import numpy as np
import pytest

from midstance.config import FloorLine
from midstance.kernels.geometry.cameras import orbit_camera
from midstance.scene.floor import find_floor, floor_through
from midstance.schema.scene import Floor
from midstance.schema.skeletons import COCO_17

MIDDLE_X_PX = 640.0


def floor_y_px():
    return orbit_camera(90).project(np.array([[0.0, 0.0, 0.0]]))[0, 1]


@pytest.mark.parametrize("speed_m_s", [1.3, 3.0, 6.0])
@pytest.mark.parametrize("view", ["left", "right"])
def test_the_feet_of_a_treadmill_runner_show_the_floor(film, view, speed_m_s):
    floor = find_floor(film(view=view, speed_m_s=speed_m_s, rate_hz=60.0, noise_px=2.0))
    assert floor.y_px(MIDDLE_X_PX) == pytest.approx(floor_y_px(), abs=14.0)
    assert abs(floor.slope) < 0.02
    assert floor.sd_px < 12.0


def test_ankles_do_when_the_skeleton_has_no_feet(film):
    tracks = film(view="left", rate_hz=60.0).sel(keypoint=list(COCO_17.keypoints))
    assert find_floor(tracks).y_px(MIDDLE_X_PX) == pytest.approx(floor_y_px(), abs=20.0)


def test_a_tilted_camera_is_seen_when_the_runner_crosses(film):
    settings = {"view": "left", "surface": "overground", "duration_s": 2.4}
    camera = {"distance_m": 14.0, "body_px": 250.0}
    level = find_floor(film(**settings, camera=camera))
    tilted = find_floor(film(**settings, camera={**camera, "roll_deg": 3.0}))
    assert abs(level.slope) < 0.012
    assert abs(tilted.slope - level.slope) == pytest.approx(
        np.tan(np.radians(3)), rel=0.2
    )


def test_unseen_feet_show_no_floor(film):
    tracks = film(view="left").copy(deep=True)
    feet = [
        n
        for n in tracks.keypoint.to_numpy()
        if any(part in n for part in ("ankle", "heel", "foot"))
    ]
    tracks["position"].loc[{"keypoint": feet}] = np.nan
    assert find_floor(tracks) is None


def test_two_points_are_a_floor():
    line = FloorLine.model_validate("900,690,100,650")
    floor = floor_through(line, Floor(0.0, 700.0, sd_px=4.0))
    assert (floor.y_px(100), floor.y_px(900)) == pytest.approx((650, 690))
    assert floor.sd_px == 4.0
    assert np.isnan(floor_through(line, None).sd_px)
