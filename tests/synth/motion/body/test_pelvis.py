import numpy as np
import pytest

from midstance.synth.motion.body.pelvis import GRAVITY_M_S2, TrunkMotion, make_height
from midstance.synth.motion.gait import RunnerSettings, resolve_gait
from midstance.synth.motion.schedule import make_schedule

STEP_S = 1e-4


def height_of(seed=0, **settings):
    gait = resolve_gait(RunnerSettings(**settings))
    rng = np.random.default_rng(seed)
    schedule = make_schedule(gait, 4.0, rng)
    level = 0.005 * rng.standard_normal(len(schedule.off_s) + 1)
    return gait, schedule, make_height(gait, schedule, level, height_m=1.75)


def test_a_runner_in_the_air_falls_freely():
    _, schedule, height = height_of()
    middle = (schedule.off_s[3:6] + schedule.contact_s[4:7]) / 2
    left, here, right = (height(middle + shift) for shift in (-STEP_S, 0.0, STEP_S))
    acceleration = (left - 2 * here + right) / STEP_S**2
    assert acceleration == pytest.approx(-GRAVITY_M_S2, rel=1e-3)


@pytest.mark.parametrize("speed_m_s", [1.3, 3.0, 6.0])
def test_the_velocity_never_jumps(speed_m_s):
    _, schedule, height = height_of(speed_m_s=speed_m_s)
    knots = np.concatenate((height.middle_s[2:-2], schedule.contact_s, schedule.off_s))
    before = (height(knots) - height(knots - STEP_S)) / STEP_S
    after = (height(knots + STEP_S) - height(knots)) / STEP_S
    assert after == pytest.approx(before, abs=5e-3)


def test_every_middle_has_its_own_level():
    _, _, height = height_of()
    assert height(height.middle_s[2:6]) == pytest.approx(height.level_m[2:6])


def test_forces_carry_the_weight_over_a_stride():
    gait, schedule, height = height_of(variability=0.0)
    time = schedule.contact_s[4] + np.linspace(0.0, gait.stride_s, 4001)
    acceleration = np.gradient(np.gradient(height(time), time), time)[2:-2]
    assert np.mean(acceleration) == pytest.approx(0.0, abs=0.1)


@pytest.mark.parametrize(("speed_m_s", "lowest"), [(1.3, 0.06), (3.0, 0.17)])
def test_walkers_are_low_in_double_support_and_runners_in_mid_stance(speed_m_s, lowest):
    gait, schedule, height = height_of(speed_m_s=speed_m_s, variability=0.0)
    part = np.linspace(0.0, 0.5, 500)
    curve = height(schedule.contact_s[4] + part * gait.stride_s)
    assert part[np.argmin(curve)] == pytest.approx(lowest, abs=0.02)


def test_the_landing_side_of_the_pelvis_is_forward():
    gait, schedule, height = height_of(variability=0.0)

    def still(time_s):
        return np.zeros((len(time_s), 2))

    trunk = TrunkMotion(gait, schedule.phase(), height, still, 1.0)
    left = schedule.contact_s[schedule.of_side("left")][2:4]
    _, rotation = trunk.pelvis(left)
    to_left_hip = rotation[:, :, 1]
    assert (to_left_hip[:, 0] > 0).all()
    _, _, lean = trunk.thorax_angles(np.linspace(0.0, 2 * gait.stride_s, 200))
    assert np.rad2deg(lean.mean()) == pytest.approx(gait.trunk_lean_deg, abs=0.1)
