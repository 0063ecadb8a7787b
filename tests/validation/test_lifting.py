import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

from midstance.kernels.geometry.bones import mid_hip
from midstance.kernels.geometry.remap import to_skeleton
from midstance.schema.skeletons import RUNNING_18
from midstance.synth.motion.gait import RunnerSettings
from midstance.synth.motion.runner import run

SCRIPT = Path(__file__).parents[2] / "validation" / "lifting.py"


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("validation_lifting", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules["validation_lifting"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def joints():
    settings = RunnerSettings(surface="overground", height_m=1.6)
    made = run(settings, duration_s=1.5, rate_hz=50.0)
    return to_skeleton(made.tracks, RUNNING_18).assign_attrs(height_m=1.6)


def test_six_cameras_see_the_whole_path(script, joints):
    cameras = script.cameras_around(script.points_of(joints))
    assert len(cameras) == 6
    for camera in cameras:
        assert np.isfinite(script.film(joints, camera, 0)["position"]).all()


def test_the_truth_is_no_error(script, joints):
    camera = script.cameras_around(script.points_of(joints))[1]
    truth = script.truth_for(joints, camera)
    time_s = joints["time"].to_numpy()
    table = script.errors([truth, truth], [truth, truth], time_s)
    assert table.to_numpy() == pytest.approx(0.0, abs=1e-6)


def test_an_error_of_1_cm_is_10_mm(script, joints):
    camera = script.cameras_around(script.points_of(joints))[0]
    truth = script.truth_for(joints, camera)
    table = script.errors(
        [truth + np.array([0.01, 0.0, 0.0])], [truth], joints["time"].to_numpy()
    )
    assert table.loc["mean", "MPJPE"] == pytest.approx(10.0)
    assert table.loc["mean", "P-MPJPE"] == pytest.approx(0.0, abs=1e-6)


def test_the_network_beats_both_baselines(script, joints):
    cameras = script.cameras_around(script.points_of(joints))[:2]
    truths = [script.truth_for(joints, camera) for camera in cameras]
    time_s = joints["time"].to_numpy()
    learn = time_s < 0.3  # less than half a stride, as of one posture
    means = [
        script.errors(estimates, truths, time_s).loc["mean", "MPJPE"]
        for estimates in (
            script.lifted(joints, cameras, script.SHIPPED),
            script.mean_pose(joints, cameras, learn),
            script.linear(joints, cameras, learn),
        )
    ]
    assert means[0] < min(means[1:])
    assert np.abs(mid_hip(truths[0])).max() < 1e-9
