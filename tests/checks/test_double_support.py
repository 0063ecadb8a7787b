import pytest

from midstance.checks.double_support import DoubleSupport


@pytest.mark.parametrize("share", [0.6, 0.8, 1.0])
def test_running_with_and_without_flight_is_allowed(sound, with_events, steps, share):
    assert DoubleSupport().check(with_events(sound, steps(0.36, share=share))) == []


def test_both_feet_down_is_no_running(sound, with_events, steps):
    (finding,) = DoubleSupport().check(with_events(sound, steps(0.36, share=1.25)))
    assert "1.25 of a step" in finding.saw
    assert "contact_time" in finding.metrics


def test_walking_has_double_support(sound, with_events, steps):
    walking = with_events(sound, steps(0.5, share=1.25), "walking")
    assert DoubleSupport().check(walking) == []
