import numpy as np
import pytest

from midstance.synth.rendering.light import Capsules, Light, lit, openness, shadow

UP = np.array([0.0, 0.0, 1.0])
POST = Capsules(
    np.array([[0.0, 0.0, 0.0]]), np.array([[0.0, 0.0, 1.0]]), np.array([0.1])
)


def slanted(degrees=45.0):
    angle = np.deg2rad(degrees)
    return np.array([np.cos(angle), 0.0, np.sin(angle)])


def test_a_post_casts_its_shadow_away_from_the_lamp():
    points = np.array([[-0.5, 0.0, 0.0], [0.5, 0.0, 0.0], [-0.5, 0.6, 0.0]])
    seen = shadow(points, slanted(), POST, 1.0)
    np.testing.assert_allclose(seen, [0.0, 1.0, 1.0], atol=1e-3)


def test_a_shadow_ends_beyond_the_top_of_the_post():
    seen = shadow(np.array([[-3.0, 0.0, 0.0]]), slanted(), POST, 1.0)
    assert seen[0] == pytest.approx(1.0)


def test_the_edge_of_a_shadow_grows_softer_with_distance():
    aside = np.linspace(0.0, 0.4, 200)

    def softness(away):
        points = np.stack([-away + 0 * aside, aside, 0 * aside], axis=-1)
        seen = shadow(points, slanted(), POST, 1.0)
        return ((seen > 0.05) & (seen < 0.95)).sum()

    assert softness(0.8) > 1.5 * softness(0.3)


def test_the_ground_is_darker_beside_a_post_than_away_from_it():
    points = np.array([[0.13, 0.0, 0.0], [1.0, 0.0, 0.0]])
    towards = np.tile([-1.0, 0.0, 0.0], (2, 1))
    near, far = openness(points, towards, POST)
    assert 0.25 <= near < 0.6
    assert far > 0.95


def test_a_surface_is_brightest_where_it_faces_the_lamp():
    normals = np.array([UP, [1.0, 0.0, 0.0], -UP])
    colour = lit(
        np.zeros((3, 3)),
        normals,
        np.full((3, 3), 0.5),
        np.zeros(3),
        light=Light(UP),
        eye=np.array([5.0, 0.0, 0.0]),
    )
    assert colour[0].mean() > colour[1].mean() > colour[2].mean() > 0.0


def test_a_point_in_shadow_is_darker_than_the_same_point_lit():
    points = np.array([[-0.5, 0.0, 0.0]])
    surface = (points, UP[None], np.full((1, 3), 0.5), np.zeros(1))
    light, eye = Light(slanted()), np.array([0.0, 4.0, 1.0])
    dark = lit(*surface, light=light, eye=eye, capsules=POST)
    bright = lit(*surface, light=light, eye=eye)
    assert dark.mean() < 0.75 * bright.mean()
