import numpy as np
import pytest

from midstance.errors import SchemaError
from midstance.exercises.poses.embedding import FULL
from midstance.exercises.poses.pose_tracks import (
    THIGH,
    joint_angles_deg,
    landmarks_of,
    side_reach_pct,
)


def test_landmarks_come_in_the_order_of_the_samples(exercise, poses):
    tracks = exercise([(poses["squats"], 1, 1.0)])
    points = landmarks_of(tracks)
    knee = tracks["position"].sel(keypoint="left_knee").isel(individual=0)
    assert points[:, FULL.index("left_knee"), :2] == pytest.approx(knee.to_numpy())
    assert np.isnan(points[..., 2]).all()
    assert landmarks_of(tracks, n_landmarks=25).shape[1] == 25


def test_a_skeleton_without_hips_is_refused(exercise, poses):
    tracks = exercise([(poses["squats"], 1, 1.0)])
    with pytest.raises(SchemaError, match="left_hip"):
        landmarks_of(tracks.drop_sel(keypoint=["left_hip"]))


def test_the_knee_bends_by_what_the_figure_does(exercise, poses):
    tracks = exercise([(poses["squats"], 1, 2.0)], noise_px=0.0)
    knee = joint_angles_deg(tracks)["knee"]
    # Shank 40 degrees one way, thigh 80 the other way.
    assert knee.max() == pytest.approx(180.0, abs=0.1)
    assert knee.min() == pytest.approx(60.0, abs=0.5)


def test_one_side_is_enough(exercise, poses):
    tracks = exercise([(poses["squats"], 1, 2.0)], noise_px=0.0)
    both = joint_angles_deg(tracks)["knee"]
    tracks["position"].loc[{"keypoint": "right_knee"}] = np.nan
    assert joint_angles_deg(tracks)["knee"] == pytest.approx(both, abs=0.1)


def test_a_stretched_leg_reaches_farther_than_a_bent_one(exercise, poses):
    tracks = exercise([(poses["squats"], 1, 2.0)], noise_px=0.0)
    leg = side_reach_pct(tracks)["leg"]["left"]
    # Thigh and shank are 0.42 m each, the trunk 0.5 m; the knee closes to 60 degrees.
    assert (leg.max(), leg.min()) == pytest.approx((168.0, 84.0), abs=2.0)


def test_a_raised_thigh_has_its_knee_nearer_the_height_of_the_hip(exercise, poses):
    tracks = exercise([(poses["squats"], 1, 2.0)], noise_px=0.0)
    thigh = side_reach_pct(tracks)[THIGH]["left"]
    # The thigh of 0.42 m is upright at first, and 10 degrees below level at last.
    level = 84 * np.sin(np.deg2rad(10.0))
    assert (thigh.max(), abs(thigh.min())) == pytest.approx((84.0, level), abs=2.0)
