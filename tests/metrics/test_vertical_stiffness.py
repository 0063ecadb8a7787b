from dataclasses import replace

import pytest
from tests.metrics.conftest import (
    values_of,
)

from midstance.metrics.sine_model import Timing, peak_force_bw, sinking_m


def test_it_is_force_by_sinking_and_grows_with_the_mass(side_run):
    timing = Timing(0.238, 0.112)
    truth = peak_force_bw(timing) * 70.0 * 9.81 / sinking_m(timing) / 1000.0
    assert values_of("vertical_stiffness", side_run) == pytest.approx(truth)
    heavier = side_run._replace(scene=replace(side_run.scene, mass_kg=77.0))
    assert values_of("vertical_stiffness", heavier) == pytest.approx(1.1 * truth)


def test_it_is_of_the_size_that_runners_have(side_run):
    assert 15.0 < values_of("vertical_stiffness", side_run)[0] < 50.0
