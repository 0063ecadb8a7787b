import numpy as np
import pytest

from midstance.synth.motion.build import build_motion
from midstance.synth.motion.gait import RunnerSettings
from midstance.synth.motion.stance import leg_angles
from midstance.synth.motion.styles import style_of
from midstance.synth.motion.swing import SwingPeaks, plan_swings


@pytest.fixture(scope="module")
def motion():
    return build_motion(RunnerSettings(), duration_s=3.0, seed=1)


def test_each_swing_starts_and_ends_as_its_stances_do(motion):
    leg = motion.legs["right"]
    stances, swings = leg.stances, leg.swings
    strides = np.arange(len(stances.contact_s) - 1)
    for part, time, stride in (
        (0.0, stances.off_s[:-1], strides),
        (1.0, stances.contact_s[1:], strides + 1),
    ):
        thigh, knee, pitch, lateral, _ = swings.at(np.full(len(strides), part), strides)
        expected = leg_angles(stances, leg.hip, time, stride)
        assert thigh == pytest.approx(expected[0], abs=1e-9)
        assert knee == pytest.approx(expected[1], abs=1e-9)
        assert pitch == pytest.approx(expected[2], abs=1e-9)
        assert lateral == pytest.approx(expected[3][:, 1], abs=1e-9)


def test_the_joints_pass_through_their_peaks(motion):
    leg = motion.legs["left"]
    n_strides = len(leg.stances.contact_s)
    knee = np.deg2rad(np.linspace(80.0, 110.0, n_strides))
    thigh = np.deg2rad(np.linspace(25.0, 40.0, n_strides))
    shape = style_of(motion.gait).swing
    swings = plan_swings(leg.stances, leg.hip, shape, SwingPeaks(thigh, knee))
    part = np.tile(np.linspace(0.0, 1.0, 200), (n_strides - 1, 1))
    stride = np.broadcast_to(np.arange(n_strides - 1)[:, None], part.shape)
    found_thigh, found_knee, _, _, _ = (
        curve.reshape(part.shape).max(axis=1)
        for curve in swings.at(part.ravel(), stride.ravel())
    )
    assert found_knee == pytest.approx(knee[:-1], abs=np.deg2rad(2.0))
    assert found_thigh == pytest.approx(thigh[:-1], abs=np.deg2rad(2.0))
