import numpy as np
import pytest

from midstance.pose.people.bystanders import UPRIGHT, paint_out
from midstance.schema.skeletons import BLAZEPOSE_33

N_PX = 200
RED, GROUND = (220, 20, 20), (60, 160, 90)


def standing(x, top=0.2, torso=0.2):
    """Landmarks of somebody who stands at `x`, 0 to 1 across the square."""
    height = {"shoulder": 0, "elbow": 0.5, "wrist": 1, "hip": 1, "knee": 1.7}
    height |= {"ankle": 2.4, "heel": 2.4, "foot_index": 2.4, "index": 1.1}
    points = []
    for name in BLAZEPOSE_33.keypoints:
        part = next((height[p] for p in height if name.endswith(p)), -0.4)
        points.append([x, top + torso * part])
    return np.array(points)


def picture(*places, half=0.02):
    """Red bars from head to foot."""
    image = np.full((N_PX, N_PX, 3), GROUND, np.uint8)
    for x in places:
        columns = slice(round((x - half) * N_PX), round((x + half) * N_PX))
        image[round(0.12 * N_PX) : round(0.65 * N_PX), columns] = RED
    return image


def n_red(image, x):
    near = image[:, round((x - 0.1) * N_PX) : round((x + 0.1) * N_PX)].astype(int)
    return int((near[..., 0] - near[..., 1] > 100).sum())


def test_the_others_become_what_is_around_them():
    painted = paint_out(picture(0.3, 0.7), [standing(0.7)], standing(0.3))
    assert n_red(painted, 0.7) == 0
    assert n_red(painted, 0.3) == n_red(picture(0.3), 0.3)
    assert painted[80, 140] == pytest.approx(GROUND, abs=12)


def test_the_own_body_is_kept_where_two_overlap():
    both = picture(0.5)
    assert (paint_out(both, [standing(0.5)], standing(0.5)) == both).all()
    assert n_red(paint_out(both, [standing(0.5)]), 0.5) == 0


def test_of_a_newcomer_head_and_trunk_are_kept():
    newcomer = picture(0.5)
    painted = paint_out(newcomer, [standing(0.52)], UPRIGHT)
    middle = slice(round(0.25 * N_PX), round(0.5 * N_PX))
    assert (painted[middle, 97:103] == newcomer[middle, 97:103]).all()
    assert (painted[round(0.62 * N_PX), 100:105, 0] < 150).all()


@pytest.mark.parametrize("others", [[], [standing(2.0)]])
def test_a_picture_without_others_stays_the_same(others):
    image = picture(0.5)
    assert paint_out(image, others, standing(0.5)) is image


def test_who_is_far_outside_does_not_matter():
    image = picture(0.5)
    far = standing(0.9)
    far[0] = [1e6, -1e6]
    assert n_red(paint_out(image, [far], standing(0.5)), 0.5) == n_red(image, 0.5)
