import numpy as np

from midstance.synth.figure.mesh import joined
from midstance.synth.rendering.props import gym_props, props_shade


def test_nothing_stands_near_the_runners():
    points = joined(gym_props(-0.2)).vertices
    away = np.hypot(points[:, 0], points[:, 1])
    assert away.min() > 2.5


def test_everything_stands_on_the_floor():
    for mesh in gym_props(-0.2):
        assert abs(mesh.vertices[:, 2].min() + 0.2) < 0.01


def test_the_floor_is_darkest_where_things_stand():
    x = np.array([0.0, -2.3, -2.3])
    y = np.array([0.0, -4.1, -3.7])
    middle, under, beside = props_shade(x, y)
    assert middle > 0.99
    assert under == 0.4
    assert under < beside < middle
