import json

import numpy as np
import pytest

from midstance.api.examples import example_file
from midstance.exercises.live_people import LivePeople
from midstance.exercises.recognize import Recognizer
from midstance.schema.poses import FramePoses, nobody
from midstance.schema.tracks import load_tracks
from midstance.synth.motion.body.anthropometry import make_body
from midstance.synth.motion.body.landmarks import landmarks
from midstance.synth.sets.exercises import exercise_pose

BODY = make_body(1.75)
RATE_HZ = 12.0


def courses(n_reps, period_s, x_px):
    """Poses of somebody who squats at a place, resting a second before and after."""
    time_s = np.arange(int((n_reps * period_s + 2.0) * RATE_HZ)) / RATE_HZ
    phase = np.clip((time_s - 1.0) / period_s, 0, n_reps)
    points = landmarks(exercise_pose("squat", BODY, phase), BODY.scale)
    xy = np.stack([x_px + 200 * points[..., 0], 500 - 200 * points[..., 2]], axis=2)
    return xy + np.random.default_rng(2).normal(0, 0.7, xy.shape)


def together(poses):
    if not poses:
        return nobody(33)
    xy = np.array(poses, dtype=np.float32)
    return FramePoses(xy, np.ones(xy.shape[:2], np.float32))


def played(people, frames):
    new = []
    for k, poses in enumerate(frames):
        new += people.add(k / RATE_HZ, together(poses))
    return new + people.count()


@pytest.fixture(scope="module")
def two():
    """Two people with another tempo each, found in an order that changes."""
    left, right = courses(4, 1.5, 200.0), courses(3, 2.0, 700.0)
    n = min(len(left), len(right))
    return [[left[k], right[k]] if k % 3 else [right[k], left[k]] for k in range(n)]


def test_two_people_are_counted_apart_whoever_comes_first(two):
    people = LivePeople(Recognizer(), "blazepose-33", people=2)
    new = played(people, two)
    assert sorted(people.counts.values()) == [3, 4]
    assert {name.split()[0] for name in people.counts} == {"person-1", "person-2"}
    assert sum(1 for _ in new) >= 2
    last = {one.person: one.n for one in new}
    assert sorted(last.values()) == [3, 4]
    assert len(people.count_lag_s) == 7


def test_a_body_found_twice_counts_once():
    course = courses(3, 1.5, 300.0)
    doubled = [[pose, pose[::-1] + 1.0] for pose in course]
    people = LivePeople(Recognizer(), "blazepose-33", people=2)
    played(people, doubled)
    assert list(people.counts.values()) == [3]


def test_somebody_alone_is_named_by_the_exercise_and_said_as_json():
    people = LivePeople(Recognizer(), "blazepose-33", people=1)
    played(people, [[pose] for pose in courses(3, 1.5, 300.0)])
    assert people.counts == {"squats": 3}
    plain = json.loads(json.dumps(people.to_plain()))
    assert plain["people"][0]["counts"] == {"squats": 3}
    assert people.classes == {}


def test_nobody_gives_nothing():
    people = LivePeople(Recognizer(), "blazepose-33")
    assert played(people, [[]] * 20) == []
    assert people.counts == {}
    assert not people.to_plain()["people"][0]["is_seen"]


@pytest.mark.parametrize("every_s", [(0.083, 0.084), (0.08, 0.3)], ids=str)
def test_the_steps_of_who_runs_are_never_counted(every_s):
    tracks = load_tracks(example_file("tracks")).isel(individual=0)
    waits_s = np.random.default_rng(0).uniform(*every_s, 200)
    shown = tracks.sel(time=np.cumsum(waits_s)[:40], method="nearest")
    people = LivePeople(Recognizer(), "blazepose-33")
    for time_s, points in shown["position"].groupby("time"):
        pose = points.squeeze().transpose("keypoint", "space").to_numpy()
        assert people.add(float(time_s), together([pose])) == []
    assert people.count() == []
    assert people.counts == {}
