import numpy as np
import pytest

from midstance.synth.rendering.raster import rasterise

# Counter-clockwise for a viewer, with y pointing down.
SQUARE = np.array([[2.0, 2.0], [2.0, 8.0], [9.0, 8.0], [9.0, 2.0]])
FACES = np.array([[0, 1, 2], [0, 2, 3]])


def empty(height=12, width=14):
    return np.full((height, width), 1e6, np.float32)


def covered(depth):
    return depth < 1e5


def test_a_square_covers_exactly_the_pixels_whose_centre_it_holds():
    depth = empty()
    rasterise(SQUARE, np.full(4, 3.0), FACES, depth)
    expected = np.zeros(depth.shape, bool)
    expected[2:8, 2:9] = True
    np.testing.assert_array_equal(covered(depth), expected)


def test_faces_seen_from_behind_are_not_drawn():
    depth = empty()
    won = rasterise(SQUARE, np.full(4, 3.0), FACES[:, ::-1], depth)
    assert len(won.pixel) == 0
    assert not covered(depth).any()


def test_the_nearer_of_two_squares_is_seen_whatever_their_order():
    points = np.concatenate([SQUARE, SQUARE + 3.0])
    distance = np.repeat([5.0, 2.0], 4)
    faces = np.concatenate([FACES, FACES + 4])
    for order in (faces, faces[::-1]):
        depth = empty()
        rasterise(points, distance, order, depth)
        assert depth[6, 6] == pytest.approx(2.0)
        assert depth[3, 3] == pytest.approx(5.0)


def test_what_already_stands_nearer_stays():
    depth = empty()
    depth[:, :5] = 1.0
    won = rasterise(SQUARE, np.full(4, 3.0), FACES, depth)
    assert (won.pixel % depth.shape[1] >= 5).all()


def test_weights_give_back_the_place_in_the_picture():
    depth = empty(40, 50)
    triangle = np.array([[5.3, 4.1], [11.7, 36.2], [44.4, 20.9]])
    won = rasterise(triangle, np.array([2.0, 3.0, 4.0]), np.array([[0, 1, 2]]), depth)
    place = won.weights @ triangle
    centres = np.stack([won.pixel % 50 + 0.5, won.pixel // 50 + 0.5], axis=-1)
    np.testing.assert_allclose(place, centres, atol=1e-6)
    np.testing.assert_allclose(
        depth.ravel()[won.pixel], won.weights @ [2.0, 3.0, 4.0], rtol=1e-5
    )


def test_triangles_beyond_the_border_are_cut_off():
    depth = empty()
    rasterise(SQUARE * 10.0 - 30.0, np.full(4, 3.0), FACES, depth)
    assert covered(depth).all()


def test_a_triangle_behind_the_camera_is_left_out():
    won = rasterise(SQUARE, np.array([3.0, -1.0, 3.0, 3.0]), FACES[:1], empty())
    assert len(won.pixel) == 0
