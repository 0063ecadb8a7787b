import pytest

from midstance.checks.knee_lift import KneeLift


def test_a_usual_run_is_no_drill(sound):
    assert KneeLift().check(sound) == []


@pytest.mark.parametrize("view", ["left", "rear"])
def test_a_sprint_is_no_drill(film, case_of, view):
    raw = film(speed_m_s=9.0, rate_hz=60.0, noise_px=2.0, view=view)
    assert KneeLift().check(case_of(raw)) == []


def test_knees_at_the_hips_are_one(film, case_of):
    raw = film(
        speed_m_s=3.0,
        rate_hz=60.0,
        noise_px=1.0,
        view="rear",
        thigh_swing_peak_deg=88.0,
    )
    (found,) = KneeLift().check(case_of(raw))
    assert "contact_time" in found.metrics
    assert "cadence" not in found.metrics
    assert "high knees" in found.text
