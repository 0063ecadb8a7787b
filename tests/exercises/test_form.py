import numpy as np
import pytest

from midstance.exercises.counting.principal_motion import Stretch
from midstance.exercises.form import (
    JointDepth,
    describe_repetitions,
    driving_joint,
    unevenness_deg,
    values_at,
)

TIME_S = np.arange(0, 4, 0.05)
WAY = (1 - np.cos(np.pi * TIME_S)) / 2


def test_the_joint_that_goes_with_the_motion_drives_it():
    rng = np.random.default_rng(0)
    angles = {"knee": 170 - 80 * WAY, "elbow": 90 + 40 * rng.random(len(TIME_S))}
    knee = driving_joint(TIME_S, angles, Stretch(TIME_S, WAY))
    assert knee == ("knee", True)
    assert driving_joint(TIME_S, angles, Stretch(TIME_S, -WAY)) == ("knee", False)
    assert driving_joint(TIME_S, {}, Stretch(TIME_S, WAY)) == ("", True)


def test_legs_work_where_arms_only_go_along():
    angles = {"shoulder": 20 + 110 * WAY, "knee": 170 - 80 * WAY}
    assert driving_joint(TIME_S, angles, Stretch(TIME_S, WAY)) == ("knee", True)


def test_the_elbow_that_bends_most_works_whatever_the_hip_seems_to_do():
    angles = {"elbow": 170 - 90 * WAY, "hip": 120 + 65 * WAY}
    assert driving_joint(TIME_S, angles, Stretch(TIME_S, WAY)) == ("elbow", True)


def test_a_shoulder_works_by_opening():
    angles = {"shoulder": 20 + 140 * WAY, "knee": 170 - 10 * WAY}
    assert driving_joint(TIME_S, angles, Stretch(TIME_S, WAY)) == ("shoulder", True)


def test_depth_is_the_range_of_the_angle_in_each_repetition():
    angles = {"knee": 170 - 80 * WAY, "hip": 170 - 30 * WAY}
    depth = JointDepth.of(TIME_S, angles, [(0.0, 1.0, 2.0), (2.0, 3.0, 3.95)])
    assert depth.joint == "knee"
    assert depth.depth_deg == pytest.approx([80, 80], abs=2)
    assert depth.bottom_deg == pytest.approx([90, 90], abs=1)


def test_depth_has_nothing_of_the_next_repetition():
    time_s = np.arange(0, 4, 0.05)
    bent = np.where(time_s < 2, 80, 40) * (1 - np.cos(np.pi * time_s)) / 2
    rising = np.where(time_s > 3.42, 120.0, 0.0)
    phases = [(0.0, 1.0, 2.0), (2.0, 3.0, 3.4), (3.4, 3.7, 3.9)]
    depth = JointDepth.of(time_s, {"knee": 170 - bent - rising}, phases, joint="knee")
    assert depth.depth_deg[:2] == pytest.approx([80, 40], abs=6)


def test_no_repetition_has_no_depth():
    assert JointDepth.of(TIME_S, {"knee": WAY}, [], joint="knee").joint == ""


def test_depth_is_missing_where_the_joint_is():
    angle = 170 - 80 * WAY
    angle[TIME_S > 2] = np.nan
    depth = JointDepth.of(TIME_S, {"knee": angle}, [(0.0, 1.0, 2.0), (2.0, 3.0, 3.95)])
    assert np.isnan(depth.depth_deg).tolist() == [False, True]
    nothing = JointDepth.of(TIME_S, {}, [(0.0, 1.0, 2.0)])
    assert nothing.joint == ""
    assert np.isnan(nothing.depth_deg).all()


def test_the_right_knee_bends_more_than_the_left():
    left, right = 170 - 80 * WAY, 170 - 92 * WAY
    uneven = unevenness_deg(TIME_S, {"left": left, "right": right}, [1.0, 3.0])
    assert uneven == pytest.approx([12.0, 12.0], abs=0.5)
    assert np.isnan(unevenness_deg(TIME_S, {"left": left}, [1.0])).all()


def test_what_is_not_seen_at_a_turn_has_no_value():
    course = np.where(TIME_S < 2, 5.0, np.nan)
    assert values_at(TIME_S, course, [1.0, 3.0]).tolist()[0] == 5.0
    assert np.isnan(values_at(TIME_S, course, [3.0])).all()


def test_few_repetitions_are_not_compared():
    assert describe_repetitions(np.array([90.0]), [(0, 1, 2)]) == ["too few to compare"]


def test_missing_depth_is_not_called_shallow():
    depth = np.array([90.0, np.nan, 90.0])
    phases = [(0, 1, 2), (2, 3, 4), (4, 5, 9)]
    assert describe_repetitions(depth, phases) == [
        "as usual",
        "as usual",
        "slower (5.0 s, usually 2.0)",
    ]


def test_the_legs_work_and_the_arms_go_along():
    time_s = np.arange(0, 6, 1 / 30)
    wave = (1 - np.cos(np.pi * time_s)) / 2
    angles = {"shoulder": 120 * wave, "hip": 170 - 100 * wave, "knee": 170 - 90 * wave}
    phases = [(0.0, 1.0, 2.0), (2.0, 3.0, 4.0), (4.0, 5.0, 5.9)]
    assert JointDepth.of(time_s, angles, phases).joint == "knee"
    angles["knee"] = 170 - 30 * wave
    assert JointDepth.of(time_s, angles, phases).joint == "hip"


def test_errors_of_single_frames_hardly_make_a_repetition_deeper():
    time_s = np.arange(0, 60, 1 / 60)
    exact = 170 - 45 * (1 - np.cos(np.pi * time_s))
    noisy = exact + np.random.default_rng(0).normal(0, 4.0, len(time_s))
    phases = [(2.0 * k, 2.0 * k + 1.0, 2.0 * k + 2.0) for k in range(29)]
    depth = JointDepth.of(time_s, {"knee": noisy}, phases).depth_deg
    assert depth.mean() == pytest.approx(90.0, abs=1.5)
