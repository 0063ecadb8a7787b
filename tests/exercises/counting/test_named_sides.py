import numpy as np
import pytest

from midstance.exercises.counting.repetitions import count_unaided
from midstance.synth.sets.performances import draw_performance

SEED = 41_000


def performed(name, number):
    """A set of one person, seen as a network sees it, from somewhere."""
    rng = np.random.default_rng([SEED, number, *name.encode()])
    return draw_performance(name, rng, n=int(rng.integers(3, 21)))


@pytest.mark.parametrize("number", [74, 86])
def test_who_lunges_with_one_leg_is_not_counted_at_both_ends(number):
    one = performed("lunge", number)
    found = count_unaided(one.tracks)
    assert len(set(one.sides)) == 1
    assert found["side"].tolist() == list(one.sides)


def test_lunges_count_for_both_legs_where_the_camera_hardly_shows_one():
    one = performed("lunge", 95)
    found = count_unaided(one.tracks)
    assert len(set(one.sides)) == 2
    assert found["side"].tolist() == list(one.sides)


def test_no_arm_waits_for_the_other_in_push_ups():
    one = performed("push_up", 26)
    found = count_unaided(one.tracks)
    assert len(found) == len(one.turns_s)
    assert found["bottom_s"].to_numpy() == pytest.approx(one.turns_s, abs=0.3)


def test_lunges_of_which_the_hips_are_hidden_count_as_before():
    one = performed("lunge", 3)
    hidden = one.tracks["keypoint"].isin(["left_ankle", "right_ankle"])
    tracks = one.tracks.assign(position=one.tracks["position"].where(~hidden))
    assert len(count_unaided(tracks)) == pytest.approx(len(one.turns_s), abs=1)
