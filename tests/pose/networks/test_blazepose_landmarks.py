import numpy as np
import pytest

from midstance.pose.images.crops import Square
from midstance.pose.networks.blazepose_landmarks import (
    INPUT_PX,
    N_POINTS,
    decode,
    prepare,
    refine,
)

COLD = np.full((64, 64, N_POINTS), -20, np.float32)


def points(xy):
    """Raw landmarks at `xy` (0 to 1 across the square)."""
    raw = np.zeros((N_POINTS, 5), np.float32)
    raw[:, :2] = np.asarray(xy) * INPUT_PX
    return raw


def test_a_square_is_shown_between_zero_and_one_with_its_border_repeated():
    white = np.full((50, 50, 3), 255, np.uint8)
    shown = prepare(white, Square(0, 0, 100))
    assert shown.shape == (1, 256, 256, 3)
    assert shown == pytest.approx(np.ones_like(shown))


def test_the_middle_of_the_crop_is_the_middle_of_the_square():
    square = Square(300, 200, 80, 0.5)
    person = decode(
        points((0.5, 0.5)), 0.9, COLD, np.zeros((N_POINTS, 3), np.float32), square
    )
    assert person.xy_px.shape == (33, 2)
    assert person.xy_px == pytest.approx(np.tile([300, 200], (33, 1)), abs=1e-3)
    assert person.alignment_px == pytest.approx(np.tile([300, 200], (2, 1)), abs=1e-3)
    assert person.presence == 0.9


def test_visibility_is_the_logistic_function_of_the_fourth_number():
    raw = points((0.5, 0.5))
    raw[:, 3] = np.log(3)
    person = decode(
        raw, 1.0, COLD, np.zeros((N_POINTS, 3), np.float32), Square(0, 0, 1)
    )
    assert person.visibility == pytest.approx(np.full(33, 0.75))


def test_world_landmarks_are_turned_upright_and_keep_their_depth():
    world = np.tile(np.array([0.0, -1.0, 0.3], np.float32), (N_POINTS, 1))
    quarter = Square(0, 0, 1, np.pi / 2)
    person = decode(points((0.5, 0.5)), 1.0, COLD, world, quarter)
    assert person.xyz_m == pytest.approx(np.tile([1, 0, 0.3], (33, 1)), abs=1e-6)
    assert world[0] == pytest.approx([0, -1, 0.3])


def test_a_point_moves_to_the_warm_cell_nearby():
    heat = np.full((64, 64, 1), -50, np.float32)
    heat[30, 33] = 50
    assert refine(np.array([[31.5 / 64, 31.5 / 64]]), heat) == pytest.approx(
        np.array([[33 / 64, 30 / 64]])
    )


def test_two_equally_warm_cells_share_the_point():
    heat = np.full((64, 64, 1), -50, np.float32)
    heat[31, [30, 33]] = 50
    assert refine(np.array([[31.5 / 64, 31.5 / 64]]), heat) == pytest.approx(
        np.array([[31.5 / 64, 31 / 64]])
    )


@pytest.mark.parametrize("far", [5, 10])
def test_warmth_out_of_reach_moves_nothing(far):
    heat = np.full((64, 64, 1), -50, np.float32)
    heat[31, 31 + far] = 50
    start = np.array([[31.5 / 64, 31.5 / 64]])
    assert refine(start, heat) == pytest.approx(start)


def test_a_lukewarm_map_moves_nothing():
    heat = np.full((64, 64, 1), -0.1, np.float32)
    start = np.array([[0.3, 0.7]])
    assert refine(start, heat) == pytest.approx(start)


@pytest.mark.parametrize("outside", [(-0.2, 0.5), (0.5, 1.02), (1.5, 1.5)])
def test_a_point_outside_of_the_map_stays(outside):
    heat = np.full((64, 64, 1), 50, np.float32)
    assert refine(np.array([outside]), heat) == pytest.approx(np.array([outside]))


def test_at_the_edge_only_cells_of_the_map_count():
    heat = np.full((64, 64, 1), 50, np.float32)
    assert refine(np.array([[0.0, 0.5]]), heat) == pytest.approx(
        np.array([[2 / 64, 32 / 64]])
    )
