import numpy as np
import pytest

from midstance.kernels.geometry.rotations import about_x, about_y, about_z, turned

ANGLES = np.linspace(-3.0, 3.0, 7)


@pytest.mark.parametrize("about", [about_x, about_y, about_z])
def test_a_rotation_keeps_lengths_and_handedness(about):
    rotation = about(ANGLES)
    assert rotation.shape == (7, 3, 3)
    identity = rotation @ rotation.transpose(0, 2, 1)
    assert identity == pytest.approx(np.broadcast_to(np.eye(3), (7, 3, 3)))
    assert np.linalg.det(rotation) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("about", "start", "end"),
    [
        (about_x, [0, 1, 0], [0, 0, 1]),
        (about_y, [0, 0, 1], [1, 0, 0]),
        (about_z, [1, 0, 0], [0, 1, 0]),
    ],
)
def test_a_quarter_turn_takes_one_axis_to_the_next(about, start, end):
    assert turned(about(np.pi / 2), start) == pytest.approx(np.array(end), abs=1e-12)


def test_each_rotation_turns_its_own_vector():
    vectors = np.eye(3)
    turns = about_z(np.array([0.0, np.pi, np.pi / 2]))
    expected = [[1, 0, 0], [0, -1, 0], [0, 0, 1]]
    assert turned(turns, vectors) == pytest.approx(np.array(expected), abs=1e-12)
