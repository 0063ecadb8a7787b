import numpy as np
import pytest

from midstance.exercises.counting.repetitions import find_repetitions
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


def test_a_squat_that_is_counted_is_as_deep_as_it_was_drawn(exercise, poses):
    tracks = exercise([(poses["squats"], 4, 2.0)], noise_px=0.0)
    found = find_repetitions(tracks).table
    assert found["joint"].unique().tolist() == ["knee"]
    # From standing to the bottom the knee of the figure bends by 120 degrees, of which
    # smoothing takes two.
    assert found["depth_deg"].to_numpy() == pytest.approx(120.0, abs=4.0)
    assert found["bottom_deg"].to_numpy() == pytest.approx(60.0, abs=2.0)


@pytest.mark.parametrize("period_s", [1.0, 2.0, 4.0])
def test_a_repetition_takes_the_whole_way_from_rest_to_rest(exercise, poses, period_s):
    tracks = exercise([(poses["squats"], 4, period_s)])
    found = find_repetitions(tracks).table
    assert found["duration_s"].to_numpy() == pytest.approx(period_s, rel=0.1)
    for way in ("lowering_s", "rising_s"):
        assert found[way].mean() == pytest.approx(period_s / 2, rel=0.1)


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
