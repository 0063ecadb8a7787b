import numpy as np
import pytest

from midstance.findings.differences import (
    DETECTABLE,
    Reading,
    day_source,
    difference,
    speed_is_open,
)
from midstance.findings.norms import norm_at


def test_without_speed_and_day_the_two_uncertainties_are_all():
    found = difference("cadence", Reading(170.0, 3.0), Reading(180.0, 4.0))
    assert found.change == 10.0
    assert found.uncertainty == pytest.approx(5.0)
    assert found.detectable == pytest.approx(DETECTABLE * 5.0)
    assert found.probability == pytest.approx(0.9772, abs=1e-3)
    assert found.is_clear


def test_the_other_way_round_is_the_opposite():
    first, last = Reading(250.0, 5.0, 2.8, "a"), Reading(230.0, 6.0, 3.2, "b")
    there = difference("contact_time", first, last)
    back = difference("contact_time", last, first)
    assert there.own == pytest.approx(-back.own)
    assert there.uncertainty == pytest.approx(back.uncertainty)
    assert there.probability == pytest.approx(back.probability)


def test_what_a_change_of_speed_does_to_others_is_no_change_of_the_runner():
    slow, fast = (norm_at("contact_time", speed).mean for speed in (2.5, 3.5))
    found = difference("contact_time", Reading(slow, 3.0, 2.5), Reading(fast, 3.0, 3.5))
    assert found.change == pytest.approx(fast - slow)
    assert found.own == pytest.approx(0.0)
    assert found.by_speed_uncertainty > 0
    assert not found.is_clear


def test_a_larger_change_of_speed_blurs_more():
    doubts = [
        difference("cadence", Reading(160, 1, 2.5), Reading(170, 1, speed)).uncertainty
        for speed in (2.5, 2.7, 3.5)
    ]
    assert doubts == sorted(doubts)
    assert doubts[0] == pytest.approx(np.hypot(1, 1))


def test_where_nobody_knows_what_the_speed_does_nothing_is_clear():
    assert speed_is_open("arm_swing", 2.5, 3.5)
    assert not speed_is_open("arm_swing", 3.0, 3.0)
    found = difference("arm_swing", Reading(10, 1, 2.5), Reading(90, 1, 3.5))
    assert not found.is_clear
    assert np.isnan(found.by_speed)
    # Faster than anybody of the references.
    assert speed_is_open("cadence", 3.0, 7.0)


def test_between_two_days_a_published_spread_is_added_and_within_one_it_is_not():
    first = Reading(6.0, 0.3, day="2026-01-01")
    days = [
        difference("pelvic_drop", first, Reading(8.0, 0.4, day=day))
        for day in ("2026-01-01", "2026-01-08", "")
    ]
    assert days[0].uncertainty == pytest.approx(0.5)
    assert days[1].day_uncertainty == days[2].day_uncertainty == 1.43
    assert days[1].uncertainty == pytest.approx(np.hypot(0.5, 1.43))
    assert (days[0].is_clear, days[1].is_clear) == (True, False)
    assert "2018" in day_source()


def test_a_number_whose_uncertainty_is_unknown_has_not_clearly_changed():
    found = difference("cadence", Reading(170.0, np.nan), Reading(190.0, 1.0))
    assert found.change == 20.0
    assert np.isnan(found.probability)
    assert np.isnan(found.detectable)
    assert not found.is_clear


def test_who_did_not_change_is_rarely_taken_for_changed():
    rng = np.random.default_rng(2)
    values = rng.normal(200.0, 4.0, (4000, 2))
    found = [
        difference("cadence", Reading(a, 4.0), Reading(b, 4.0)).is_clear
        for a, b in values
    ]
    assert np.mean(found) == pytest.approx(0.05, abs=0.012)
