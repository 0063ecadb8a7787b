import numpy as np
import pytest

from midstance.synth.motion.body.inverse_kinematics import (
    distance_from_flexion,
    flexion_from_distance,
    hinge_angles,
    place_middle_joint,
)

UPPER_M, LOWER_M = 0.43, 0.41


def test_distance_and_flexion_are_inverse():
    flexion = np.deg2rad(np.linspace(0.5, 150, 40))
    distance = distance_from_flexion(flexion, UPPER_M, LOWER_M)
    assert flexion_from_distance(distance, UPPER_M, LOWER_M) == pytest.approx(flexion)


def test_a_limb_that_is_too_short_is_straight():
    assert flexion_from_distance(2.0, UPPER_M, LOWER_M) == 0.0


def test_angles_lead_back_to_the_ankle():
    thigh = np.deg2rad([-30.0, 0.0, 20.0, 60.0])
    knee = np.deg2rad([10.0, 40.0, 90.0, 120.0])
    forward = UPPER_M * np.sin(thigh) + LOWER_M * np.sin(thigh - knee)
    down = UPPER_M * np.cos(thigh) + LOWER_M * np.cos(thigh - knee)
    found = hinge_angles(forward, down, UPPER_M, LOWER_M)
    assert found[0] == pytest.approx(thigh)
    assert found[1] == pytest.approx(knee)


def test_the_middle_joint_keeps_both_lengths_and_bends_to_the_pole():
    rng = np.random.default_rng(0)
    start = rng.normal(size=(20, 3))
    way = rng.normal(size=(20, 3))
    end = start + 0.7 * way / np.linalg.norm(way, axis=1, keepdims=True)
    pole = rng.normal(size=(20, 3))
    knee = place_middle_joint(start, end, pole, UPPER_M, LOWER_M)
    assert np.linalg.norm(knee - start, axis=1) == pytest.approx(UPPER_M)
    assert np.linalg.norm(end - knee, axis=1) == pytest.approx(LOWER_M)
    assert (((knee - (start + end) / 2) * pole).sum(axis=1) > 0).all()
