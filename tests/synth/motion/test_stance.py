import numpy as np
import pytest

from midstance.schema.events import SIDES
from midstance.synth.motion.build import build_motion
from midstance.synth.motion.gait import RunnerSettings
from midstance.synth.motion.stance import leg_angles, sagittal_angles


@pytest.fixture(scope="module")
def leg():
    return build_motion(RunnerSettings(), duration_s=3.0, seed=1).legs["left"]


def every(stances):
    return np.arange(len(stances.contact_s))


def test_the_foot_lands_with_its_strike_angle_and_leaves_with_its_push(leg):
    stances = leg.stances
    held = stances.off_s - stances.contact_s
    landing = stances.pitch(np.zeros_like(held), every(stances))
    leaving = stances.pitch(held, every(stances))
    assert landing == pytest.approx(stances.strike_rad)
    assert leaving == pytest.approx(-stances.push_rad)


def test_the_foot_is_flat_in_between(leg):
    stances = leg.stances
    middle = (stances.flat_s + stances.rise_s) / 2
    assert stances.pitch(middle, every(stances)) == pytest.approx(0.0, abs=1e-12)


def test_the_heel_never_sinks_again_once_it_rises(leg):
    stances = leg.stances
    held = stances.off_s - stances.contact_s
    for part in np.linspace(0.35, 0.99, 30):
        now = stances.pitch(part * held, every(stances))
        later = stances.pitch((part + 0.01) * held, every(stances))
        assert (later < now + 1e-12).all()


def test_the_knee_is_as_wanted_at_toe_off(leg):
    stances = leg.stances
    _, knee, _, _ = leg_angles(stances, leg.hip, stances.off_s, every(stances))
    assert np.rad2deg(knee) == pytest.approx(14.0, abs=0.1)


def test_the_shoe_gives_way_after_the_contact_and_fills_before_toe_off(leg):
    stances = leg.stances
    held = stances.off_s - stances.contact_s
    for part, expected in ((0.0, 0.0), (0.5, -stances.sink_m), (1.0, 0.0)):
        give = stances.cushion(stances.contact_s + part * held, every(stances))
        assert give[:, 2] == pytest.approx(expected, abs=1e-6)


def test_the_ankle_lands_ahead_of_the_hip_as_asked():
    asked = RunnerSettings(overstride_m=0.12, variability=0.0)
    motion = build_motion(asked, duration_s=2.0, seed=0)
    for side in SIDES:
        leg = motion.legs[side]
        contact = leg.stances.contact_s
        ankle, _ = leg.stances.ankle(contact, every(leg.stances))
        ahead = ankle[:, 0] - leg.hip(contact)[:, 0]
        assert ahead == pytest.approx(0.12, abs=1e-9)


def test_sagittal_angles_of_a_leg_that_hangs_straight_down(leg):
    body = leg.body
    hip = np.array([[0.0, 0.1, 1.0]])
    ankle = hip - [0.0, 0.0, body.leg_m - 1e-9]
    thigh, knee = sagittal_angles(body, hip, ankle)
    assert np.rad2deg([thigh[0], knee[0]]) == pytest.approx(0.0, abs=0.02)
