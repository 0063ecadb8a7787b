import dataclasses

import numpy as np
import pytest
from tests.metrics.conftest import recording_of

from midstance.errors import NotEnoughDataError
from midstance.metrics.learned.cycle import leg_cycle
from midstance.metrics.learned.force import N_POINTS, stance_force


@pytest.fixture
def cycle(side_run):
    return leg_cycle(recording_of(side_run), "left")


def test_the_curve_rises_from_nearly_nothing_and_falls_to_it(cycle):
    force = stance_force(cycle, 0.005)
    assert force.curve_bw.shape == (N_POINTS,)
    assert abs(force.curve_bw[[0, -1]]).max() < 0.3
    assert 30 < np.argmax(force.curve_bw) < 60
    assert force.peak_bw == force.curve_bw.max()


def test_half_the_time_on_the_ground_means_twice_the_force(cycle):
    short = dataclasses.replace(cycle, contact_s=cycle.contact_s / 2)
    np.testing.assert_allclose(
        stance_force(short, 0.0).curve_bw, 2 * stance_force(cycle, 0.0).curve_bw
    )


def test_who_moves_like_nobody_known_gets_no_force(cycle):
    strange = dataclasses.replace(cycle, features=cycle.features + 5.0)
    with pytest.raises(NotEnoughDataError, match="unlike those of the runners"):
        stance_force(strange, 0.005)


def test_a_curve_that_is_hardly_known_is_none(cycle):
    with pytest.raises(NotEnoughDataError, match="not sure enough"):
        stance_force(cycle, 0.06)
