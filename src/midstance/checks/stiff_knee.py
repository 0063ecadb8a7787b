"""Who runs bends the knees."""

from dataclasses import dataclass

import numpy as np

from midstance.checks.backwards import Backwards
from midstance.checks.base import Case, Finding, Rule, rules

_FEWEST = 2


@rules.register("stiff_knee")
@dataclass(frozen=True)
class StiffKnee(Rule):
    """In swing the knees of who runs bend: legs that do not were guessed.

    A network that does not see a leg, behind a wall or made unrecognizable, puts it
    where legs usually are.

    Parameters
    ----------
    least_deg
        Of the median of the largest flexion in swing, over both legs: slow joggers
        show 70 and more.

    """

    least_deg: float = 40.0

    def check(self, case: Case) -> list[Finding]:
        """Return a finding for each bout of running on stiff legs."""
        if Backwards().check(case):  # Its swing is stance.
            return []
        own = case.measures[case.measures["metric"] == "knee_flexion_swing"]
        found = []
        for start_s, end_s in case.bouts_of("running"):
            bent = own.loc[own["time_s"].between(start_s, end_s), "value"].dropna()
            if len(bent) < _FEWEST or not np.median(bent) < self.least_deg:
                continue
            found.append(
                Finding(
                    "stiff_knee",
                    case.individual,
                    start_s,
                    end_s,
                    f"The knees bend by no more than {np.median(bent):.0f} degrees "
                    "in swing.",
                    "Who runs bends them by 60 and more: the legs were not seen well "
                    "and are guessed.",
                    "Film so that nothing hides the legs.",
                )
            )
        return found
