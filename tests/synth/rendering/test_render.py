import numpy as np
import pytest

from midstance.synth.figure.figure import Figure
from midstance.synth.figure.looks import Look
from midstance.synth.motion.runner import RunnerSettings, run
from midstance.synth.rendering.render import Actor, FrameRenderer
from midstance.synth.rendering.scene import SceneSettings, scene_camera, surroundings

SCENE = SceneSettings(width_px=256, height_px=144)
HERE = [(0.0, 0.0)]


@pytest.fixture(scope="module")
def motion():
    return run(RunnerSettings(), duration_s=1.5, rate_hz=10.0).motion


@pytest.fixture(scope="module")
def camera():
    return scene_camera(SCENE, HERE)


@pytest.fixture(scope="module")
def renderer(camera):
    return FrameRenderer(surroundings(SCENE, HERE, [3.0]), camera)


def actor(motion, time_s, offset=(0.0, 0.0, 0.0)):
    pose = {
        name: values[0] + (np.asarray(offset) if values.ndim == 2 else 0.0)
        for name, values in motion.at(time_s).items()
    }
    return Actor(Figure(motion.body, Look(shirt="#0000ff")), pose)


def test_a_frame_is_a_picture_of_the_size_of_the_camera(renderer, motion):
    image = renderer.frame([actor(motion, 0.5)], 0.5)
    assert image.shape == (144, 256, 3)
    assert image.dtype == np.uint8


def test_the_runner_is_drawn_around_the_joints(renderer, motion, camera):
    here = actor(motion, 0.5)
    empty = renderer.linear_frame([], 0.5)
    change = np.abs(renderer.linear_frame([here], 0.5) - empty).sum(axis=-1)
    for name in ("head", "chest", "left_knee", "left_elbow", "right_sole_ball"):
        x, y = camera.project(here.pose[name]).astype(int)
        assert change[y - 1 : y + 2, x - 1 : x + 2].max() > 0.02, name
    x, y = camera.project(here.pose["chest"]).astype(int)
    red, _, blue = renderer.frame([here], 0.5)[y, x]
    assert int(blue) > int(red) + 60


def test_the_runner_casts_a_shadow_on_the_belt(renderer, motion, camera):
    here = actor(motion, 0.5)
    empty = renderer.linear_frame([], 0.5)
    drawn = renderer.linear_frame([here], 0.5)
    x, y = camera.project(here.pose["pelvis"] * [1.0, 1.0, 0.0]).astype(int)
    around = (slice(y - 2, y + 8), slice(x - 30, x + 30))
    assert (drawn[around] < 0.85 * empty[around]).all(axis=-1).sum() > 20


def test_the_belt_moves_backwards_at_its_speed(renderer):
    def mark_x(time_s):
        row = renderer.linear_frame([], time_s)[..., 0]
        belt = row[114:140, 60:200]
        return float(np.unravel_index(np.argmax(belt), belt.shape)[1])

    # Backwards is to the right in the left view; 3 m/s at 64 px/m.
    marks = [mark_x(time_s) for time_s in (0.12, 0.16, 0.20)]
    assert np.diff(marks) == pytest.approx([7.7, 7.7], abs=1.6)


def test_a_runner_out_of_sight_changes_nothing(renderer, motion):
    empty = renderer.frame([], 0.5)
    away = actor(motion, 0.5, offset=(40.0, 0.0, 0.0))
    np.testing.assert_array_equal(renderer.frame([away], 0.5), empty)


def test_a_runner_behind_the_camera_is_not_drawn(renderer, motion):
    behind = actor(motion, 0.5, offset=(0.0, 4.0, 0.0))
    image = renderer.linear_frame([behind], 0.5)
    assert np.isfinite(image).all()


def test_the_nearer_of_two_runners_hides_the_other(renderer, motion, camera):
    near = actor(motion, 0.5, offset=(0.0, 0.8, 0.0))
    far = actor(motion, 0.5, offset=(0.0, -0.8, 0.0))
    x, y = camera.project(near.pose["chest"]).astype(int)
    one = renderer.linear_frame([near], 0.5)[y, x]
    for order in ([near, far], [far, near]):
        np.testing.assert_allclose(
            renderer.linear_frame(order, 0.5)[y, x], one, rtol=0.02
        )


def test_more_light_is_never_darker(renderer):
    ramp = np.linspace(0.0, 3.0, 500)[:, None, None] + np.zeros((1, 1, 3))
    grey = renderer.developed(ramp)[:, 0, 0].astype(int)
    assert (np.diff(grey) >= 0).all()
    assert grey[0] == 0
    assert grey[-1] == 255
