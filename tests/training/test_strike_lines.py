import numpy as np
import strike_lines as recipe

from midstance.metrics.learned.cycle import N_FEATURES, LegCycle
from midstance.metrics.learned.linear import reader_of
from midstance.metrics.learned.strike import PARTS, StrikeReader


def test_odds_follow_the_feature_that_tells():
    rng = np.random.default_rng(0)
    features = rng.normal(size=(400, 3))
    is_rear = features[:, 1] + 0.3 * rng.normal(size=400) > 0
    odds = recipe.learn_odds(features, is_rear, 0.003).read(features)[:, 0]
    assert ((odds > 0) == is_rear).mean() > 0.85


def test_a_stronger_pull_makes_less_sure():
    rng = np.random.default_rng(1)
    features = rng.normal(size=(200, 2))
    is_rear = features[:, 0] > 0
    sizes = [
        np.abs(recipe.learn_odds(features, is_rear, pull).read(features)).mean()
        for pull in (0.001, 0.1)
    ]
    assert sizes[0] > 2 * sizes[1]


def test_both_readers_come_back_from_the_arrays_that_are_kept():
    rng = np.random.default_rng(2)
    cycles = [LegCycle(rng.normal(size=N_FEATURES), 0.7, 0.25) for _ in range(40)]
    learned = recipe.learn_both(cycles, np.arange(40) % 2 == 0, 0.006, 0.003)
    arrays = recipe.arrays_of(learned)
    again = StrikeReader(*(reader_of(arrays, f"{part}_") for part in PARTS))
    assert again.chance(cycles[0]) == learned.chance(cycles[0])
