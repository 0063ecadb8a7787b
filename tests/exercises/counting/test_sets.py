import numpy as np
import pytest

from midstance.exercises.counting.repetitions import count_unaided
from midstance.exercises.counting.sets import find_sets
from midstance.synth.sets.performances import draw_performance


def skipped(number):
    """A set of hops with a rope, seen as a network sees it, from somewhere."""
    rng = np.random.default_rng([41_000, number, *b"rope"])
    return draw_performance("rope", rng, n=int(rng.integers(3, 21)))


@pytest.mark.parametrize("number", [6, 8, 28, 63])
def test_each_hop_counts_where_the_pose_turns_between_them_or_in_parts(number):
    one = skipped(number)
    found = count_unaided(one.tracks)
    assert len(found) == len(one.turns_s)
    assert set(found["exercise"]) == {"rope skipping"}
    assert set(found["side"]) == {"both"}


def test_hops_that_are_found_in_parts_are_one_set():
    (found,) = find_sets(skipped(6).tracks)
    assert found.name == "rope skipping"


def test_who_stands_has_no_set_that_turns():
    one = draw_performance("stand", np.random.default_rng([41_000, 1]))
    assert not any(found.turns.at for found in find_sets(one.tracks))


def test_a_name_that_is_sure_without_turns_of_the_sides_says_that_there_are_none():
    rng = np.random.default_rng([44_000, 9, *b"deadlift"])
    one = draw_performance("deadlift", rng, n=int(rng.integers(3, 21)))
    found = count_unaided(one.tracks)
    assert len(found) == len(one.turns_s)
    assert set(found["exercise"]) == {"deadlifts"}


@pytest.mark.parametrize("number", [8, 13])
def test_a_plank_that_is_held_long_is_one_hold(number):
    rng = np.random.default_rng([48_000, number, *b"plank"])
    azimuth_deg = float(np.random.default_rng(number).uniform(-15, 15))
    one = draw_performance("plank", rng, azimuth_deg=azimuth_deg)
    found = count_unaided(one.tracks)
    assert found["exercise"].tolist() == ["plank"]
    lasts_s = float(one.tracks["time"][-1])
    assert float((found["end_s"] - found["start_s"]).iloc[0]) > 0.9 * lasts_s


@pytest.mark.parametrize("number", [25, 63, 82])
def test_who_sits_for_long_holds_no_plank(number):
    one = draw_performance("sit", np.random.default_rng([61_000, number]))
    assert count_unaided(one.tracks).empty
