import numpy as np
import pandas as pd
import pytest
import train_form_errors as recipe

from midstance.exercises.table import RepetitionSet, make_repetitions
from midstance.synth.sets.performances import draw_performance

LIMITS = {"depth_deg": 12.0, "lean_deg": 4.0, "reach_pct": 8.0}


@pytest.fixture(scope="module")
def squats():
    return draw_performance("squat", np.random.default_rng(4), n=3, azimuth_deg=90.0)


def test_what_is_seen_of_most_people_is_near_the_truth_from_the_side():
    away = []
    for k in (4, 5, 6):
        rng = np.random.default_rng(k)
        one = draw_performance("squat", rng, n=3, azimuth_deg=90.0)
        sets = [RepetitionSet("squats", recipe.phases_of(one), ["both"] * 3)]
        seen, true = make_repetitions(one.tracks, sets), recipe.true_table(one, sets)
        away.append((seen[list(LIMITS)] - true[list(LIMITS)]).abs().median())
        assert true["knee_separation_pct"].notna().all()
    usual = pd.concat(away, axis=1).median(axis=1)
    assert (usual < pd.Series(LIMITS)).all(), usual


def test_phases_follow_each_other(squats):
    phases = recipe.phases_of(squats)
    assert [phase[2] for phase in phases[:-1]] == [phase[0] for phase in phases[1:]]
    assert [phase[1] for phase in phases] == squats.turns_s.tolist()


def test_errors_have_a_view_and_a_number():
    recipe_settings = recipe.Settings(n_people=1, n_times=2)
    number, one = next(recipe.sets_of(recipe_settings))
    assert (number, one.name, len(one.turns_s)) == (0, "squat", 2)
