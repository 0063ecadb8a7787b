import numpy as np
import pytest

from midstance.exercises.counting.repetitions import count_unaided
from midstance.exercises.naming.names import (
    OTHER,
    STILL,
    ExerciseNamer,
    name_set,
    shipped_namer,
)
from midstance.exercises.naming.set_features import N_FEATURES
from midstance.schema.bouts import EXERCISES
from midstance.schema.repetitions import PLANK
from midstance.synth.sets.performances import CALLED, draw_gait, draw_performance


def test_every_class_that_ships_is_an_activity_of_a_bout():
    namer = shipped_namer()
    assert set(namer.classes) - {STILL, OTHER} == set(EXERCISES) - {"exercise"}
    shares = namer.probabilities(np.full((2, N_FEATURES), np.nan))
    assert shares.sum(axis=1) == pytest.approx(1.0)


@pytest.mark.parametrize("motion", CALLED)
def test_an_exercise_gets_its_name_from_any_side(motion):
    names, counts = set(), []
    for seed in range(3):
        one = draw_performance(motion, np.random.default_rng([seed, 99]), n=5)
        found = count_unaided(one.tracks)
        counts.append(len(found))
        names |= set(found["exercise"])
    assert counts.count(5) >= 2
    assert CALLED[motion] in names
    assert names <= {CALLED[motion], ""}  # unnamed now and then, never wrongly


def test_a_plank_lasts_and_who_stands_does_nothing():
    plank = draw_performance("plank", np.random.default_rng(4))
    held = count_unaided(plank.tracks)
    assert held["exercise"].tolist() == [PLANK]
    assert held["form"][0].startswith("held for ")
    stand = draw_performance("stand", np.random.default_rng(4))
    assert count_unaided(stand.tracks).empty


def test_gait_is_no_exercise_by_name(turns_at):
    one = draw_gait(np.random.default_rng(2))
    name, _ = name_set(one.tracks, turns_at(one))
    assert name == OTHER


def test_temperature_makes_probabilities_more_modest():
    namer = shipped_namer()
    features = np.random.default_rng(0).normal(size=N_FEATURES)
    sure = namer.probabilities(features).max()
    values = {k: v for k, v in vars(namer).items() if k != "temperature"}
    modest = ExerciseNamer(**values, temperature=10.0 * namer.temperature)
    assert modest.probabilities(features).max() < sure
