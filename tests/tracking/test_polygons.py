import numpy as np
import pytest

from midstance.tracking.polygons import inside

# An L: the square without its upper right quarter.
CORNERS = [(0, 0), (2, 0), (2, 2), (4, 2), (4, 4), (0, 4)]


@pytest.mark.parametrize(
    ("point", "is_inside"),
    [
        ((1, 1), True),
        ((3, 3), True),
        ((3, 1), False),
        ((-1, 1), False),
        ((1, 5), False),
    ],
)
def test_a_point_is_inside_or_not(point, is_inside):
    assert inside(np.array(point, float), CORNERS) == is_inside
    assert inside(np.array(point, float), CORNERS[::-1]) == is_inside


def test_any_shape_of_points_and_unknown_ones():
    points = np.array([[[1.0, 1.0], [3.0, 1.0]], [[np.nan, 1.0], [3.0, 3.0]]])
    assert inside(points, CORNERS).tolist() == [[True, False], [False, True]]


def test_the_share_of_random_points_is_the_area():
    points = np.random.default_rng(0).uniform(0, 4, (20_000, 2))
    assert inside(points, CORNERS).mean() == pytest.approx(0.75, abs=0.01)
