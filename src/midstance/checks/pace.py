"""A change of pace is a result, and no variability."""

from dataclasses import dataclass

import numpy as np

from midstance.checks.base import Case, Finding, Rule, rules

_FEWEST = 6


@rules.register("pace")
@dataclass(frozen=True)
class Pace(Rule):
    """Strides that grow longer or shorter along the clip do not vary at random.

    Parameters
    ----------
    most_change
        Of the stride time from the first third to the last, as a share.
    most_explained
        Share of its variance that may follow the course of the clip.

    """

    most_change: float = 0.06
    most_explained: float = 0.5

    def check(self, case: Case) -> list[Finding]:
        """Return a finding when the variability of the stride is a change of pace."""
        own = case.measures[case.measures["metric"] == "stride_time"]
        own = own.dropna(subset=["value", "time_s"]).sort_values("time_s")
        if len(own) < _FEWEST:
            return []
        at_s = own["time_s"].to_numpy(dtype=float)
        lasts = own["value"].to_numpy(dtype=float)
        third = len(own) // 3
        first, last = np.median(lasts[:third]), np.median(lasts[-third:])
        course = np.polyval(np.polyfit(at_s - at_s[0], lasts, 2), at_s - at_s[0])
        total = float(np.var(lasts))
        explained = float(np.var(course)) / total if total > 0 else 0.0
        change = float(np.ptp(course) / np.median(lasts))
        if change < self.most_change or explained < self.most_explained:
            return []
        return [
            Finding(
                "pace",
                case.individual,
                float(at_s[0]),
                float(at_s[-1]),
                f"The pace changes: a stride lasts {first:.0f} ms at first and "
                f"{last:.0f} ms at last.",
                "That is no variability from stride to stride.",
                "Look at the values along the clip.",
                ("stride_time_variability",),
            )
        ]
