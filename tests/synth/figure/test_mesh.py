import numpy as np
import pytest

from midstance.synth.figure.mesh import (
    blended,
    frames_along,
    joined,
    outline,
    painted,
    ring_faces,
    ring_mesh,
    ring_points,
)


def sphere(n_rings=60, n_segments=80):
    polar = np.linspace(0.01, np.pi - 0.01, n_rings)
    rings = outline(np.repeat(np.sin(polar)[:, None], 3, 1), n_segments=n_segments)
    centre = np.stack([0 * polar, 0 * polar, -np.cos(polar)], axis=-1)
    frames = np.tile(np.eye(3), (n_rings, 1, 1))
    return ring_mesh(
        painted(rings, (0.5, 0.5, 0.5)), ring_points(rings, centre, frames)
    )


def test_normals_of_a_sphere_point_away_from_its_centre():
    mesh = sphere()
    np.testing.assert_allclose(
        (mesh.normals * mesh.vertices).sum(axis=1), 1.0, atol=0.01
    )


def test_faces_of_a_sphere_turn_counter_clockwise_seen_from_outside():
    mesh = sphere()
    a, b, c = (mesh.vertices[mesh.faces[:, i]] for i in range(3))
    assert (np.einsum("ij,ij->i", np.cross(b - a, c - a), a + b + c) > 0).all()


def test_an_outline_keeps_its_half_axes():
    ring = outline([(0.3, 0.2, 0.1)], n_segments=40)[0]
    assert ring[:, 0].max() == pytest.approx(0.3)
    assert ring[:, 0].min() == pytest.approx(-0.2)
    assert np.abs(ring[:, 1]).max() == pytest.approx(0.1)


def test_a_higher_power_makes_an_outline_squarer():
    round_ring, square_ring = (
        outline([(1.0, 1.0, 1.0)], n_segments=8, power=power)[0, 1]
        for power in (2.0, 6.0)
    )
    np.testing.assert_allclose(round_ring, np.sqrt(0.5))
    assert (square_ring > 0.85).all()


def test_every_corner_of_joined_meshes_keeps_its_own_mesh():
    small = sphere(4, 6)
    both = joined([small, small])
    assert both.faces.max() == 2 * len(small.vertices) - 1
    np.testing.assert_array_equal(
        both.faces[len(small.faces) :], small.faces + len(small.vertices)
    )


def test_rings_are_joined_around_their_whole_circle():
    faces = ring_faces(2, 5)
    assert len(faces) == 10
    assert set(faces.ravel().tolist()) == set(range(10))


def test_frames_keep_their_direction_and_are_right_handed():
    rng = np.random.default_rng(1)
    along = rng.standard_normal((9, 3))
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    frames = frames_along(along, rng.standard_normal((9, 3)))
    np.testing.assert_allclose(frames[..., 2], along)
    np.testing.assert_allclose(np.linalg.det(frames), 1.0)


def test_blended_frames_begin_and_end_at_the_two_rotations():
    turned = np.array([[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    frames = blended(np.eye(3), turned, [0.0, 0.5, 1.0])
    np.testing.assert_allclose(frames[0], np.eye(3), atol=1e-12)
    np.testing.assert_allclose(frames[2], turned, atol=1e-12)
    np.testing.assert_allclose(frames[1] @ frames[1].T, np.eye(3), atol=1e-12)
