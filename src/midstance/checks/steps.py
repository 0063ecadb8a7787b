"""How long a step of running can be."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from midstance.checks.base import OF_STEPS, Case, Finding, Rule, rules
from midstance.schema.events import KINDS


@rules.register("steps")
@dataclass(frozen=True)
class Steps(Rule):
    """A step of running lasts 0.2 to 0.6 s; others hold a missed or a false contact.

    Parameters
    ----------
    shortest_s, longest_s
        Of a step, from contact to the next contact of the other foot.

    """

    shortest_s: float = 0.2
    longest_s: float = 0.6

    def check(self, case: Case) -> list[Finding]:
        """Return one finding for all such steps of a bout."""
        found = []
        for start_s, end_s in case.bouts_of("running"):
            lasts = _steps(case.events_in(start_s, end_s))
            wrong = [
                (begin_s, until_s)
                for begin_s, until_s in lasts
                if not self.shortest_s <= until_s - begin_s <= self.longest_s
            ]
            found += [
                Finding(
                    "steps",
                    case.individual,
                    begin_s,
                    begin_s,
                    f"A step of {until_s - begin_s:.2f} s at {begin_s:.2f} s.",
                    f"Steps of running last {self.shortest_s:g} to {self.longest_s:g} s"
                    ": a contact was missed, or is none.",
                    "Look at the contacts there.",
                    OF_STEPS,
                )
                for begin_s, until_s in wrong
            ]
        return found


def _steps(events: pd.DataFrame) -> list[tuple[float, float]]:
    contacts = events[events["event"] == KINDS[0]].sort_values("time_s")
    times = contacts["time_s"].to_numpy(dtype=float)
    sides = contacts["side"].to_numpy()
    other = np.flatnonzero(sides[1:] != sides[:-1]).tolist()
    steps = list(pairwise(times.tolist()))
    return [steps[k] for k in other]
