import dataclasses

import pytest

from midstance.checks.clock import Clock
from midstance.schema.bouts import ClockDoubt
from midstance.schema.events import make_events


@pytest.mark.parametrize(("factor", "word"), [(2.0, "slowly"), (0.67, "fast")])
def test_all_numbers_of_a_wrong_clock_are_withheld(sound, factor, word):
    doubt = ClockDoubt("person-1", 1.0, 2.5, factor, 0.1)
    case = dataclasses.replace(sound, clock=(doubt,), events=make_events([]))
    (finding,) = Clock().check(case)
    assert (finding.start_s, finding.end_s) == (1.0, 2.5)
    assert finding.metrics == ()
    assert word in finding.excludes
    assert f"{1 / factor:.2g} times its speed" in finding.saw


def test_so_are_those_of_strides_that_go_on_into_it(sound, with_events, steps):
    case = with_events(sound, steps(0.36, start_s=0.3))
    doubt = ClockDoubt("person-1", 1.2, 2.5, 2.0, 0.1)
    (finding,) = Clock().check(dataclasses.replace(case, clock=(doubt,)))
    # Contacts at 0.30, 0.66 and 1.02 s: the strides of the last two go on.
    assert finding.start_s == pytest.approx(0.66)
