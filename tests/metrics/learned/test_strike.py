import numpy as np
import pytest
from tests.metrics.conftest import recording_of

from midstance.metrics.learned.cycle import leg_cycle
from midstance.metrics.learned.linear import LinearReader
from midstance.metrics.learned.strike import rearfoot_chance, strike_features


@pytest.fixture
def cycle(side_run):
    return leg_cycle(recording_of(side_run), "left")


def test_the_angle_of_the_foot_at_contact_is_the_last_feature(cycle):
    features = strike_features(cycle)
    assert features.size == cycle.features.size + 1
    assert 0 < features[-1] < 60


def test_the_odds_become_a_probability(cycle):
    n = strike_features(cycle).size
    even = LinearReader(np.zeros(n), np.ones(n), np.zeros((n, 1)), np.zeros(1))
    assert rearfoot_chance(cycle, even) == 0.5


def test_a_runner_whose_heel_lands_first_is_likely_a_rearfoot_striker(cycle):
    assert rearfoot_chance(cycle) > 0.7
