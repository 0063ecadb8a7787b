from dataclasses import replace

import numpy as np
import pytest

from midstance.errors import NotEnoughDataError
from midstance.pipeline.benchmark.clips import (
    Condition,
    conditions,
    film_clip,
    gait_of,
)

LEFT = Condition("left", 60.0, "exact")


@pytest.fixture(scope="module")
def trial(trial_of):
    return trial_of()


@pytest.fixture(scope="module")
def clip(trial):
    return film_clip(trial, LEFT)


def test_runners_have_flights_and_walkers_have_none(trial, trial_of):
    assert gait_of(trial) == "run"
    assert gait_of(trial_of(1.3)) == "walk"
    assert gait_of(replace(trial, stances=trial.stances.iloc[:1])) == "walk"


@pytest.mark.parametrize(
    ("noise", "least_px", "most_px"), [("white", 1.0, 4.0), ("network", 4.0, 80.0)]
)
def test_a_clip_has_the_errors_of_its_condition(trial, clip, noise, least_px, most_px):
    seen = film_clip(trial, Condition("left", 60.0, noise))
    error = (seen["position"] - clip["position"]).sel(keypoint="left_heel")
    assert least_px < float(np.abs(error).mean()) < most_px
    again = film_clip(trial, Condition("left", 60.0, noise))
    assert again.equals(seen)


def test_every_combination_is_a_condition_with_a_name(trial):
    every = conditions(("left", "rear"), (30.0, 60.0), ("exact", "white"))
    assert len({one.of(trial) for one in every}) == 8
    assert every[0].of(trial) == "ann_3.0-left-30-exact"


def test_a_person_out_of_the_picture_cannot_be_filmed(trial):
    position = trial.world["position"].where(trial.world["keypoint"] != "left_ankle")
    unseen = replace(trial, world=trial.world.assign(position=position))
    with pytest.raises(NotEnoughDataError):
        film_clip(unseen, LEFT)


def test_who_is_taken_past_the_camera_is_seen_for_a_second(trial):
    passing = replace(LEFT, passes_at_s=3.0)
    seen = film_clip(trial, passing)
    time_s = seen["time"].to_numpy()
    assert 0.8 < np.ptp(time_s) < 1.3
    assert time_s[0] < 3.0 < time_s[-1]
    hips = seen["position"].sel(space="x", keypoint="left_hip").to_numpy().ravel()
    assert np.all(np.diff(hips) < 0)  # seen from the left, to the left
    assert passing.of(trial) != replace(LEFT, passes_at_s=4.0).of(trial)
