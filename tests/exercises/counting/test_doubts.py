import numpy as np
import pytest

from midstance.exercises.counting.doubts import (
    FEATURES,
    candidates_of,
    find_doubts,
    probabilities_of,
    shipped_weights,
)
from midstance.exercises.counting.repetitions import find_repetitions
from midstance.exercises.counting.sets import find_sets
from midstance.synth.sets.performances import draw_performance


def test_even_repetitions_are_sure(exercise, poses):
    found = find_repetitions(exercise([(poses["squats"], 5, 2.0)]))
    assert (found.table["probability"] > 0.95).all()
    assert found.table["doubt"].tolist() == [""] * 5
    assert found.doubtful.empty


def test_a_shallow_one_is_less_sure_than_the_others(exercise, poses):
    def shallow(depth):
        return poses["squats"](0.5 * depth)

    tracks = exercise(
        [(poses["squats"], 3, 2.0), (shallow, 1, 2.0), (poses["squats"], 3, 2.0)]
    )
    table = find_repetitions(tracks).table
    assert len(table) == 7
    assert table["probability"].argmin() == 3


def test_a_recording_cut_at_the_bottom_names_half_a_repetition(exercise, poses):
    tracks = exercise([(poses["squats"], 5, 2.0)])
    cut = tracks.sel(time=slice(2.2, None))
    found = find_repetitions(cut)
    assert len(found.table) == 4
    first = found.doubtful.iloc[0]
    assert first["time_s"] == pytest.approx(2.2, abs=0.1)
    assert "half a repetition" in first["doubt"]
    assert not first["is_counted"]
    assert np.isnan(first["probability"])


def test_what_bends_a_little_in_between_is_a_candidate_that_does_not_count(
    exercise, poses
):
    def bob(depth):
        return poses["squats"](0.3 * depth)

    tracks = exercise(
        [(poses["squats"], 3, 2.0), (bob, 1, 1.0), (poses["squats"], 3, 2.0)]
    )
    (one,) = find_sets(tracks)
    candidates = candidates_of(tracks, one.turns)
    assert [c.is_counted for c in candidates].count(True) == 6
    other = [c for c in candidates if not c.is_counted]
    times_s = one.turns.signal.time_s[[c.at for c in other]]
    assert times_s == pytest.approx([10.1], abs=0.2)
    shares = probabilities_of(candidates)
    assert ((shares >= 0) & (shares <= 1)).all()


def test_without_turns_nothing_is_doubtful(exercise, poses):
    tracks = exercise([(lambda _: poses["squats"](0.0), 3, 2.0)])
    (one,) = find_sets(tracks)
    assert find_doubts(tracks, one.turns) == ([], [])
    assert probabilities_of([]).shape == (0,)


def test_the_weights_that_ship_fit_the_features():
    assert shipped_weights().shape == (2, len(FEATURES))


def curls_in_turns(azimuth_deg):
    for seed in range(100):
        rng = np.random.default_rng([seed, 41])
        one = draw_performance("curl", rng, n=8, azimuth_deg=azimuth_deg)
        if one.manner.alternates:
            return one
    raise AssertionError


def test_a_hidden_arm_is_said_and_only_the_other_counts():
    one = curls_in_turns(-80.0)
    position = one.tracks["position"].copy(deep=True)
    for part in ("elbow", "wrist", "pinky", "index", "thumb"):
        position.loc[{"keypoint": f"left_{part}"}] = np.nan
    found = find_repetitions(one.tracks.assign(position=position))
    assert found.counts() == {"curls": one.sides.count("right")}
    assert any("the left arm is hidden" in doubt for doubt in found.doubtful["doubt"])
    assert found.table["uneven_deg"].isna().all()
    whole = find_repetitions(one.tracks)
    assert not whole.doubtful["doubt"].str.contains("hidden, and").any()


def test_an_arm_that_is_hidden_is_no_doubt_where_the_sides_go_together():
    rng = np.random.default_rng([62_000, 1])
    one = draw_performance("squat", rng, n=6, azimuth_deg=-80.0)
    position = one.tracks["position"].copy(deep=True)
    for part in ("elbow", "wrist", "pinky", "index", "thumb"):
        position.loc[{"keypoint": f"left_{part}"}] = np.nan
    found = find_repetitions(one.tracks.assign(position=position))
    assert found.counts() == {"squats": 6}
    assert not found.doubtful["doubt"].str.contains("hidden, and").any()
