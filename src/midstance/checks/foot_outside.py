"""A foot that is out of the image as it lands and leaves shows no contact time."""

from dataclasses import dataclass

import numpy as np

from midstance.checks.base import OF_CONTACT, Case, Finding, Rule, rules
from midstance.kernels.signals.matching import away_from
from midstance.schema.events import SIDES
from midstance.schema.tracks import OUTSIDE

_PARTS = ("ankle", "heel", "foot_index")
_NEAR_S = 0.05
"""Before and after an event, where its foot is looked at."""


@rules.register("foot_outside")
@dataclass(frozen=True)
class FootOutside(Rule):
    """Contact and toe-off are read from feet that are in the image.

    The rest of the leg tells how often a foot touches down, but not how long it is
    down: of synthetic runners whose feet were half below the edge, contacts came out
    20 to 40 ms longer than they were.

    Parameters
    ----------
    most_outside
        Share of ankle, heel and toes that may lie outside around the events of a foot.

    """

    most_outside: float = 0.3

    def check(self, case: Case) -> list[Finding]:
        """Return a finding for each bout of gait with feet out of the image."""
        return [
            Finding(
                "foot_outside",
                case.individual,
                start_s,
                end_s,
                f"{share:.0%} of the {side} foot is out of the image around its "
                "contacts and toe-offs.",
                "How long a foot is down is not seen there.",
                "Have the feet in the image; the number of steps still holds.",
                OF_CONTACT,
            )
            for activity in ("running", "walking")
            for start_s, end_s in case.bouts_of(activity)
            for side in SIDES
            if (share := _outside(case, side, start_s, end_s)) > self.most_outside
        ]


def _outside(case: Case, side: str, start_s: float, end_s: float) -> float:
    """Return the share of a foot that is outside around its events; NaN: none."""
    own = case.tracks.sel(time=slice(start_s, end_s))
    known = [name for part in _PARTS if (name := f"{side}_{part}") in own["keypoint"]]
    events = case.events_in(start_s, end_s)
    at_s = events.loc[events["side"] == side, "time_s"].to_numpy(dtype=float)
    near = away_from(own["time"].to_numpy(), np.sort(at_s)) < _NEAR_S
    if not known or not near.any():
        return float("nan")
    flags = own["observed"].sel(keypoint=known).isel(individual=0).to_numpy()[near]
    return float(np.mean(flags == OUTSIDE))
