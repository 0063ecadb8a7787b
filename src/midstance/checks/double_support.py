"""Running has a flight, or at least never both feet down for long."""

from dataclasses import dataclass

import numpy as np

from midstance.checks.base import OF_CONTACT, Case, Finding, Rule, rules
from midstance.schema.events import KINDS, SIDES, times_s


@rules.register("double_support")
@dataclass(frozen=True)
class DoubleSupport(Rule):
    """Who runs has never both feet down for a good part of a step.

    Parameters
    ----------
    longest_share
        Of a step that a foot may be down; above 1 both are down at once. Slow
        joggers without flight reach 1.

    """

    longest_share: float = 1.08

    def check(self, case: Case) -> list[Finding]:
        """Return a finding for each bout of running with double support."""
        found = []
        for start_s, end_s in case.bouts_of("running"):
            share = contact_share(case, start_s, end_s)
            if not share > self.longest_share:
                continue
            found.append(
                Finding(
                    "double_support",
                    case.individual,
                    start_s,
                    end_s,
                    f"A foot is down for {share:.2f} of a step in running.",
                    "Both feet down at once is walking: contacts are too early, "
                    "toe-offs too late, or the clock runs wrong.",
                    "Look at the contacts and toe-offs in the video.",
                    OF_CONTACT,
                )
            )
        return found


def contact_share(case: Case, start_s: float, end_s: float) -> float:
    """Return the median share of a step that a foot is down; NaN if not known."""
    events = case.events_in(start_s, end_s)
    contacts = {side: times_s(events, side, KINDS[0]) for side in SIDES}
    every = np.sort(np.concatenate(list(contacts.values())))
    if every.size < 4:
        return float("nan")
    step_s = float(np.median(np.diff(every)))
    lasts = []
    for side in SIDES:
        toe_offs = times_s(events, side, KINDS[1])
        for begin_s in contacts[side].tolist():
            after = toe_offs[toe_offs > begin_s]
            if after.size and after[0] - begin_s < 2 * step_s:
                lasts.append(float(after[0]) - begin_s)
    return float(np.median(lasts)) / step_s if lasts else float("nan")
