import pytest

from midstance.synth.motion.body.anthropometry import make_body


def test_a_twice_as_tall_body_has_twice_as_long_legs():
    assert make_body(2.0).leg_m == pytest.approx(2 * make_body(1.0).leg_m)


def test_ratios_change_only_their_own_part():
    usual, other = make_body(1.75), make_body(1.75, leg_ratio=1.1)
    assert other.leg_m == pytest.approx(1.1 * usual.leg_m)
    assert other.sole_m == usual.sole_m
    assert make_body(1.75, foot_ratio=0.9).leg_m == usual.leg_m


def test_hips_stand_at_half_the_height():
    body = make_body(1.75)
    assert (body.leg_m + body.ankle_z_m) / 1.75 == pytest.approx(0.54, abs=0.02)


def test_the_points_of_the_sole_are_in_order():
    body = make_body(1.75)
    assert 0 < body.heel_x_m < body.ankle_x_m < body.ball_x_m < body.sole_m
    assert body.toe_m == pytest.approx(body.sole_m - body.ball_x_m)
