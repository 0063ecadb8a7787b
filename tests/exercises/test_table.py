import numpy as np
import pytest

from midstance.exercises.table import RepetitionSet, make_repetitions
from midstance.schema.repetitions import COLUMNS
from midstance.synth.sets.performances import draw_performance


def test_no_sets_give_an_empty_table(exercise, poses):
    tracks = exercise([(poses["squats"], 1, 1.0)])
    found = make_repetitions(tracks, [])
    assert found.empty
    assert tuple(found.columns) == COLUMNS


def test_repetitions_of_one_exercise_are_numbered_on(exercise, poses):
    tracks = exercise([(poses["squats"], 4, 2.0)])
    phases = [(1.2 + 2.0 * k, 2.2 + 2.0 * k, 3.2 + 2.0 * k) for k in range(4)]
    sets = [
        RepetitionSet("squats", phases[:2], ["both"] * 2),
        RepetitionSet("squats", phases[2:], ["both"] * 2),
    ]
    found = make_repetitions(tracks, sets)
    assert found["number"].tolist() == [1, 2, 3, 4]
    assert found["duration_s"].to_numpy() == pytest.approx(2.0)
    # The trunk of the figure leans by 2 degrees to 37 forward.
    assert found["lean_deg"].to_numpy() == pytest.approx(37.0, abs=2.0)
    assert found["uneven_deg"].to_numpy() == pytest.approx(0.0, abs=5.0)
    assert (found["lean_uncertainty_deg"] > 0).all()
    whole_s = found["lowering_s"] + found["hold_s"] + found["rising_s"]
    assert whole_s.to_numpy() == pytest.approx(2.0)
    time_s = tracks["time"].to_numpy()
    assert time_s[found["bottom_frame"]] == pytest.approx(found["bottom_s"], abs=0.05)
    assert found["height_m"].isna().all()


def test_arms_that_take_turns_have_a_depth_each():
    for seed in range(100):
        rng = np.random.default_rng([seed, 3])
        one = draw_performance("curl", rng, n=4, azimuth_deg=60.0)
        if one.manner.alternates:
            break
    turns_s = one.turns_s
    half_s = np.median(np.diff(turns_s)) / 2
    phases = [(t - half_s, t, t + half_s) for t in turns_s.tolist()]
    found = make_repetitions(
        one.tracks, [RepetitionSet("curls", phases, list(one.sides))]
    )
    assert set(found["joint"]) == {"elbow"}
    assert (found["depth_deg"] > 50).all()
    assert found["uneven_deg"].isna().all()
