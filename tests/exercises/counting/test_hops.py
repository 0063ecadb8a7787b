import numpy as np
import pytest

from midstance.exercises.counting.hops import find_hops
from midstance.synth.sets.performances import draw_performance


@pytest.mark.parametrize("seed", range(4))
def test_every_hop_with_a_rope_counts(seed):
    one = draw_performance("rope", np.random.default_rng([seed, 5]), n=12)
    turns = find_hops(one.tracks, 0.0, float(one.tracks["time"][-1]))
    found_s = turns.signal.time_s[turns.at]
    assert found_s == pytest.approx(one.turns_s, abs=0.1)


@pytest.mark.parametrize("seed", range(4))
def test_three_hops_count(seed):
    one = draw_performance("rope", np.random.default_rng([seed, 5]), n=3)
    turns = find_hops(one.tracks, 0.0, float(one.tracks["time"][-1]))
    assert turns.signal.time_s[turns.at] == pytest.approx(one.turns_s, abs=0.1)


@pytest.mark.parametrize("name", ["stand", "plank", "squat"])
def test_feet_that_stay_on_the_ground_do_not_hop(name):
    for seed in range(4):
        one = draw_performance(name, np.random.default_rng([seed, 5]), n=6)
        assert find_hops(one.tracks, 0.0, float(one.tracks["time"][-1])) is None
