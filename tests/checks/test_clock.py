import dataclasses

import pytest

from midstance.checks.clock import Clock
from midstance.schema.bouts import ClockDoubt


@pytest.mark.parametrize(("factor", "word"), [(2.0, "slowly"), (0.67, "fast")])
def test_all_numbers_of_a_wrong_clock_are_withheld(sound, factor, word):
    doubt = ClockDoubt("person-1", 1.0, 2.5, factor, 0.1)
    (finding,) = Clock().check(dataclasses.replace(sound, clock=(doubt,)))
    assert (finding.start_s, finding.end_s) == (1.0, 2.5)
    assert finding.metrics == ()
    assert word in finding.excludes
    assert f"{1 / factor:.2g} times its speed" in finding.saw
