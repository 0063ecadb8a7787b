import numpy as np
import pytest

from midstance.kernels.geometry.rotations import about_y
from midstance.synth.figure.looks import Look
from midstance.synth.figure.mesh import joined
from midstance.synth.figure.shoe import Shoe
from midstance.synth.motion.body.anthropometry import make_body

BODY = make_body(1.75)
BALL = np.array([0.0, 0.1, 0.0])


def vertices(rearfoot=None, foot=None, toe=None):
    flat = np.eye(3)
    foot = flat if foot is None else foot
    rearfoot = foot if rearfoot is None else rearfoot
    toe = foot if toe is None else toe
    return joined(Shoe(BODY, Look()).meshes(BALL, rearfoot, foot, toe)).vertices


def test_a_flat_shoe_stands_on_the_floor_and_does_not_sink():
    lowest = vertices()[:, 2].min()
    assert lowest == pytest.approx(0.0, abs=1e-4)


def test_a_shoe_is_as_long_as_the_foot():
    x = vertices()[:, 0]
    assert np.ptp(x) == pytest.approx(BODY.sole_m, abs=0.004)
    assert x.max() == pytest.approx(BODY.toe_m, abs=0.004)


@pytest.mark.parametrize("pitch_deg", [5.0, 14.0, 20.0])
def test_a_shoe_that_lands_on_its_heel_does_not_sink(pitch_deg):
    foot = about_y(-np.deg2rad(pitch_deg))
    heel = foot @ np.array([BODY.heel_x_m - BODY.ball_x_m, 0.0, 0.0])
    assert vertices(foot=foot)[:, 2].min() > heel[2] - 0.002


def test_a_bent_shoe_keeps_its_toes_on_the_floor():
    foot = about_y(np.deg2rad(40.0))
    points = vertices(foot=foot, toe=np.eye(3))
    toes = points[points[:, 0] > 0.03]
    assert toes[:, 2].min() > -0.002
    assert points[:, 2].max() > 0.15
