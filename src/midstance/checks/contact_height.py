"""A foot that touches the floor is low."""

from dataclasses import dataclass

import numpy as np

from midstance.checks.base import Case, Finding, Rule, rules
from midstance.kernels.nan_stats import finite_quantile
from midstance.schema.events import KINDS, SIDES, times_s
from midstance.schema.tracks import path_of

_LEAST_LIFT = 0.08
"""Lengths of the shank that a foot must be lifted for its height to say anything."""
_FEWEST_CONTACTS = 3


@rules.register("contact_height")
@dataclass(frozen=True)
class ContactHeight(Rule):
    """At initial contact the ankle is low among the heights it has in a stride.

    Parameters
    ----------
    highest_running, highest_walking
        Where the ankle may be at contact: 0 is its lowest and 1 its highest place,
        counted from the hips. In walking the hips are lowest then and the feet are
        lifted little: of people over force plates it is up to 0.61, and 0.72 of one
        who limps.

    """

    highest_running: float = 0.55
    highest_walking: float = 0.85

    def check(self, case: Case) -> list[Finding]:
        """Return a finding for each bout and leg with contacts in the air."""
        found = []
        for activity, highest in (
            ("running", self.highest_running),
            ("walking", self.highest_walking),
        ):
            for start_s, end_s in case.bouts_of(activity):
                for side in SIDES:
                    height = _height_at_contact(case, side, start_s, end_s)
                    if height > highest:
                        found.append(self._finding(case, side, start_s, end_s, height))
        return found

    def _finding(
        self, case: Case, side: str, start_s: float, end_s: float, height: float
    ) -> Finding:
        return Finding(
            "contact_height",
            case.individual,
            start_s,
            end_s,
            f"At the contacts of the {side} foot its ankle is at {height:.0%} of the "
            "way from its lowest to its highest place.",
            "A foot that touches the floor is low: these are no contacts.",
            "Look at the contacts in the video; running on the spot is not read.",
        )


def _height_at_contact(case: Case, side: str, start_s: float, end_s: float) -> float:
    """Return the median height of the ankle at contact, 0 to 1; NaN: not known."""
    own = case.tracks.sel(time=slice(start_s, end_s))
    time_s = own["time"].to_numpy()
    at_s = times_s(case.events_in(start_s, end_s), side, KINDS[0])
    ankle, hip, knee = (path_of(own, f"{side}_{p}") for p in ("ankle", "hip", "knee"))
    height = hip[:, 1] - ankle[:, 1]
    seen = np.isfinite(height)
    if at_s.size < _FEWEST_CONTACTS or seen.sum() < 2:
        return float("nan")
    low, high = finite_quantile(height, 0.03), finite_quantile(height, 0.97)
    shank = float(np.nanmedian(np.hypot(*(knee - ankle).T)))
    if not high - low > _LEAST_LIFT * shank:
        return float("nan")
    there = np.interp(at_s, time_s[seen], height[seen])
    return float(np.median((there - low) / (high - low)))
