import numpy as np
import pytest

from midstance.synth.rendering.backdrop import (
    BeltSurface,
    Plane,
    Surroundings,
    draw_backdrop,
    rays,
)
from midstance.synth.rendering.light import Light
from midstance.synth.rendering.scene import SceneSettings, scene_camera
from midstance.synth.rendering.treadmill import treadmill_meshes

LIGHT = Light(np.array([0.0, 0.6, 0.8]))
CAMERA = scene_camera(SceneSettings(width_px=160, height_px=90), [(0.0, 0.0)])


def grey(value):
    return lambda points, _rays: np.full(points.shape, value)


def scene(*, meshes=(), belts=()):
    return Surroundings(
        [Plane(2, 0.0, grey(0.3)), Plane(1, -3.0, grey(0.7))],
        lambda rays: np.ones(rays.shape),
        meshes,
        belts,
        LIGHT,
        blur=0.0001,
    )


def test_rays_come_back_to_their_pixels():
    ray = rays(CAMERA, slice(0, 4), 1)
    points = np.asarray(CAMERA.position_m) + 5.0 * ray
    x, y = np.meshgrid(np.arange(160) + 0.5, np.arange(4) + 0.5)
    np.testing.assert_allclose(CAMERA.project(points), np.stack([x, y], -1), atol=1e-9)


def test_the_nearest_plane_is_seen_and_its_depth_kept():
    drawn = draw_backdrop(scene(), CAMERA)
    assert drawn.image[0, 80, 0] == pytest.approx(0.7, abs=0.01)
    assert drawn.image[-1, 80, 0] == pytest.approx(0.3, abs=0.01)
    # The wall is 3 m behind the runner, the camera 4 m before.
    assert drawn.depth_m[0, 160] == pytest.approx(7.0, rel=0.03)
    assert drawn.depth_m.shape == (180, 320)


def test_shadows_fall_on_the_floor_only():
    drawn = draw_backdrop(scene(), CAMERA)
    assert np.isnan(drawn.shade_xy_m[0]).all()
    assert np.isfinite(drawn.shade_xy_m[-1]).all()


def test_a_shadow_place_on_the_floor_is_the_place_itself():
    drawn = draw_backdrop(scene(), CAMERA)
    place = np.array([0.2, 0.3, 0.0])
    x, y = CAMERA.project(place).astype(int)
    np.testing.assert_allclose(drawn.shade_xy_m[y, x], place[:2], atol=0.05)


def test_a_belt_covers_the_pixels_between_its_ends():
    belt = BeltSurface((0.0, 0.0), (-0.9, 0.8), 0.27, 1.0, 3.0)
    drawn = draw_backdrop(scene(belts=[belt]), CAMERA)
    for x, expected in ((0.0, 1.0), (1.2, 0.0)):
        column, row = CAMERA.project(np.array([x, 0.0, 0.0])).astype(int)
        assert drawn.belt_cover[0, row, column] == expected
    column, row = CAMERA.project(np.array([0.1, 0.0, 0.0])).astype(int)
    np.testing.assert_allclose(drawn.belt_xy_m[0, row, column], [1.0, 0.27], atol=0.06)


def test_furniture_hides_what_is_behind_it():
    bare = draw_backdrop(scene(), CAMERA).depth_m
    furnished = draw_backdrop(
        scene(meshes=treadmill_meshes(has_console=True)), CAMERA
    ).depth_m
    assert (furnished <= bare + 1e-4).all()
    assert (furnished < bare - 1.0).any()
