"""What is measured on a clock that runs wrong."""

from dataclasses import dataclass

from midstance.checks.base import Case, Finding, Rule, rules


@rules.register("clock")
@dataclass(frozen=True)
class Clock(Rule):
    """Withholds all numbers from stretches that free fall shows in slow motion.

    The doubt itself comes from `midstance.bouts.clock` and is a note of its own.
    """

    def check(self, case: Case) -> list[Finding]:
        """Return a finding for each such stretch."""
        return [
            Finding(
                "clock",
                case.individual,
                doubt.start_s,
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
