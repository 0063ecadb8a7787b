import numpy as np
import pytest

from midstance.errors import ConfigError
from midstance.schema.events import SIDES
from midstance.synth.motion.build import build_motion
from midstance.synth.motion.gait import RunnerSettings


def knee_deg(motion, side, time_s):
    pose = motion.legs[side].at(time_s)
    thigh, shank = pose.knee - pose.hip, pose.ankle - pose.knee
    cosine = (thigh * shank).sum(axis=1) / motion.body.thigh_m / motion.body.shank_m
    return np.rad2deg(np.arccos(cosine))


@pytest.mark.parametrize("peak_deg", [45.0, 52.0])
def test_the_knee_bends_in_stance_as_far_as_asked(peak_deg):
    asked = RunnerSettings(knee_stance_peak_deg=peak_deg, variability=0.0)
    motion = build_motion(asked, duration_s=2.0, seed=0)
    contact, off = motion.schedule.contact_s[6], motion.schedule.off_s[6]
    time = np.linspace(contact, off, 400)
    assert knee_deg(motion, "left", time).max() == pytest.approx(peak_deg, abs=0.5)


def test_the_leg_is_never_quite_straight():
    for speed in (0.8, 1.6, 2.5, 4.0):
        settings = RunnerSettings(speed_m_s=speed)
        motion = build_motion(settings, duration_s=5.0, seed=2)
        for side in SIDES:
            assert knee_deg(motion, side, np.linspace(0, 5, 3000)).min() > 1.0


def test_a_leg_too_short_for_its_way_says_what_to_change():
    asked = RunnerSettings(speed_m_s=5.0, duty_factor=0.6, cadence_spm=120.0)
    with pytest.raises(ConfigError, match=r"lower|raise cadence_spm"):
        build_motion(asked, duration_s=1.0, seed=0)


def test_a_foot_set_down_too_far_ahead_says_what_to_change():
    asked = RunnerSettings(height_m=1.0, overstride_m=0.6)
    with pytest.raises(ConfigError, match="overstride_m and contact time"):
        build_motion(asked, duration_s=1.0, seed=0)


@pytest.mark.parametrize("duration_s", [0.0, -1.0, float("nan")])
def test_no_duration_is_refused(duration_s):
    with pytest.raises(ConfigError, match="duration_s must be above 0"):
        build_motion(RunnerSettings(), duration_s=duration_s, seed=0)


def test_many_random_people_can_all_run():
    rng = np.random.default_rng(0)
    for seed in range(12):
        settings = RunnerSettings(
            height_m=rng.uniform(1.5, 2.0),
            speed_m_s=rng.uniform(2.2, 5.0),
            strike_angle_deg=rng.uniform(-10.0, 20.0),
            trunk_lean_deg=rng.uniform(0.0, 15.0),
            leg_ratio=rng.uniform(0.95, 1.05),
            step_asymmetry=rng.uniform(-0.03, 0.03),
        )
        motion = build_motion(settings, duration_s=1.0, seed=seed)
        assert np.isfinite(motion.at(np.linspace(0, 1, 50))["left_knee"]).all()
