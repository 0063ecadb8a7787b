import numpy as np
import pytest

from midstance.schema.skeletons import get_skeleton
from midstance.web.live.guide import look_at

KEYPOINTS = get_skeleton("blazepose-33").keypoints
IMAGE = np.full((720, 1280, 3), 128, np.uint8)


def standing(head_px=100.0, feet_px=600.0, lean_px=0.0):
    pose = np.full((len(KEYPOINTS), 2), (640.0, 350.0))
    for number, name in enumerate(KEYPOINTS):
        if any(part in name for part in ("nose", "eye", "ear", "mouth")):
            pose[number] = 640, head_px
        if any(part in name for part in ("ankle", "heel", "foot")):
            pose[number] = 640, feet_px
        if "shoulder" in name:
            pose[number] = 640 + lean_px, 250
    return pose


def test_a_whole_body_is_whole_and_has_its_share_of_the_height():
    guide = look_at(IMAGE, standing(), KEYPOINTS)
    assert guide.is_whole
    assert guide.height_share == pytest.approx(500 / 720, abs=0.001)
    assert guide.brightness == pytest.approx(0.5, abs=0.01)
    assert guide.contrast == 0


@pytest.mark.parametrize(
    "cut", [standing(head_px=4), standing(feet_px=718), standing(head_px=np.nan)]
)
def test_who_is_cut_off_is_not_whole(cut):
    assert not look_at(IMAGE, cut, KEYPOINTS).is_whole


@pytest.mark.parametrize(("lean_px", "tilt_deg"), [(0, 0), (100, 45), (-100, -45)])
def test_a_lean_is_told_clockwise(lean_px, tilt_deg):
    guide = look_at(IMAGE, standing(lean_px=lean_px), KEYPOINTS)
    assert guide.tilt_deg == pytest.approx(tilt_deg, abs=0.1)


def test_nobody_is_no_body_and_has_light_all_the_same():
    guide = look_at(np.zeros((72, 128, 3), np.uint8), None, KEYPOINTS)
    assert (guide.is_whole, guide.height_share, guide.tilt_deg) == (False, None, None)
    assert guide.brightness == 0
