import numpy as np
import pytest

from midstance.events.leg import Leg

TIME_S = np.arange(0, 2, 0.005)


def still_leg(thigh_deg, flexion_deg):
    """Return a leg held still, thigh and shank half a leg length each."""
    thigh, shank = np.radians(thigh_deg), np.radians(thigh_deg - flexion_deg)
    knee = 0.5 * np.array([np.sin(thigh), -np.cos(thigh)])
    ankle = knee + 0.5 * np.array([np.sin(shank), -np.cos(shank)])
    ones = np.ones(len(TIME_S))
    return Leg(
        "left",
        TIME_S,
        0.7,
        np.array([0.5, 1.2]),
        {"knee": knee[0] * ones, "ankle": ankle[0] * ones},
        {"knee": knee[1] * ones, "ankle": ankle[1] * ones, "pelvis": 0 * ones},
    )


@pytest.mark.parametrize("thigh_deg", [-30.0, 0.0, 45.0])
@pytest.mark.parametrize("flexion_deg", [0.0, 40.0, 110.0])
def test_angles_are_those_of_the_pose(thigh_deg, flexion_deg):
    leg = still_leg(thigh_deg, flexion_deg)
    np.testing.assert_allclose(np.degrees(leg.thigh_rad), thigh_deg, atol=1e-9)
    np.testing.assert_allclose(np.degrees(leg.knee_flexion_rad), flexion_deg, atol=1e-9)


def test_without_a_heel_the_ankle_is_the_foot():
    leg = still_leg(20.0, 10.0)
    np.testing.assert_array_equal(leg.foot_forward, leg.forward["ankle"])


def test_peaks_are_looked_for_near_each_guess_alone():
    leg = still_leg(0.0, 0.0)
    bumps = np.exp(-(((TIME_S - 0.52) / 0.05) ** 2))
    found = leg.peaks(bumps, (-0.1, 0.1))
    assert found[0] == pytest.approx(0.52, abs=1e-4)
    assert np.isnan(found[1])
