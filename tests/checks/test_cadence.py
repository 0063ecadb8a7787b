import dataclasses

import pytest

from midstance.checks.cadence import Cadence
from midstance.schema.bouts import ClockDoubt


@pytest.mark.parametrize("step_s", [0.23, 0.36, 0.41])
def test_what_runners_do_is_allowed(sound, with_events, steps, step_s):
    assert Cadence().check(with_events(sound, steps(step_s))) == []


@pytest.mark.parametrize(
    ("step_s", "spm", "word"),
    [(0.7, 86, "few"), (0.48, 125, "few"), (0.15, 400, "many")],
)
def test_what_nobody_does_is_found(sound, with_events, steps, step_s, spm, word):
    (finding,) = Cadence().check(with_events(sound, steps(step_s)))
    assert finding.saw == f"{spm} steps/min in running."
    assert f"so {word}" in finding.excludes
    assert finding.metrics == ()


def test_slow_walking_is_walking(sound, with_events, steps):
    assert Cadence().check(with_events(sound, steps(0.7), "walking")) == []


def test_few_contacts_say_nothing(sound, with_events, steps):
    assert Cadence().check(with_events(sound, steps(1.5, n_steps=3))) == []


def test_what_the_clock_excludes_is_said_once(sound, with_events, steps):
    doubt = ClockDoubt("person-1", 0.0, 6.0, 2.0, 0.1)
    slow = dataclasses.replace(with_events(sound, steps(0.7)), clock=(doubt,))
    assert Cadence().check(slow) == []
