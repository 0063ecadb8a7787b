import numpy as np
import pytest

from midstance.synth.motion.body.anthropometry import make_body
from midstance.synth.motion.body.foot import (
    lowest_point,
    standing_shoe,
    swinging_shoe,
    toe_bend,
    toe_roll,
)

BODY = make_body(1.75)
PITCH = np.deg2rad(np.linspace(30.0, -80.0, 221))
BALL = np.tile([0.3, 0.1, 0.0], (len(PITCH), 1))
YAW = np.deg2rad(7.0)


def test_the_sole_never_goes_under_the_ground():
    shoe = standing_shoe(BODY, PITCH, BALL, YAW)
    assert lowest_point(shoe) == pytest.approx(0.0, abs=1e-12)


def test_the_point_it_stands_on_does_not_move():
    shoe = standing_shoe(BODY, PITCH, BALL, YAW)
    on_heel, on_toes = PITCH > 0, PITCH <= 0
    on_ball = on_toes & (toe_roll(PITCH) == 0)
    for points, when in (
        (shoe.heel, on_heel),
        (shoe.ball, on_ball),
        (shoe.tip, on_toes),
    ):
        assert np.ptp(points[when], axis=0) == pytest.approx(0.0, abs=1e-12)


def test_the_flat_shoe_lies_along_its_heading():
    shoe = standing_shoe(BODY, np.zeros(1), BALL[:1], YAW)
    way = (shoe.tip - shoe.heel)[0]
    assert np.arctan2(way[1], way[0]) == pytest.approx(YAW)
    assert np.linalg.norm(way) == pytest.approx(BODY.sole_m - BODY.heel_x_m)


def test_the_path_of_the_ankle_has_no_corner_on_the_toes():
    pitch = np.deg2rad(np.linspace(0.0, -80.0, 8001))
    ankle = standing_shoe(BODY, pitch, np.zeros((8001, 3)), 0.0).ankle
    slope = np.diff(ankle, axis=0) / np.diff(pitch)[:, None]
    assert np.abs(np.diff(slope, axis=0)).max() < 1e-3


def test_toes_bend_first_and_roll_later():
    assert toe_roll(np.deg2rad([10.0, -20.0])) == pytest.approx(0.0)
    assert toe_bend(np.deg2rad([-20.0])) == pytest.approx(np.deg2rad(20.0))
    assert toe_roll(np.deg2rad([-60.0])) > 0


def test_a_hanging_shoe_is_the_standing_shoe_at_the_same_place():
    standing = standing_shoe(BODY, PITCH, BALL, YAW)
    hanging = swinging_shoe(BODY, standing.ankle, PITCH, toe_bend(PITCH), YAW)
    for name in ("heel", "ball", "tip", "rotation", "toe_rotation"):
        expected = getattr(standing, name)
        assert getattr(hanging, name) == pytest.approx(expected, abs=1e-12)
