import numpy as np
import pytest
import uneven_people as recipe

from midstance.schema.events import times_s
from midstance.schema.tracks import path_of
from midstance.synth.motion.gait import RunnerSettings
from midstance.synth.motion.runner import run


@pytest.fixture(scope="module")
def made():
    return run(RunnerSettings(), duration_s=4.0, rate_hz=100.0)


@pytest.fixture(scope="module")
def uneven(made):
    lands = times_s(made.events, "left", "initial_contact")
    leaves = times_s(made.events, "left", "toe_off")
    pairs = [(at, leaves[leaves > at][0]) for at in lands if (leaves > at).any()]
    return recipe.Uneven("left", "toe_off", 0.03, *np.array(pairs).T)


def test_the_toe_leaves_later_and_the_contact_stays(uneven, made):
    told = uneven.told(made.events)
    inner = uneven.offs_s
    later_s = times_s(told, "left", "toe_off")
    apart_s = np.abs(later_s[:, None] - (inner + 0.03)).min(axis=0)
    np.testing.assert_allclose(apart_s, 0.0, atol=1e-9)
    last_s = inner[-1]
    for side, event in (("left", "initial_contact"), ("right", "toe_off")):
        own, was = (times_s(table, side, event) for table in (told, made.events))
        np.testing.assert_allclose(own[own < last_s], was[was < last_s], atol=1e-9)


def test_the_leg_is_later_by_as_much_and_the_other_leg_stays(uneven, made):
    moved = uneven.moved(made.tracks)
    time_s = made.tracks["time"].to_numpy()
    for name in ("right_foot_index", "left_hip", "right_hip"):
        np.testing.assert_array_equal(path_of(moved, name), path_of(made.tracks, name))
    hip = path_of(made.tracks, "left_hip")
    for at_s in uneven.offs_s[1:-1]:
        was, now = (
            np.interp(when, time_s, (path_of(world, "left_heel") - hip)[:, 0])
            for world, when in ((made.tracks, at_s), (moved, at_s + 0.03))
        )
        assert now == pytest.approx(was, abs=0.01)


def test_both_events_and_both_legs_are_drawn(made):
    rng = np.random.default_rng(0)
    drawn = [recipe.draw_uneven(made.events, rng) for _ in range(30)]
    assert {one.side for one in drawn} == {"left", "right"}
    assert {one.event for one in drawn} == set(recipe.LARGEST_S)
    assert all(abs(one.later_s) <= recipe.LARGEST_S[one.event] for one in drawn)
