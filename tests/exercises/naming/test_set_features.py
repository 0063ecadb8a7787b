import numpy as np
import pytest

from midstance.exercises.counting.principal_motion import STEP_S, Stretch
from midstance.exercises.counting.turns import Turns
from midstance.exercises.naming.set_features import (
    N_FEATURES,
    set_features,
    turn_and_rest,
)
from midstance.schema.skeletons import mirrored
from midstance.synth.sets.performances import draw_performance


def test_the_mirror_has_the_features_of_the_mirrored_set(turns_at):
    one = draw_performance("lunge", np.random.default_rng(0), n=4)
    own, in_mirror = set_features(one.tracks, turns_at(one))
    assert own.shape == (N_FEATURES,)
    flipped = one.tracks.copy(deep=True)
    names = [str(name) for name in flipped["keypoint"].values]
    exchanged = [mirrored(name) for name in names]
    flipped = flipped.assign_coords(keypoint=exchanged).sel(keypoint=names)
    flipped["position"].loc[{"space": "x"}] *= -1
    turned = set_features(flipped, turns_at(one))
    assert turned[0] == pytest.approx(in_mirror, abs=1e-6, nan_ok=True)
    assert turned[1] == pytest.approx(own, abs=1e-6, nan_ok=True)


def test_neither_size_nor_place_in_the_image_changes_a_feature(turns_at):
    one = draw_performance("squat", np.random.default_rng(1), n=4)
    other = one.tracks.assign(position=3 * one.tracks["position"] + 40)
    first, second = (set_features(t, turns_at(one)) for t in (one.tracks, other))
    assert second == pytest.approx(first, abs=1e-6, nan_ok=True)


def test_a_posture_that_is_held_has_no_way_to_go():
    one = draw_performance("plank", np.random.default_rng(2))
    grid_s = np.arange(0, float(one.tracks["time"][-1]), STEP_S)
    features = set_features(
        one.tracks, Turns(Stretch(grid_s, np.zeros(len(grid_s))), [], [])
    )
    assert features[0, 46:100] == pytest.approx(0.0, abs=1e-9)


def test_between_two_turns_there_is_a_rest(turns_at):
    one = draw_performance("squat", np.random.default_rng(3), n=3)
    turns_s, rests_s = turn_and_rest(turns_at(one))
    assert len(turns_s) == 3
    assert len(rests_s) == 4
    assert (rests_s[1:-1] > turns_s[:-1]).all()
