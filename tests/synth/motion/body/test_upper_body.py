import numpy as np
import pytest

from midstance.synth.motion.build import build_motion
from midstance.synth.motion.gait import RunnerSettings

TIME_S = np.linspace(0.0, 2.0, 200)


@pytest.fixture(scope="module")
def motion():
    return build_motion(RunnerSettings(variability=0.0), duration_s=2.0, seed=0)


def test_arms_keep_their_lengths(motion):
    pose = motion.at(TIME_S)
    for side in ("left", "right"):
        upper = pose[f"{side}_elbow"] - pose[f"{side}_shoulder"]
        fore = pose[f"{side}_wrist"] - pose[f"{side}_elbow"]
        length = np.linalg.norm(upper, axis=1)
        assert length == pytest.approx(motion.body.upper_arm_m)
        assert np.linalg.norm(fore, axis=1) == pytest.approx(motion.body.forearm_m)


def test_each_arm_swings_with_the_opposite_leg(motion):
    pose = motion.at(TIME_S)
    wrist = pose["left_wrist"][:, 0] - pose["pelvis"][:, 0]
    knees = {side: pose[f"{side}_knee"][:, 0] for side in ("left", "right")}
    assert np.corrcoef(wrist, knees["right"])[0, 1] > 0.6
    assert np.corrcoef(wrist, knees["left"])[0, 1] < -0.6


def test_the_trunk_leans_as_asked():
    for lean_deg in (0.0, 12.0):
        settings = RunnerSettings(trunk_lean_deg=lean_deg, variability=0.0)
        motion = build_motion(settings, duration_s=2.0, seed=0)
        stride = np.linspace(0.0, motion.gait.stride_s, 200, endpoint=False)
        pose = motion.at(stride)
        up = pose["shoulder_centre"] - pose["pelvis"]
        lean = np.rad2deg(np.arctan2(up[:, 0], up[:, 2]))
        assert lean.mean() == pytest.approx(lean_deg, abs=0.2)


def test_the_head_is_on_top_and_looks_ahead(motion):
    pose = motion.at(TIME_S)
    assert (pose["head"][:, 2] > pose["neck"][:, 2]).all()
    assert (pose["nose"][:, 0] > pose["left_ear"][:, 0]).all()
    assert (pose["left_ear"][:, 1] > pose["right_ear"][:, 1]).all()
