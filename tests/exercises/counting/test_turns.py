import numpy as np
import pytest

from midstance.exercises.counting.principal_motion import Stretch, principal_motion
from midstance.exercises.counting.repetitions import count_unaided
from midstance.exercises.counting.turns import (
    both_turns,
    find_turns,
    largest_change,
    usual_way,
)
from midstance.exercises.poses.pose_tracks import (
    landmarks_of,
    side_angles_deg,
    side_reach_pct,
)
from midstance.synth.sets.performances import draw_performance

GRID_S = np.arange(0, 10, 1 / 30)


def turns_of(tracks):
    time_s = tracks["time"].to_numpy()
    (stretch,) = principal_motion(time_s, landmarks_of(tracks))
    return find_turns(time_s, side_angles_deg(tracks), side_reach_pct(tracks), stretch)


@pytest.mark.parametrize("seed", range(4))
def test_sides_that_take_turns_count_each(seed):
    one = draw_performance("high_knees", np.random.default_rng([seed, 11]), n=8)
    turns = turns_of(one.tracks)
    assert turns.sides == list(one.sides)
    found_s = turns.signal.time_s[turns.at]
    assert found_s == pytest.approx(one.turns_s, abs=0.12)


def alternating_curls():
    """Return curls in which the arms take turns."""
    for seed in range(100):
        one = draw_performance("curl", np.random.default_rng([seed, 11]), n=6)
        if one.manner.alternates:
            yield one


def test_arms_that_take_turns_count_each():
    curls = alternating_curls()
    for _ in range(4):
        one = next(curls)
        assert turns_of(one.tracks).sides == list(one.sides)


@pytest.mark.parametrize("azimuth_deg", [0.0, 15.0, 90.0, 180.0])
def test_the_leg_in_front_of_a_lunge_is_told_from_all_sides(azimuth_deg):
    for seed in range(100):
        rng = np.random.default_rng([seed, 13])
        one = draw_performance("lunge", rng, n=6, azimuth_deg=azimuth_deg)
        if one.manner.alternates:
            break
    assert turns_of(one.tracks).sides == list(one.sides)


def test_sides_that_go_together_count_once():
    one = draw_performance("squat", np.random.default_rng(3), n=5)
    turns = turns_of(one.tracks)
    assert turns.sides == ["both"] * 5


def test_a_clip_cut_at_the_bottom_has_half_a_repetition_at_each_end(exercise, poses):
    tracks = exercise([(poses["squats"], 5, 2.0)])
    first_s, last_s = 1.2 + 1.0, 1.2 + 9.0  # the bottoms of the first and the last one
    cut = tracks.sel(time=slice(first_s, last_s))
    cut = cut.assign_coords(time=cut["time"] - cut["time"][0])
    found = count_unaided(cut)
    assert len(found) == 3
    assert found["bottom_s"].to_numpy() == pytest.approx([2.0, 4.0, 6.0], abs=0.15)


def test_small_motions_do_not_turn():
    sway = Stretch(GRID_S, 0.05 * np.sin(GRID_S))
    assert both_turns(sway) == ([], [])


def test_the_usual_way_is_that_of_most_of_the_way():
    assert usual_way(np.array([1.0, 1.0, 1.0, 0.05, 0.05])) == 1.0
    assert np.isnan(usual_way(np.array([])))


def test_the_largest_change_of_a_squat_is_that_of_its_joints():
    tracks = draw_performance("squat", np.random.default_rng(3), n=5).tracks
    limbs = side_angles_deg(tracks) | side_reach_pct(tracks)
    changed = largest_change(tracks["time"].to_numpy(), limbs, turns_of(tracks))
    assert 50 < changed < 180
    assert largest_change(tracks["time"].to_numpy(), {}, turns_of(tracks)) == np.inf
