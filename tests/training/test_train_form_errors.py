import numpy as np
import pytest
import train_form_errors as recipe

from midstance.exercises.table import RepetitionSet, make_repetitions
from midstance.synth.sets.performances import draw_performance


@pytest.fixture(scope="module")
def squats():
    return draw_performance("squat", np.random.default_rng(4), n=3, azimuth_deg=90.0)


def test_what_is_seen_is_near_the_truth_from_the_side(squats):
    sets = [RepetitionSet("squats", recipe.phases_of(squats), ["both"] * 3)]
    seen, true = make_repetitions(squats.tracks, sets), recipe.true_table(squats, sets)
    for column, at_most in (("depth_deg", 25), ("lean_deg", 8), ("reach_pct", 12)):
        assert (seen[column] - true[column]).abs().median() < at_most
    assert true["knee_separation_pct"].notna().all()


def test_phases_follow_each_other(squats):
    phases = recipe.phases_of(squats)
    assert [phase[2] for phase in phases[:-1]] == [phase[0] for phase in phases[1:]]
    assert [phase[1] for phase in phases] == squats.turns_s.tolist()


def test_errors_have_a_view_and_a_number():
    recipe_settings = recipe.Settings(n_people=1, n_times=2)
    number, one = next(recipe.sets_of(recipe_settings))
    assert (number, one.name, len(one.turns_s)) == (0, "squat", 2)
