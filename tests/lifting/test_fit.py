import numpy as np
import pytest

from midstance.kernels.geometry.bones import from_bones, mid_hip, to_bones
from midstance.kernels.geometry.remap import to_skeleton
from midstance.lifting.fit import fit_to_view, place_before_camera
from midstance.schema.skeletons import RUNNING_18
from midstance.synth.motion.runner import RunnerSettings, run

PLACE = np.array([0.1, -0.2, 5.0])
UPRIGHT = np.array([[0.6, 0.8, 0.0], [0.0, 0.0, -1.0], [-0.8, 0.6, 0.0]])
"""Right, down and ahead of a camera aside of the runner."""


@pytest.fixture(scope="module")
def truth():
    made = run(RunnerSettings(height_m=1.75), duration_s=2.0, rate_hz=50.0)
    ours = to_skeleton(made.tracks, RUNNING_18)["position"].isel(individual=0)
    points = ours.transpose("time", "keypoint", "space").to_numpy() / 1.75
    return (points - mid_hip(points)) @ UPRIGHT.T


def rays_of(points):
    before = points + PLACE
    return before[..., :2] / before[..., 2:]


def error(points, truth):
    return float(np.linalg.norm(points - truth, axis=-1).mean())


def test_the_truth_is_placed_where_it_is(truth):
    place = place_before_camera(truth, rays_of(truth))
    assert place == pytest.approx(np.broadcast_to(PLACE, place.shape), abs=1e-6)


def test_the_truth_stays_the_truth(truth):
    assert error(fit_to_view(truth, rays_of(truth)), truth) < 0.004


def test_joints_beside_their_rays_move_towards_them(truth):
    wrong = truth.copy()
    wrong[:, :, :2] += 0.03 * np.random.default_rng(0).standard_normal((18, 2))
    wrong -= mid_hip(wrong)
    fitted = fit_to_view(wrong, rays_of(truth))
    assert error(fitted, truth) < 0.5 * error(wrong, truth)


def test_known_lengths_put_depths_right(truth):
    bones = to_bones(truth)
    lengths = np.linalg.norm(bones, axis=-1).mean(axis=0)
    flat = bones.copy()
    flat[..., 2] *= 0.8  # as if everybody were thinner towards the camera
    wrong = from_bones(flat)
    fitted = fit_to_view(wrong, rays_of(truth), lengths=lengths)
    assert error(fitted, truth) < 0.75 * error(wrong, truth)


def test_noise_of_the_rays_is_not_taken_over(truth):
    noise = 0.004 * np.random.default_rng(1).standard_normal((*truth.shape[:2], 2))
    fitted = fit_to_view(truth, rays_of(truth) + noise)
    seen = fitted[..., :2] - truth[..., :2]
    assert np.std(seen) < 0.5 * 0.004 * PLACE[2]


def test_what_is_not_seen_is_left_to_the_network(truth):
    rays = rays_of(truth)
    rays[:, 5] = np.nan
    rays[40:] = np.nan
    fitted = fit_to_view(truth, rays)
    assert np.isfinite(fitted).all()
    assert error(fitted, truth) < 0.006
    unseen = np.full_like(rays, np.nan)
    assert np.isnan(place_before_camera(truth, unseen)).all()
    assert error(fit_to_view(truth, unseen), truth) < 0.004


def test_the_mirror_image_gives_the_mirror_image(truth):
    flip = np.array([-1.0, 1.0, 1.0])
    wrong = truth + 0.02 * np.sin(np.arange(18))[:, None]
    straight = fit_to_view(wrong, rays_of(truth))
    mirror = fit_to_view(wrong * flip, rays_of(truth) * flip[:2])
    assert mirror == pytest.approx(straight * flip, abs=1e-9)
