import numpy as np
import pandas as pd
import pytest

from midstance.bouts.locomotion import find_bouts
from midstance.exercises.bouts import with_exercises
from midstance.kernels.geometry.cameras import orbit_camera
from midstance.schema.bouts import make_bouts
from midstance.synth.motion.runner import RunnerSettings, run
from midstance.synth.observation.observe import film


def whole(tracks, activity="other"):
    last_s = float(tracks["time"][-1])
    return make_bouts([("person-1", 0.0, last_s, activity, "left", 0.8)])


@pytest.mark.parametrize(
    ("pose", "name"), [("squats", "squats"), ("pushups", "push-ups")]
)
@pytest.mark.parametrize("activity", ["other", "standing"])
def test_a_set_is_named_and_counted(exercise, poses, pose, name, activity):
    tracks = exercise([(poses[pose], 5, 2.0)])
    found, _ = with_exercises(tracks, whole(tracks, activity))
    (done,) = found[found["repetitions"] > 0].itertuples()
    assert (done.activity, done.repetitions) == (name, 5)
    assert done.start_s == pytest.approx(1.2, abs=0.5)
    assert done.end_s == pytest.approx(11.2, abs=0.5)
    assert done.probability == 0.8
    rest = found[found["repetitions"].isna()]
    assert set(rest["activity"]) <= {activity}


def test_the_bouts_of_a_set_follow_each_other(exercise, poses):
    tracks = exercise(
        [
            (lambda _: poses["squats"](0.0), 2, 2.0),
            (poses["squats"], 4, 2.0),
            (lambda _: poses["squats"](0.0), 2, 2.0),
        ]
    )
    found, _ = with_exercises(tracks, whole(tracks, "standing"))
    assert found["activity"].tolist() == ["standing", "squats", "standing"]
    assert found["start_s"][1:].tolist() == found["end_s"][:-1].tolist()


def test_two_repetitions_are_no_set(exercise, poses):
    tracks = exercise([(poses["squats"], 2, 2.0)])
    bouts = whole(tracks)
    pd.testing.assert_frame_equal(with_exercises(tracks, bouts)[0], bouts)


@pytest.mark.parametrize("speed_m_s", [1.3, 3.0])
@pytest.mark.parametrize("activity", ["running", "other"])
def test_gait_is_no_exercise_even_where_it_was_not_recognized(speed_m_s, activity):
    made = run(RunnerSettings(speed_m_s=speed_m_s), duration_s=6.0, rate_hz=30.0)
    tracks = film(made, orbit_camera(90.0))
    bouts = whole(tracks, activity)
    pd.testing.assert_frame_equal(with_exercises(tracks, bouts)[0], bouts)
    found = find_bouts(tracks)
    pd.testing.assert_frame_equal(with_exercises(tracks, found)[0], found)


def test_without_a_trunk_nothing_is_said(exercise, poses):
    tracks = exercise([(poses["squats"], 4, 2.0)])
    legs = tracks.sel(keypoint=["left_knee", "right_knee"])
    bouts = whole(tracks)
    pd.testing.assert_frame_equal(with_exercises(legs, bouts)[0], bouts)


def test_arms_alone_are_an_exercise_too(exercise, poses):
    def curl(depth):
        points = poses["squats"](0.0).copy()
        for side in (15, 17, 19, 21), (16, 18, 20, 22):
            for k in side:
                elbow = points[13 if k % 2 else 14]
                angle = np.radians(-85 + 130 * depth)
                points[k] = elbow + 0.27 * np.array([np.cos(angle), np.sin(angle)])
        return points

    tracks = exercise([(curl, 5, 2.0)])
    found, _ = with_exercises(tracks, whole(tracks))
    done = found[found["repetitions"] > 0]
    assert done["activity"].tolist() == ["curls"]
    assert done["repetitions"].tolist() == [5]
