"""A foot on the floor moves back under the body of who goes forward."""

from dataclasses import dataclass

import numpy as np

from midstance.checks.base import Case, Finding, Rule, rules
from midstance.kernels.geometry.facing import sideways
from midstance.kernels.types import Array
from midstance.schema.events import SIDES
from midstance.schema.tracks import path_of, paths_of

_LEAST_AGREEMENT = 0.8
"""How far feet, face and knees must agree about where somebody faces."""


@rules.register("backwards")
@dataclass(frozen=True)
class Backwards(Rule):
    """Seen from the side, the lower foot goes to where the body does not face.

    It goes the other way when somebody runs or walks backwards, and when a video is
    played backwards: then contacts are toe-offs and toe-offs are contacts.

    Parameters
    ----------
    most_forward
        Of the way of the lower ankle, counted from the hips: forward less backward as
        a share of all of it. Forward gait shows -0.6, the same played backwards 0.6.

    """

    most_forward: float = 0.2

    def check(self, case: Case) -> list[Finding]:
        """Return a finding for each bout of gait that goes backwards."""
        if case.scene.view not in ("left", "right"):
            return []
        return [
            Finding(
                "backwards",
                case.individual,
                start_s,
                end_s,
                "The foot on the floor moves to where the body faces.",
                "That is somebody who goes backwards, or a video that is played "
                "backwards: how feet land and leave the floor is read from people who "
                "go forward, and is not known there.",
                "Film somebody who goes forward, or play the video the right way "
                "round.",
            )
            for activity in ("running", "walking")
            for start_s, end_s in case.bouts_of(activity)
            if forward_share(case, start_s, end_s) > self.most_forward
        ]


def forward_share(case: Case, start_s: float, end_s: float) -> float:
    """Return how far the lower foot moves forward rather than back, -1 to 1.

    NaN where it is not clear where somebody faces, or a leg is not seen.
    """
    own = case.tracks.sel(time=slice(start_s, end_s))
    facing, agreement = sideways(paths_of(own))
    if facing == 0 or agreement < _LEAST_AGREEMENT or own.sizes["time"] < 2:
        return float("nan")
    legs = [path_of(own, f"{s}_ankle") - path_of(own, f"{s}_hip") for s in SIDES]
    seen = np.isfinite(legs[0] + legs[1]).all(axis=1)
    low = legs[0][:, 1] > legs[1][:, 1]
    time_s = own["time"].to_numpy()
    forward: Array = np.concatenate(
        [
            np.sign(facing) * np.gradient(leg[:, 0], time_s)[is_low]
            for leg, is_low in zip(legs, (seen & low, seen & ~low), strict=True)
        ]
    )
    way = float(np.nansum(np.abs(forward)))
    return float(np.nansum(forward)) / way if way > 0 else float("nan")
