"""What is measured on a clock that runs wrong."""

from dataclasses import dataclass

from midstance.checks.base import Case, Finding, Rule, rules
from midstance.schema.events import KINDS, SIDES, times_s

_LONGEST_STRIDE_S = 1.5
"""A contact this long before is not of a stride that goes on into the stretch."""


@rules.register("clock")
@dataclass(frozen=True)
class Clock(Rule):
    """Withholds all numbers from stretches that free fall shows in slow motion.

    The doubt itself comes from `midstance.bouts.clock` and is a note of its own. What
    is measured of a stride lies at its contact, so that it begins with the last contact
    before the stretch.
    """

    def check(self, case: Case) -> list[Finding]:
        """Return a finding for each such stretch."""
        return [
            Finding(
                "clock",
                case.individual,
                _last_contact_s(case, doubt.start_s),
                doubt.end_s,
                f"From {doubt.start_s:.1f} to {doubt.end_s:.1f} s life seems to be "
                f"shown at {1 / doubt.factor:.2g} times its speed.",
                "Nobody who runs falls so slowly between two steps."
                if doubt.factor > 1
                else "Nobody who runs falls so fast between two steps.",
                "Say by how much the video is slowed down.",
                is_said=True,
            )
            for doubt in case.clock
        ]


def _last_contact_s(case: Case, start_s: float) -> float:
    """Return when the foot touched down last whose stride is not over at `start_s`."""
    begun = [start_s]
    for side in SIDES:
        before = times_s(case.events, side, KINDS[0])
        before = before[(before < start_s) & (before > start_s - _LONGEST_STRIDE_S)]
        begun += before.max(keepdims=True).tolist() if before.size else []
    return min(begun)
