import numpy as np
import pytest

from midstance.exercises.counting.principal_motion import (
    motion_between,
    principal_motion,
)
from midstance.exercises.poses.pose_tracks import landmarks_of
from midstance.synth.sets.performances import draw_performance


def test_the_motion_goes_with_the_depth(exercise, poses):
    tracks = exercise([(poses["squats"], 4, 2.0)])
    (stretch,) = principal_motion(tracks["time"].to_numpy(), landmarks_of(tracks))
    phase = np.clip(stretch.time_s - 1.2, 0, 8.0) / 2.0
    depth = (1 - np.cos(2 * np.pi * phase)) / 2
    assert abs(np.corrcoef(stretch.motion, depth)[0, 1]) > 0.98


def test_another_exercise_begins_another_stretch(exercise, poses):
    tracks = exercise([(poses["squats"], 3, 2.0), (poses["pushups"], 3, 2.0)])
    first, second = principal_motion(tracks["time"].to_numpy(), landmarks_of(tracks))
    assert first.time_s[-1] == pytest.approx(8.4, abs=1.3)
    assert second.time_s[-1] == pytest.approx(tracks["time"].to_numpy()[-1], abs=0.05)


def test_a_long_time_unseen_parts_the_stretches(exercise, poses):
    tracks = exercise([(poses["squats"], 4, 2.0)])
    points = landmarks_of(tracks)
    time_s = tracks["time"].to_numpy()
    points[(time_s > 4) & (time_s < 5)] = np.nan
    assert len(principal_motion(time_s, points)) == 2


def test_nobody_has_no_motion():
    assert principal_motion(np.arange(20) / 10, np.full((20, 33, 3), np.nan)) == []


def test_a_landmark_lost_now_and_then_costs_nothing(exercise, poses):
    tracks = exercise([(poses["squats"], 4, 2.0)])
    time_s, points = tracks["time"].to_numpy(), landmarks_of(tracks)
    (whole,) = principal_motion(time_s, points)
    points[np.random.default_rng(0).random(points.shape[:2]) < 0.3] = np.nan
    (lossy,) = principal_motion(time_s, points)
    same = np.interp(lossy.time_s, whole.time_s, whole.motion)
    assert len(same) > 0.95 * len(whole.motion)
    assert abs(np.corrcoef(same, lossy.motion)[0, 1]) > 0.98


def test_a_foot_lost_for_long_or_at_the_ends_parts_nothing(exercise, poses):
    tracks = exercise([(poses["squats"], 4, 2.0)])
    time_s, points = tracks["time"].to_numpy(), landmarks_of(tracks)
    lost = (time_s < 0.6) | ((time_s > 4) & (time_s < 5.5)) | (time_s > 10)
    points[np.ix_(lost, [27, 29, 31])] = np.nan
    (stretch,) = principal_motion(time_s, points)
    assert stretch.time_s[[0, -1]] == pytest.approx(time_s[[0, -1]], abs=0.05)
    depth = (1 - np.cos(np.pi * np.clip(stretch.time_s - 1.2, 0, 8.0))) / 2
    assert abs(np.corrcoef(stretch.motion, depth)[0, 1]) > 0.95


def test_wild_poses_at_the_start_do_not_turn_the_direction(exercise, poses):
    tracks = exercise([(poses["squats"], 4, 2.0)])
    time_s, points = tracks["time"].to_numpy(), landmarks_of(tracks)
    (calm,) = principal_motion(time_s, points)
    points[:15, 25:] *= 3.0
    (wild,) = principal_motion(time_s, points)
    assert abs(np.corrcoef(calm.motion[30:], wild.motion[30:])[0, 1]) > 0.98


def test_motion_goes_from_one_pose_to_the_other(exercise, poses):
    tracks = exercise([(poses["squats"], 1, 2.0)])
    points, time_s = landmarks_of(tracks), tracks["time"].to_numpy()
    away, there = [(0.0, 1.0)], [(2.0, 2.4)]
    motion = motion_between(time_s, points, away, there)
    top_s = motion.time_s[np.argmax(motion.motion)]
    assert top_s == pytest.approx(2.2, abs=0.15)
    assert motion.motion[motion.time_s < 1.0] == pytest.approx(0.0, abs=0.05)
    nothing = motion_between(time_s, points, [], there)
    assert np.isnan(nothing.motion).all()


def test_errors_that_wander_part_nobody_who_keeps_still():
    rng = np.random.default_rng(3)
    held = draw_performance("plank", rng, azimuth_deg=90.0)
    points = landmarks_of(held.tracks)[:, :, :2]
    points = np.concatenate([points, np.full((*points.shape[:2], 1), np.nan)], axis=2)
    seen = np.flatnonzero(np.isfinite(points[:, :, 0]).all(axis=1))[0]
    still = np.repeat(points[seen][None], 150, axis=0)
    body_px = np.ptp(still[0, :, 0])
    wander = 0.004 * body_px * rng.standard_normal(still.shape[1:])
    still = still + np.linspace(-1, 1, 150)[:, None, None].clip(-0.2, 0.2) * wander * 5
    stretches = principal_motion(np.arange(150) / 30, still)
    assert len(stretches) == 1
