from dataclasses import replace

import numpy as np
import pytest
from tests.metrics.conftest import recording_of

from midstance.errors import WeightsError
from midstance.metrics.learned.cycle import (
    JOINTS,
    N_FEATURES,
    N_HARMONICS,
    leg_cycle,
)
from midstance.metrics.learned.linear import LinearReader
from midstance.metrics.learned.strike import (
    SURE,
    StrikeReader,
    foot_features,
    rearfoot_chance,
    stride_features,
)
from midstance.pipeline.analyze import analyze


@pytest.fixture
def cycle(side_run):
    return leg_cycle(recording_of(side_run), "left")


@pytest.fixture
def both():
    """Readers that say the log odds they are given, whatever they see."""

    def make(stride, foot):
        return StrikeReader(
            *(
                LinearReader(
                    np.zeros(n), np.ones(n), np.zeros((n, 1)), np.array([odds])
                )
                for n, odds in ((N_FEATURES + 1, stride), (21, foot))
            )
        )

    return make


def test_the_angle_of_the_foot_at_contact_is_the_last_feature(cycle):
    features = stride_features(cycle)
    assert features.size == cycle.features.size + 1
    assert 0 < features[-1] < 60
    assert foot_features(cycle)[1] == features[-1]


def test_heights_of_the_foot_do_not_hang_on_where_its_points_are(cycle):
    heel = 2 + 2 * JOINTS.index("heel") + 1
    moved = cycle.features.copy()
    moved[heel * (2 * N_HARMONICS + 1)] += 0.05
    other = replace(cycle, features=moved)
    heights = slice(5, 17)
    np.testing.assert_allclose(
        foot_features(other)[heights], foot_features(cycle)[heights], atol=1e-12
    )


def test_the_odds_become_a_probability(cycle, both):
    assert rearfoot_chance(cycle, both(0.0, 0.0)) == 0.5


def test_readers_that_contradict_each_other_tell_nothing(cycle, both):
    chance = rearfoot_chance(cycle, both(-3.8, 2.4))
    assert 1 - SURE < chance < SURE


def test_a_runner_whose_heel_lands_first_is_likely_a_rearfoot_striker(cycle):
    assert rearfoot_chance(cycle) > 0.7


@pytest.mark.slow
def test_a_man_who_lands_on_his_heels_is_not_said_to_land_elsewhere(reference_data):
    video = reference_data / "video" / "treadmill_side_left_30fps.mp4"
    try:
        measures = analyze(video).measures
    except WeightsError:
        pytest.skip("the weights of BlazePose are not here")
    said = measures[measures["metric"] == "rearfoot_strike"]
    assert (said["value"] > 100 * (1 - SURE)).all()
