import numpy as np
import pytest

from midstance.metrics import angles

HIP = np.array([0.0, 0.0])


def down(origin, forward_deg, direction, length=10.0):
    angle = np.radians(forward_deg)
    step = [direction * np.sin(angle), np.cos(angle)]
    return np.asarray(origin) + length * np.array(step)


@pytest.mark.parametrize("direction", [1, -1])
@pytest.mark.parametrize("thigh_deg", [-30.0, 0.0, 45.0])
@pytest.mark.parametrize("flexion_deg", [0.0, 15.0, 120.0])
def test_knee_is_bent_by_as_much_as_the_shank_turns_back(
    direction, thigh_deg, flexion_deg
):
    knee = down(HIP, thigh_deg, direction)
    ankle = down(knee, thigh_deg - flexion_deg, direction)
    bent = angles.knee_flexion_deg(HIP, knee, ankle, direction)
    assert bent == pytest.approx(flexion_deg)


@pytest.mark.parametrize("direction", [1, -1])
def test_a_trunk_that_leans_forward_is_positive(direction):
    shoulder = down(HIP, 170.0, direction)  # leans 10 degrees forward
    assert angles.lean_deg(HIP, shoulder, direction) == pytest.approx(10.0)


@pytest.mark.parametrize("direction", [1, -1])
@pytest.mark.parametrize(
    ("shank_deg", "foot_up_deg", "truth_deg"),
    [(0.0, 0.0, 0.0), (-20.0, 0.0, 20.0), (0.0, -30.0, -30.0), (10.0, 15.0, 5.0)],
)
def test_ankle_is_zero_at_a_right_angle(direction, shank_deg, foot_up_deg, truth_deg):
    knee = np.array([0.0, 0.0])
    ankle = down(knee, shank_deg, direction)
    toe = down(ankle, 90.0 + foot_up_deg, direction)
    value = angles.dorsiflexion_deg(knee, ankle, ankle, toe, direction)
    assert value == pytest.approx(truth_deg)


@pytest.mark.parametrize("direction", [1, -1])
def test_foot_up_is_positive_and_an_uphill_floor_too(direction):
    toe = np.array([direction * 10.0, -10.0])
    assert angles.pitch_deg(HIP, toe, direction) == pytest.approx(45.0)
    slope = -direction * np.tan(np.radians(5.0))  # y points down
    assert angles.slope_deg(slope, direction) == pytest.approx(5.0)


@pytest.mark.parametrize("direction", [1, -1])
def test_elbow_is_bent_with_the_hand_forward(direction):
    elbow = down(HIP, -20.0, direction)
    wrist = down(elbow, 70.0, direction)
    bent = angles.elbow_flexion_deg(HIP, elbow, wrist, direction)
    assert bent == pytest.approx(90.0)


@pytest.mark.parametrize("outward", [1, -1])
def test_knee_towards_the_midline_is_inward_and_a_low_swing_side_a_drop(outward):
    inner = np.array([-outward * 1.0, 1.0])
    assert angles.inward_deg(HIP, inner, outward) == pytest.approx(45.0)
    lower = np.array([-outward * 10.0, 1.0])
    assert angles.drop_deg(HIP, lower, outward) == pytest.approx(
        np.degrees(np.arctan(0.1))
    )


def test_angles_come_back_into_one_turn():
    wrapped = angles.wrapped_deg(np.array([190.0, -190.0, 45.0]))
    assert wrapped == pytest.approx([-170.0, 170.0, 45.0])


@pytest.mark.parametrize("hidden", [0, 1, 2])
def test_a_point_not_seen_gives_no_angle(hidden):
    points = np.random.default_rng(0).normal(size=(3, 5, 2))
    points[hidden, 2] = np.nan
    value = angles.knee_flexion_deg(*points, direction=1)
    assert np.isnan(value).tolist() == [False, False, True, False, False]
