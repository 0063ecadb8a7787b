import numpy as np
import pytest

from midstance.synth.figure.head import head_parts, placed
from midstance.synth.figure.looks import Look


def test_the_nose_is_where_the_landmark_is():
    _, points = head_parts(Look(), 1.0)[0]
    ridge = points[np.abs(points[..., 1]) < 0.004]
    tip = ridge[np.argmax(ridge[:, 0])]
    np.testing.assert_allclose(tip, [0.118, 0.0, -0.02], atol=0.012)


def test_the_head_is_the_same_on_both_sides():
    _, points = head_parts(Look(), 1.0)[0]
    assert points[..., 1].max() == pytest.approx(-points[..., 1].min(), abs=1e-3)


def test_the_back_of_the_head_has_the_colour_of_hair():
    look = Look(hair="#000000", skin="#ffffff")
    skin, points = head_parts(look, 1.0)[0]
    behind = (points[..., 0] < -0.05) & (points[..., 2] > 0.0)
    face = (points[..., 0] > 0.09) & (np.abs(points[..., 2] + 0.02) < 0.01)
    assert skin.albedo[behind].max() < 0.05
    assert skin.albedo[face].mean() > 0.5


def test_a_placed_head_moves_and_turns_with_its_frame():
    parts = head_parts(Look(), 1.0)
    turned = np.array([[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    before = placed(parts, np.zeros(3), np.eye(3))[0].vertices
    after = placed(parts, np.array([1.0, 2.0, 3.0]), turned)[0].vertices
    np.testing.assert_allclose(after, before @ turned.T + [1.0, 2.0, 3.0])
