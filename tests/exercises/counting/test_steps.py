import numpy as np
import pytest

from midstance.exercises.counting.principal_motion import Stretch
from midstance.exercises.counting.repetitions import count_unaided
from midstance.exercises.counting.steps import without_steps
from midstance.exercises.counting.turns import Turns
from midstance.synth.sets.performances import draw_gait, draw_performance


@pytest.fixture(scope="module")
def gait():
    """Five seconds of gait."""
    return draw_gait(np.random.default_rng((31, 0))).tracks


def turns_at(*at_s):
    time_s = np.arange(0.0, 20.0, 0.1)
    at = [round(10 * moment_s) for moment_s in at_s]
    return Turns(Stretch(time_s, np.cos(time_s)), at, ["both"] * len(at))


@pytest.mark.parametrize("number", range(8))
def test_nobody_who_walks_or_runs_repeats_anything(number):
    gait = draw_gait(np.random.default_rng((31, number)))
    assert count_unaided(gait.tracks).empty


@pytest.mark.parametrize("name", ["high_knees", "jumping_jack", "rope", "lunge"])
def test_exercises_that_look_like_steps_count(name):
    one = draw_performance(name, np.random.default_rng(3), n=6)
    assert len(count_unaided(one.tracks)) == pytest.approx(6, abs=1)


@pytest.mark.parametrize(("probability", "is_left"), [(0.6, True), (0.4, False)])
def test_a_likely_exercise_loses_nothing_to_gait(
    gait, monkeypatch, probability, is_left
):
    monkeypatch.setattr(
        "midstance.exercises.counting.sets.name_set",
        lambda *_: ("lunges", probability),
    )
    assert (not count_unaided(gait).empty) == is_left


def test_turns_before_and_after_gait_stay(gait):
    found = without_steps(gait, turns_at(2.0, 8.0, 10.0, 12.0))
    assert found.at == [80, 100, 120]
    assert found.sides == ["both"] * 3


@pytest.mark.parametrize("at_s", [(1.0, 2.0, 3.0, 8.0, 9.0), (2.0, 8.0), (1.0, 4.0)])
def test_a_motion_that_is_mostly_gait_has_none(gait, at_s):
    found = without_steps(gait, turns_at(*at_s))
    assert found.at == found.sides == []


@pytest.mark.parametrize(("number", "until_s"), [(6, 1.1), (10, 1.6), (10, 3.3)])
def test_the_first_steps_are_none_either(number, until_s):
    gait = draw_gait(np.random.default_rng((90, number))).tracks
    live = gait.isel(time=slice(None, None, 2)).sel(time=slice(0, until_s))
    assert count_unaided(live).empty


def test_hands_that_take_turns_quickly_are_no_steps():
    boxed = draw_performance("curl", np.random.default_rng(5), n=6).tracks
    at = turns_at(*np.arange(0.5, 3.0, 0.4))
    sides = [("left", "right")[k % 2] for k in range(len(at.at))]
    found = without_steps(boxed, Turns(at.signal, at.at, sides))
    assert found.at == at.at
