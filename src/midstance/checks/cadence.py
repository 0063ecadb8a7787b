"""How many steps a minute can be."""

from dataclasses import dataclass

import numpy as np

from midstance.checks.base import Case, Finding, Rule, rules
from midstance.schema.events import KINDS, SIDES, times_s

_FEWEST_CONTACTS = 4


@rules.register("cadence")
@dataclass(frozen=True)
class Cadence(Rule):
    """Nobody runs or walks with so few or so many steps per minute.

    Parameters
    ----------
    slowest_run_spm, fastest_run_spm
        Slow joggers make some 145 steps per minute; sprinters reach 290.
    slowest_walk_spm, fastest_walk_spm
        Of walking.

    """

    slowest_run_spm: float = 140.0
    fastest_run_spm: float = 290.0
    slowest_walk_spm: float = 45.0
    fastest_walk_spm: float = 180.0

    def check(self, case: Case) -> list[Finding]:
        """Return a finding for each bout with an impossible cadence."""
        limits = {
            "running": (self.slowest_run_spm, self.fastest_run_spm),
            "walking": (self.slowest_walk_spm, self.fastest_walk_spm),
        }
        found = []
        for activity, (low, high) in limits.items():
            for start_s, end_s in case.bouts_of(activity):
                cadence_spm = _cadence_spm(case, start_s, end_s)
                if low <= cadence_spm <= high or np.isnan(cadence_spm):
                    continue
                few = "few" if cadence_spm < low else "many"
                found.append(
                    Finding(
                        "cadence",
                        case.individual,
                        start_s,
                        end_s,
                        f"{cadence_spm:.0f} steps/min in {activity}.",
                        f"People make {low:.0f} to {high:.0f}: so {few} mean a clock "
                        "that runs wrong or wrong contacts.",
                        "Look at the contacts in the video.",
                        remedy="slow_motion",
                    )
                )
        return found


def _cadence_spm(case: Case, start_s: float, end_s: float) -> float:
    events = case.events_in(start_s, end_s)
    contacts = np.sort(np.concatenate([times_s(events, s, KINDS[0]) for s in SIDES]))
    if contacts.size < _FEWEST_CONTACTS:
        return float("nan")
    return 60.0 / float(np.median(np.diff(contacts)))
