import dataclasses

import pytest

from midstance.checks.leg_sweep import LegSweep, shown_speed_m_s


def given(case, speed_m_s):
    return dataclasses.replace(
        case, scene=dataclasses.replace(case.scene, speed_m_s=speed_m_s)
    )


def test_legs_show_the_speed(sound):
    assert shown_speed_m_s(sound) == pytest.approx(3.0, rel=0.15)


def test_kilometres_per_hour_are_recognised(sound):
    (finding,) = LegSweep().check(given(sound, 10.8))
    assert "10.8 km/h are 3.0 m/s" in finding.advice
    assert "step_length" in finding.metrics


def test_another_wrong_speed_is_found(sound):
    (finding,) = LegSweep().check(given(sound, 1.2))
    assert finding.advice == "Check the speed of the treadmill."


@pytest.mark.parametrize("speed_m_s", [2.3, 3.0, 4.0, float("nan")])
def test_a_speed_that_may_be_is_allowed(sound, speed_m_s):
    assert LegSweep().check(given(sound, speed_m_s)) == []


def test_from_the_front_legs_show_no_speed(sound):
    scene = dataclasses.replace(sound.scene, view="front", speed_m_s=10.8)
    assert LegSweep().check(dataclasses.replace(sound, scene=scene)) == []
