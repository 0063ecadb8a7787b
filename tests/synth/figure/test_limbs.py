import numpy as np
import pytest

from midstance.synth.figure.limbs import ARM, LEG, garment, limb_frames, tube, tube_mesh

STRAIGHT = np.array([[0.0, 0.0, 0.9], [0.0, 0.0, 0.45], [0.0, 0.0, 0.0]])
LEFTWARDS = np.array([0.0, 1.0, 0.0])


def bent(knee_deg):
    angle = np.deg2rad(knee_deg)
    shank = 0.45 * np.array([-np.sin(angle), 0.0, -np.cos(angle)])
    return np.array([STRAIGHT[0], STRAIGHT[1], STRAIGHT[1] + shank])


def test_front_of_a_straight_leg_is_where_its_runner_looks():
    _, frames = limb_frames(STRAIGHT, LEFTWARDS, np.linspace(0, 2, 9), 0.14)
    np.testing.assert_allclose(frames[..., 0], np.tile([1.0, 0, 0], (9, 1)), atol=1e-12)


@pytest.mark.parametrize("knee_deg", [0.0, 40.0, 110.0])
def test_rings_pass_through_the_joints(knee_deg):
    joints = bent(knee_deg)
    centre, _ = limb_frames(joints, LEFTWARDS, np.array([0.0, 1.0, 2.0]), 0.14)
    np.testing.assert_allclose(centre, joints)


def test_a_tube_is_as_thick_as_its_table_says():
    places = np.array([0.5, 1.0, 1.5])
    part = tube([(0, 0.1, 0.1, 0.1), (2, 0.1, 0.1, 0.1)], places, (1, 1, 1), scale=2.0)
    np.testing.assert_allclose(np.linalg.norm(part.skin.outline, axis=-1), 0.2)


def test_a_bent_leg_stays_around_its_bones():
    part = tube(LEG, np.linspace(0.0, 2.0, 40), (1, 1, 1), scale=1.0)
    mesh = tube_mesh(part, bent(100.0), LEFTWARDS)
    assert np.isfinite(mesh.vertices).all()
    away = np.linalg.norm(mesh.vertices[:, None] - bent(100.0)[None], axis=-1)
    assert away.min(axis=1).max() < 0.26


def test_a_sleeve_hides_the_arm_under_it():
    sleeve = garment(ARM, 0.0, 0.5, np.ones(3), scale=1.0, looser_m=(0.01, 0.02))
    arm = tube(ARM, sleeve.place[1:20], (1, 1, 1), scale=1.0)
    outer = np.linalg.norm(sleeve.skin.outline[1:20], axis=-1)
    inner = np.linalg.norm(arm.skin.outline, axis=-1)
    assert (outer - inner > 0.009).all()
