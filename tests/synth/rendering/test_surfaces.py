import numpy as np
import pytest

from midstance.synth.rendering.surfaces import (
    belt_texture,
    gym_wall,
    noise,
    open_sky,
    running_track,
    windows,
    wooden_floor,
)

GRID = np.stack(np.meshgrid(np.linspace(-4, 4, 60), np.linspace(-4, 4, 60)), -1)
POINTS = np.concatenate([GRID.reshape(-1, 2), np.zeros((3600, 1))], axis=1)


def test_noise_is_smooth_and_between_0_and_1():
    along = np.linspace(0.0, 20.0, 4001)
    values = noise(along, 0.3)
    assert values.min() >= 0.0
    assert values.max() <= 1.0
    assert np.abs(np.diff(values)).max() < 0.012
    assert values.std() > 0.1


@pytest.mark.parametrize("floor", [wooden_floor, running_track])
def test_floors_reflect_some_but_not_all_light(floor):
    albedo = floor(POINTS)
    assert albedo.shape == POINTS.shape
    assert (albedo > 0.0).all()
    assert (albedo < 1.0).all()


def test_windows_show_the_outside_only_in_their_panes():
    across = np.array([1.0, 1.0, 0.05, 1.5])
    height = np.array([1.8, 0.3, 1.8, 1.8])
    wall = gym_wall(across, height)
    colour, outside = windows(across, height, wall)
    np.testing.assert_array_equal(outside, [True, False, False, False])
    np.testing.assert_array_equal(colour[1], wall[1])


def test_the_sky_is_bluer_high_up_than_at_the_horizon():
    up = np.linspace(0.2, 0.9, 40)
    rays = np.stack([np.sqrt(1 - up**2), 0 * up, up], axis=-1)
    colour = open_sky(rays)
    blueness = colour[:, 2] - colour[:, 0]
    assert blueness[-10:].mean() > blueness[:10].mean()


def test_the_belt_pattern_repeats_without_a_seam():
    texture = belt_texture(1.0, 0.5, 100.0)
    assert texture.shape == (50, 100)
    steps = np.abs(np.diff(np.concatenate([texture, texture[:, :1]], axis=1), axis=1))
    edge = np.r_[0:10, 40:50]
    assert steps[edge, -1].max() <= 1.5 * steps[edge, :-1].max()


def test_the_belt_has_one_white_mark_a_period():
    texture = belt_texture(1.24, 0.54, 100.0)
    bright = (texture[27] > 0.3).astype(int)
    assert (np.diff(bright) == -1).sum() == 1
