import numpy as np
import pytest

from midstance.synth.figure.mesh import joined
from midstance.synth.rendering.treadmill import (
    BELT_HALF_WIDTH_M,
    BELT_X_M,
    FLOOR_M,
    treadmill_meshes,
)


@pytest.mark.parametrize("has_console", [True, False])
def test_nothing_lies_on_the_belt(has_console):
    points = joined(treadmill_meshes(has_console=has_console)).vertices
    x, y, z = points.T
    on_belt = (x > BELT_X_M[0] + 0.02) & (x < BELT_X_M[1] - 0.02)
    on_belt &= np.abs(y) < BELT_HALF_WIDTH_M - 0.02
    assert (z[on_belt] < 0.0).sum() == (z[on_belt] < 0.8).sum()


def test_only_the_console_stands_up_in_front_of_the_runner():
    low = joined(treadmill_meshes(has_console=False)).vertices[:, 2].max()
    high = joined(treadmill_meshes(has_console=True)).vertices[:, 2].max()
    assert low < 0.2
    assert high > 1.1


def test_the_treadmill_stands_on_the_floor():
    lowest = joined(treadmill_meshes(has_console=True)).vertices[:, 2].min()
    assert lowest == pytest.approx(FLOOR_M, abs=0.01)
