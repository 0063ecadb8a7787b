import numpy as np
import pytest

from midstance.exercises.counting.repetitions import Thresholds
from midstance.exercises.poses.pose_knn import NearestPoses
from midstance.exercises.poses.thresholds import learn_thresholds, predict_left_out


def test_thresholds_part_the_way_between_a_class_and_the_others():
    shares = np.array([[0.2, 0.8]] * 20 + [[1.0, 0.0]] * 20)
    learned = learn_thresholds(shares, ["up"] * 20 + ["down"] * 20)
    # The columns are sorted: down, up.
    assert learned["up"].enter == pytest.approx(0.48)
    assert learned["up"].leave == pytest.approx(0.32)


def test_thresholds_that_cannot_be_learned_are_the_usual_ones():
    learned = learn_thresholds(np.full((20, 2), 0.5), ["a", "b"] * 10)
    assert learned == {"a": Thresholds(0.6, 0.4), "b": Thresholds(0.6, 0.4)}


def test_no_sample_votes_for_its_own_recording(samples):
    model = NearestPoses(n_kept=9, n_voting=3)
    wrong = np.array(samples.classes)
    own = np.array(samples.recordings()) == "clip__0"
    wrong[own] = "strange"
    shares = predict_left_out(model, samples.points, wrong, samples.recordings())
    column = np.unique(wrong).tolist().index("strange")
    assert (shares[own, column] == 0).all()
    assert shares[own].sum(axis=1) == pytest.approx(np.ones(own.sum()))


def test_a_single_recording_is_left_out_sample_by_sample(samples):
    model = NearestPoses(n_kept=9, n_voting=3)
    one = ["only"] * len(samples)
    shares = predict_left_out(model, samples.points, samples.classes, one)
    assert (shares.max(axis=1) > 0.5).all()
