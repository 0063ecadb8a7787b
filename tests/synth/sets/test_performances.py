import numpy as np
import pytest

from midstance.synth.sets.exercises import EXERCISES
from midstance.synth.sets.performances import (
    HELD,
    draw_blend,
    draw_ends,
    draw_gait,
    draw_performance,
)


@pytest.mark.parametrize("name", EXERCISES)
def test_a_performance_has_the_truth_in_time(name):
    one = draw_performance(name, np.random.default_rng(3), n=4)
    time_s = one.tracks["time"].to_numpy()
    assert len(one.turns_s) == len(one.sides) == (0 if name in HELD else 4)
    assert (np.diff(one.turns_s) > 0.2).all()
    assert ((one.turns_s > 0) & (one.turns_s < time_s[-1])).all()
    assert one.tracks.sizes["keypoint"] == 33
    assert float(one.tracks["position"].isnull().mean()) < 0.2


def test_sides_take_turns_in_high_knees():
    one = draw_performance("high_knees", np.random.default_rng(0), n=6)
    assert set(one.sides[::2]).isdisjoint(one.sides[1::2])


def test_one_seed_gives_one_performance():
    first, again = (draw_performance("squat", np.random.default_rng(5)) for _ in "ab")
    assert first.tracks.equals(again.tracks)


@pytest.mark.parametrize("draw", [draw_blend, draw_gait])
def test_what_is_no_exercise_turns_too(draw):
    one = draw(np.random.default_rng(1))
    assert len(one.turns_s) >= 3
    assert len(one.sides) == len(one.turns_s)


def test_squats_are_wide_with_feet_that_point_outward():
    manners = [
        draw_performance("squat", np.random.default_rng(k), n=2).manner
        for k in range(25)
    ]
    wide = [one.turned_out_deg for one in manners if one.width > 2.0]
    narrow = [one.turned_out_deg for one in manners if one.width < 1.2]
    assert max(wide) > 35 > 27 > max(narrow)
    assert len({one.hands_below for one in manners}) > 3


def test_nobody_stands_up_between_two_poses_that_are_no_exercise():
    """From a squat to the top of a jump is a squat with the arms in the air."""
    rng = np.random.default_rng(0)
    drawn = {frozenset(draw_ends(rng)) for _ in range(300)}
    assert len(drawn) == 28  # of 36
    assert {"squat", "push_up"} in drawn
    assert not drawn & {frozenset({"squat", top}) for top in ("jump", "pull_up")}
