import numpy as np
import pytest
import train_doubts

from midstance.exercises.counting.doubts import FEATURES, Candidate
from midstance.synth.sets.performances import draw_performance


def made_up_sets():
    """Turns that are repetitions the likelier, the farther they go."""
    rng = np.random.default_rng(0)
    sets = []
    for _ in range(60):
        rows = []
        for counted in (True, False):
            for log_way in rng.uniform(-2, 0.5, 5):
                features = np.array([1.0, log_way, 0.0, 1.0, 0.0, 0.0, 0.1])
                is_one = bool(rng.uniform() < 1 / (1 + np.exp(-3 - 3 * log_way)))
                rows.append((Candidate(0, counted, features), is_one))
        sets.append(rows)
    return sets


def test_the_farther_a_turn_goes_the_likelier_it_is_one():
    held, scores = train_doubts.learn(made_up_sets(), train_doubts.Settings())
    way = FEATURES.index("log_way")
    assert held["counted"][way] == pytest.approx(3.0, abs=1.0)
    assert held["others"][way] == pytest.approx(3.0, abs=1.0)
    assert scores["counted_said"] == pytest.approx(scores["counted_true"], abs=0.1)
    assert scores["counted_brier"] < scores["counted_brier_of_the_mean"]


def test_the_turns_of_a_set_are_matched_with_the_true_ones():
    one = draw_performance("squat", np.random.default_rng(1), n=4)
    rows = train_doubts.rows_of(one, 0.6)
    assert [is_one for found, is_one in rows if found.is_counted] == [True] * 4


def test_each_true_repetition_is_taken_once():
    one = draw_performance("squat", np.random.default_rng(1), n=4)
    at_s = np.sort([*one.turns_s, one.turns_s[1] + 0.05])
    right = train_doubts.is_true(at_s, one, 0.6)
    assert right.sum() == 4
    assert len(right) == 5


def test_a_set_seen_worse_has_the_turns_that_are_left():
    one = draw_performance("squat", np.random.default_rng(1), n=8)
    seen = train_doubts.roughened(one, np.random.default_rng(3))
    time_s = seen.tracks["time"].to_numpy()
    assert ((seen.turns_s >= time_s[0]) & (seen.turns_s <= time_s[-1])).all()
    assert len(seen.sides) == len(seen.turns_s)
    assert np.isfinite(one.tracks["position"]).sum() > 0
