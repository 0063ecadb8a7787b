import dataclasses

import pytest

from midstance.checks.base import (
    OF_CONTACT,
    OF_STEPS,
    Finding,
    Rule,
    check_everybody,
    rules,
)
from midstance.checks.human_range import RANGES
from midstance.checks.leg_sweep import OF_SPEED
from midstance.metrics.base import metrics
from midstance.schema.bouts import ClockDoubt

RULES = rules.names()


@pytest.mark.parametrize("name", RULES)
def test_a_runner_without_fault_breaks_no_rule(sound, name):
    assert rules.build(name, {}).check(sound) == []


@pytest.mark.parametrize("view", ["front", "rear", "right"])
def test_nor_does_one_seen_from_elsewhere(film, case_of, view):
    raw = film(view=view, rate_hz=60.0, noise_px=1.0, speed_m_s=3.5, variability=0.0)
    case = case_of(raw, height_m=1.75)
    broken = [one for name in RULES for one in rules.build(name, {}).check(case)]
    assert broken == []


def test_nor_does_a_walker(film, case_of):
    case = case_of(film(speed_m_s=1.4, rate_hz=60.0, noise_px=1.0), height_m=1.75)
    assert [rules.build(name, {}).check(case) for name in RULES] == [[]] * len(RULES)


@pytest.mark.parametrize("name", RULES)
def test_somebody_of_whom_nothing_is_known_breaks_no_rule(sound, name):
    unknown = dataclasses.replace(
        sound,
        tracks=sound.tracks.where(False),
        bouts=sound.bouts[:0],
        events=sound.events[:0],
        measures=sound.measures[:0],
    )
    assert rules.build(name, {}).check(unknown) == []


@pytest.mark.parametrize("name", RULES)
def test_a_rule_is_a_frozen_dataclass(name):
    rule = rules.build(name, {})
    assert isinstance(rule, Rule)
    assert dataclasses.fields(rule) is not None
    with pytest.raises(dataclasses.FrozenInstanceError):
        rule.anything = 1


def test_every_metric_named_exists():
    named = {*OF_CONTACT, *OF_STEPS, *OF_SPEED, *RANGES}
    assert named <= set(metrics.names())


def test_everybody_is_checked(sound):
    doubt = ClockDoubt("person-1", 1.0, 2.0, 2.0, 0.1)
    (finding,) = check_everybody(
        sound.tracks,
        sound.bouts,
        sound.events,
        sound.measures,
        {"person-1": sound.scene},
        clock=(doubt,),
    )
    assert finding.rule == "clock"
    assert 0.2 < finding.start_s < 1.0
    assert finding.end_s == 2.0


def test_a_finding_says_what_was_seen_what_it_excludes_and_what_to_do():
    found = Finding("rule", "anna", 0.0, 1.0, "A was seen.", "A is not B.", "Do C.")
    assert found.reason == "A was seen. A is not B."
    assert found.text == "anna: A was seen. A is not B. Do C."
