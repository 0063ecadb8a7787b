import numpy as np
import pytest

from midstance.schema.events import SIDES
from midstance.synth.motion.body.foot import lowest_point
from midstance.synth.motion.build import build_motion
from midstance.synth.motion.gait import RunnerSettings

TIME_S = np.linspace(0.0, 4.0, 8001)
KINDS = [
    RunnerSettings(speed_m_s=1.0),
    RunnerSettings(speed_m_s=1.4),
    RunnerSettings(speed_m_s=2.5),
    RunnerSettings(speed_m_s=2.5, overstride_m=0.3, strike_angle_deg=22.0),
    RunnerSettings(speed_m_s=3.0, strike_angle_deg=-10.0),
    RunnerSettings(speed_m_s=3.0, variability=2.0),
    RunnerSettings(speed_m_s=6.0, height_m=1.95),
    RunnerSettings(speed_m_s=9.0, height_m=1.6),
]


@pytest.fixture(scope="module", params=KINDS, ids=range(len(KINDS)))
def motion(request):
    return build_motion(request.param, duration_s=4.0, seed=5)


def test_the_sole_never_goes_under_the_belt(motion):
    for side in SIDES:
        shoe = motion.legs[side].at(TIME_S).shoe
        assert lowest_point(shoe).min() > -1e-6


def test_bones_keep_their_lengths(motion):
    for side in SIDES:
        pose = motion.legs[side].at(TIME_S)
        thigh = np.linalg.norm(pose.knee - pose.hip, axis=1)
        shank = np.linalg.norm(pose.ankle - pose.knee, axis=1)
        assert thigh == pytest.approx(motion.body.thigh_m, abs=1e-9)
        assert shank == pytest.approx(motion.body.shank_m, abs=1e-9)


def test_knees_bend_forward(motion):
    for side in SIDES:
        pose = motion.legs[side].at(TIME_S)
        middle = (pose.hip + pose.ankle) / 2
        span = pose.ankle - pose.hip
        forward = np.stack([-span[:, 2], np.zeros(len(span)), span[:, 0]], axis=-1)
        assert ((pose.knee - middle) * forward).sum(axis=1).min() > 0


def test_the_foot_clears_the_ground_in_mid_swing(motion):
    leg = motion.legs["left"]
    off, on = leg.stances.off_s[3:-2], leg.stances.contact_s[4:-1]
    for part in (0.3, 0.5, 0.7):
        pose = leg.at(off + part * (on - off))
        assert not pose.is_stance.any()
        assert lowest_point(pose.shoe).min() > 0.005
