import dataclasses

import pytest

from midstance.checks.stiff_knee import StiffKnee


def with_knees(case, flexion_deg):
    measures = case.measures.copy()
    is_knee = measures["metric"] == "knee_flexion_swing"
    assert is_knee.any()
    measures.loc[is_knee, "value"] = flexion_deg
    return dataclasses.replace(case, measures=measures)


@pytest.mark.parametrize("speed_m_s", [2.2, 3.0, 8.0])
def test_who_runs_bends_the_knees(film, case_of, speed_m_s):
    raw = film(view="left", rate_hz=60.0, noise_px=2.0, speed_m_s=speed_m_s)
    assert StiffKnee().check(case_of(raw)) == []


def test_legs_that_stay_straight_are_guessed(sound):
    (found,) = StiffKnee().check(with_knees(sound, 20.0))
    assert found.metrics == ()
    assert "20 degrees" in found.text


def test_a_walk_on_stiff_legs_is_one(film, case_of):
    case = case_of(film(view="left", speed_m_s=1.2, rate_hz=60.0, noise_px=1.0))
    assert StiffKnee().check(with_knees(case, 20.0)) == []


def test_who_goes_backwards_is_told_once(film, case_of):
    raw = film(view="left", rate_hz=60.0, noise_px=2.0, speed_m_s=3.0)
    turned = raw.isel(time=slice(None, None, -1)).assign_coords(time=raw["time"])
    case = with_knees(case_of(turned), 20.0)
    assert StiffKnee().check(case) == []
