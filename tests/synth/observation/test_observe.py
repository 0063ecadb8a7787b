import numpy as np
import pytest

from midstance.errors import SchemaError
from midstance.kernels.geometry.cameras import rear_camera, side_camera
from midstance.synth.motion.runner import RunnerSettings, run
from midstance.synth.observation.noise import Noise, draw_network_error
from midstance.synth.observation.observe import facing, film, observe


@pytest.fixture(scope="module")
def made():
    return run(RunnerSettings(), duration_s=4.0, rate_hz=60.0, seed=1)


def pixels(tracks, name):
    return tracks["position"].sel(keypoint=name, individual="person-1").values


def errors(tracks, exact, name):
    return pixels(tracks, name) - pixels(exact, name)


def test_without_noise_it_is_the_projection(made):
    camera = side_camera("left")
    seen = observe(made.tracks, camera)
    points = made.tracks["position"].sel(keypoint="left_knee", individual="person-1")
    assert pixels(seen, "left_knee") == pytest.approx(camera.project(points.values))
    assert (seen["confidence"] == 1.0).all()
    assert seen.attrs["image_width_px"] == 1280
    assert seen["position"].attrs["space_unit"] == "px"


def test_the_two_side_views_are_mirror_images_of_a_mirrored_runner(made):
    left = observe(made.tracks, side_camera("left"))
    mirrored = made.tracks.copy(deep=True)
    mirrored["position"].loc[{"space": "y"}] *= -1
    right = observe(mirrored, side_camera("right"))
    flipped = pixels(right, "left_ankle") * [-1, 1] + [1280, 0]
    assert flipped == pytest.approx(pixels(left, "left_ankle"))


@pytest.mark.parametrize(("view", "direction"), [("left", -1), ("right", 1)])
def test_facing_is_the_direction_of_the_view(view, direction):
    assert facing(side_camera(view)) == direction
    assert facing(rear_camera()) == 0


def test_white_noise_has_its_size_and_lowers_the_confidence(made):
    camera = side_camera()
    exact = observe(made.tracks, camera)
    seen = observe(made.tracks, camera, noise=Noise(white_px=4.0), seed=2)
    spread = np.concatenate(
        [errors(seen, exact, name) for name in ("left_knee", "right_hip", "nose")]
    )
    assert np.std(spread) == pytest.approx(4.0, rel=0.07)
    assert 0.9 < float(seen["confidence"].mean()) < 1.0
    again = observe(made.tracks, camera, noise=Noise(white_px=4.0), seed=2)
    assert seen.equals(again)


def test_network_errors_follow_the_stride_and_grow_with_the_person(made):
    phase = made.motion.schedule.phase()
    still = {
        key: tuple(type(axis)(axis.fourier_px, 0.0, 0.0) for axis in pair)
        for key, pair in draw_network_error(5).items()
    }
    noise = Noise(network=still)
    found = {}
    for body_px in (300.0, 600.0):
        camera = side_camera("left", body_px=body_px)
        exact = observe(made.tracks, camera)
        seen = observe(made.tracks, camera, noise=noise, phase=phase)
        found[body_px] = errors(seen, exact, "left_ankle")
        time = made.tracks["time"].values
        forward, down = still["near", "ankle"]
        expected = np.stack(
            [-forward.bias_px(phase(time)), down.bias_px(phase(time))], axis=1
        )
        assert found[body_px] == pytest.approx(expected * body_px / 500.0, rel=0.05)
    assert found[600.0] == pytest.approx(2 * found[300.0])


def test_film_knows_the_phase_of_its_run(made):
    noise = Noise(network=draw_network_error(5))
    phase = made.motion.schedule.phase()
    seen = film(made, side_camera(), noise=noise, seed=2)
    assert seen.equals(
        observe(made.tracks, side_camera(), noise=noise, phase=phase, seed=2)
    )


def test_the_far_leg_has_other_errors_than_the_near_one(made):
    phase = made.motion.schedule.phase()
    noise = Noise(network=draw_network_error(5))
    for view, near, far in (("left", "left", "right"), ("right", "right", "left")):
        exact = observe(made.tracks, side_camera(view))
        seen = observe(made.tracks, side_camera(view), noise=noise, phase=phase)
        spread = {
            side: np.std(errors(seen, exact, f"{side}_ankle")) for side in (near, far)
        }
        assert spread[far] > 1.5 * spread[near]


def test_lost_keypoints_are_nan_with_no_confidence(made):
    noise = Noise(drop_rate_hz=1.0, drop_s=0.1)
    seen = observe(made.tracks, side_camera(), noise=noise, seed=3)
    lost = seen["position"].isnull().all("space")
    assert 0.05 < float(lost.mean()) < 0.15
    assert (seen["confidence"].isnull() == lost).all()
    assert (seen["observed"].where(lost, drop=True) == 0).sum() == int(lost.sum())


def test_exchanged_legs_leave_the_arms_alone(made):
    camera = side_camera()
    exact = observe(made.tracks, camera)
    noise = Noise(swap_rate_hz=2.0, swap_s=0.1)
    seen = observe(made.tracks, camera, noise=noise, seed=1)
    swapped = errors(seen, exact, "left_ankle").any(axis=1)
    assert 0.05 < swapped.mean() < 0.4
    assert pixels(seen, "left_ankle")[swapped] == pytest.approx(
        pixels(exact, "right_ankle")[swapped]
    )
    assert not errors(seen, exact, "left_wrist").any()


def test_a_jittering_clock_moves_fast_points_most(made):
    camera = side_camera()
    exact = observe(made.tracks, camera)
    seen = observe(made.tracks, camera, noise=Noise(clock_jitter_s=0.004), seed=1)
    assert (seen["time"] == exact["time"]).all()
    foot, nose = (np.std(errors(seen, exact, n)) for n in ("left_ankle", "nose"))
    assert foot > 3 * nose


def test_what_is_outside_the_picture_is_missing(made):
    close = side_camera(body_px=2000.0)
    seen = observe(made.tracks, close)
    assert np.isnan(pixels(seen, "nose")).all()
    assert np.isfinite(pixels(seen, "left_hip")).all()


def test_tracks_in_pixels_are_refused(made):
    flat = observe(made.tracks, side_camera())
    with pytest.raises(SchemaError, match="needs tracks in m with x, y and z"):
        observe(flat, side_camera())


def test_network_errors_without_a_phase_are_refused(made):
    with pytest.raises(SchemaError, match="give its phase"):
        observe(made.tracks, side_camera(), noise=Noise(network=draw_network_error(1)))
