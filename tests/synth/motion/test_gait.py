import dataclasses

import pytest

from midstance.errors import ConfigError
from midstance.synth.motion.gait import RunnerSettings, resolve_gait


def test_a_chosen_value_stays_and_the_others_follow_the_speed():
    slow = resolve_gait(RunnerSettings(speed_m_s=2.5, cadence_spm=170.0))
    fast = resolve_gait(RunnerSettings(speed_m_s=5.0, cadence_spm=170.0))
    assert slow.cadence_spm == fast.cadence_spm == 170.0
    assert fast.duty_factor < slow.duty_factor
    assert fast.knee_swing_peak_deg > slow.knee_swing_peak_deg


@pytest.mark.parametrize(("speed_m_s", "running"), [(1.3, False), (2.5, True)])
def test_slow_is_walking_and_fast_is_running(speed_m_s, running):
    assert resolve_gait(RunnerSettings(speed_m_s=speed_m_s)).is_running is running


def test_bodies_of_other_sizes_move_in_a_similar_way():
    small = resolve_gait(
        RunnerSettings(height_m=1.2, speed_m_s=2.5 * (1.2 / 1.75) ** 0.5)
    )
    usual = resolve_gait(RunnerSettings(height_m=1.75, speed_m_s=2.5))
    assert small.duty_factor == pytest.approx(usual.duty_factor)
    assert small.knee_swing_peak_deg == pytest.approx(usual.knee_swing_peak_deg)
    steps = [g.speed_m_s * 60 / g.cadence_spm for g in (small, usual)]
    assert steps[0] / steps[1] == pytest.approx(1.2 / 1.75)
    assert small.overstride_m / usual.overstride_m == pytest.approx(1.2 / 1.75)


def test_longer_contact_lands_further_ahead():
    usual = resolve_gait(RunnerSettings(speed_m_s=3.0))
    slow = resolve_gait(RunnerSettings(speed_m_s=3.0, cadence_spm=150.0))
    assert slow.overstride_m > usual.overstride_m


def test_no_variability_means_none():
    gait = resolve_gait(RunnerSettings(variability=0.0))
    assert gait.stride_time_cv == gait.contact_time_cv == 0.0


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("height_m", 17.5, "height_m must lie between 1 and 2.3, got 17.5"),
        ("speed_m_s", 0.0, "speed_m_s must lie between 0.6 and 10, got 0"),
        ("duty_factor", 0.9, "duty_factor must lie between 0.16 and 0.75"),
        ("speed_m_s", float("nan"), "got nan"),
    ],
)
def test_what_no_person_does_is_refused(name, value, message):
    with pytest.raises(ConfigError, match=message):
        RunnerSettings(**{name: value})


def test_an_unknown_surface_is_refused():
    with pytest.raises(ConfigError, match="'treadmill' or 'overground', got 'ice'"):
        RunnerSettings(surface="ice")


def test_settings_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        RunnerSettings().speed_m_s = 4.0
