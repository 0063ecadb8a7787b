import numpy as np
import pytest

from midstance.synth.figure.figure import Figure
from midstance.synth.figure.looks import LOOKS, Look
from midstance.synth.motion.runner import RunnerSettings, run


def pose_of(motion, time_s):
    return {name: values[0] for name, values in motion.at(time_s).items()}


@pytest.fixture(scope="module")
def motion():
    return run(RunnerSettings(), duration_s=1.5, rate_hz=10.0).motion


def test_the_body_reaches_from_the_soles_to_the_crown(motion):
    pose = pose_of(motion, 0.6)
    points = Figure(motion.body, Look()).mesh(pose).vertices
    assert points[:, 2].max() == pytest.approx(pose["head"][2] + 0.13, abs=0.03)
    soles = min(
        pose[f"{s}_sole_{p}"][2] for s in ("left", "right") for p in ("ball", "heel")
    )
    assert points[:, 2].min() == pytest.approx(soles, abs=0.01)


@pytest.mark.parametrize("look", sorted(LOOKS))
def test_every_joint_lies_inside_the_body(motion, look):
    pose = pose_of(motion, 0.5)
    points = Figure(motion.body, LOOKS[look]).mesh(pose).vertices
    for side in ("left", "right"):
        for name in ("shoulder", "elbow", "wrist", "hip", "knee", "ankle"):
            joint = pose[f"{side}_{name}"]
            away = np.linalg.norm(points - joint, axis=1).min()
            assert away < 0.12, name


def test_normals_and_colours_are_usable_in_every_phase_of_the_stride(motion):
    figure = Figure(motion.body, Look())
    for time_s in np.arange(0.2, 1.0, 0.1):
        mesh = figure.mesh(pose_of(motion, float(time_s)))
        np.testing.assert_allclose(np.linalg.norm(mesh.normals, axis=1), 1.0)
        assert (mesh.albedo >= 0.0).all()
        assert (mesh.albedo <= 1.1).all()


def test_a_taller_runner_has_a_wider_trunk():
    def width(height_m):
        tall = run(
            RunnerSettings(height_m=height_m), duration_s=1.0, rate_hz=10.0
        ).motion
        pose = pose_of(tall, 0.5)
        points = Figure(tall.body, Look()).mesh(pose).vertices - pose["pelvis"]
        chest = np.abs(points[:, 2] - 0.28 * height_m * 0.5) < 0.05
        return np.ptp(points[chest][:, 1])

    assert width(1.95) > 1.1 * width(1.60)


def test_capsules_follow_the_limbs(motion):
    pose = pose_of(motion, 0.4)
    capsules = Figure(motion.body, Look()).capsules(pose)
    for name in ("left_knee", "right_elbow"):
        ends = np.concatenate([capsules.start, capsules.end])
        assert np.linalg.norm(ends - pose[name], axis=1).min() < 1e-9
