import numpy as np
import pytest

from midstance.kernels.geometry.cameras import orbit_camera
from midstance.scene.perspective import find_perspective
from midstance.schema.tracks import with_camera
from midstance.synth.motion.runner import RunnerSettings, run
from midstance.synth.observation.noise import Noise, draw_network_error
from midstance.synth.observation.observe import film as film_with_errors
from midstance.synth.observation.observe import observe

MIDDLE_M = (4.5, 0.0, 0.9)


@pytest.fixture(scope="module")
def made():
    """Three seconds at 3 m/s."""
    settings = RunnerSettings(speed_m_s=3.0, surface="overground")
    return run(settings, duration_s=3.0, rate_hz=60.0)


def camera(askew_deg):
    return orbit_camera(
        90.0 - askew_deg,
        distance_m=7.0,
        body_px=300.0,
        target_m=MIDDLE_M,
        width_px=1920,
    )


def true_slope(camera, askew_deg):
    return -np.tan(np.radians(askew_deg)) / camera.focal_px


@pytest.mark.parametrize("askew_deg", [-15, 0, 8, 20])
def test_the_slope_is_that_of_the_geometry(made, askew_deg):
    view_from = camera(askew_deg)
    found = find_perspective(observe(made.tracks, view_from))
    assert found.slope_per_px == pytest.approx(
        true_slope(view_from, askew_deg), rel=0.03, abs=5e-6
    )


@pytest.mark.parametrize("seed", range(3))
def test_the_errors_of_a_network_are_not_taken_for_perspective(made, seed):
    noise = Noise(network=draw_network_error(seed))
    found = find_perspective(film_with_errors(made, camera(0), noise=noise, seed=seed))
    assert abs(found.slope_per_px) * 1920 < 0.08


def test_a_way_at_even_distance_is_as_long_everywhere(made):
    tracks = observe(made.tracks, camera(15))
    hips = tracks["position"].sel(keypoint=["left_hip", "right_hip"], space="x")
    x_px = hips.mean("keypoint").to_numpy()[:, 0]
    even = np.diff(find_perspective(tracks).even_px(x_px)[::42])
    seen = np.diff(x_px[::42])
    assert np.ptp(seen) / abs(seen.mean()) > 0.4
    assert np.ptp(even) / abs(even.mean()) < 0.06


def test_the_scale_holds_where_it_is_said_to(made):
    found = find_perspective(observe(made.tracks, camera(15)), even_x_px=300.0)
    assert found.size(np.array([300.0])) == pytest.approx(1.0)


def test_a_moving_camera_and_nobody_have_none(made):
    tracks = observe(made.tracks, camera(8))
    path = np.broadcast_to(np.eye(3), (tracks.sizes["time"], 3, 3))
    assert find_perspective(with_camera(tracks, path)) is None
    assert find_perspective(tracks.assign(position=tracks.position * np.nan)) is None
