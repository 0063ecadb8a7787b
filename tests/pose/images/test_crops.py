import numpy as np
import pytest

from midstance.pose.images.crops import Square

CORNERS = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])


def gradient(height, width):
    """A picture whose red is x and whose green is y."""
    y, x = np.mgrid[:height, :width]
    return np.stack([x, y, np.zeros_like(x)], axis=-1).astype(np.uint8)


def test_an_upright_square_reaches_half_its_size_to_each_side():
    square = Square(100, 50, 40)
    assert square.to_picture(CORNERS) == pytest.approx(
        np.array([[80, 30], [120, 30], [120, 70], [80, 70]])
    )
    assert square.box_px() == pytest.approx([80, 30, 120, 70])


def test_a_positive_turn_is_clockwise_as_seen():
    square = Square(0, 0, 2, np.pi / 2)
    assert square.to_picture(np.array([0.5, 0.0])) == pytest.approx([1, 0])


@pytest.mark.parametrize("turn_rad", [-2.5, -0.3, 0.0, 0.7, 3.0])
def test_the_square_around_two_points_has_the_second_on_its_upper_side(turn_rad):
    centre = np.array([30.0, 40.0])
    top = centre + 25 * np.array([np.sin(turn_rad), -np.cos(turn_rad)])
    square = Square.around(centre, top, margin=1.0)
    assert square.turn_rad == pytest.approx(turn_rad)
    assert square.to_picture(np.array([0.5, 0.0])) == pytest.approx(top)


@pytest.mark.parametrize("turn_rad", [0.0, 0.7, -2.5])
def test_from_the_square_to_the_picture_and_back(turn_rad):
    square = Square(120, 70, 45, turn_rad)
    assert square.from_picture(square.to_picture(CORNERS)) == pytest.approx(CORNERS)


def test_margin_makes_the_square_larger_around_the_same_centre():
    square = Square.around(np.zeros(2), np.array([0.0, -10.0]), margin=1.25)
    assert square == Square(0, 0, 25, 0)


@pytest.mark.parametrize("turn_rad", [0.0, 0.4])
def test_a_cut_shows_the_picture_where_the_square_lies(turn_rad):
    square = Square(100, 90, 64, turn_rad)
    cut = square.cut(gradient(200, 200), 128, repeat_border=False).astype(float)
    where = np.stack(np.meshgrid(np.arange(128), np.arange(128)), axis=-1) / 128
    assert cut[..., :2] == pytest.approx(square.to_picture(where), abs=1.0)


def test_outside_of_the_picture_is_black_or_its_last_pixel():
    white = np.full((20, 20, 3), 255, np.uint8)
    far = Square(-100, 10, 10)
    assert far.cut(white, 16, repeat_border=False).max() == 0
    assert far.cut(white, 16, repeat_border=True).min() == 255
