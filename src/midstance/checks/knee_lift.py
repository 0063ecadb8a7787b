"""Knees as high as the hips are a drill, and no running."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from midstance.checks.base import OF_CONTACT, Case, Finding, Rule, rules
from midstance.kernels.nan_stats import finite_quantile
from midstance.schema.events import KINDS, SIDES, times_s
from midstance.schema.tracks import path_of

_FEWEST_STRIDES = 3


@rules.register("knee_lift")
@dataclass(frozen=True)
class KneeLift(Rule):
    """Who runs, and be it a sprint, lifts the knees less than to the hips.

    Parameters
    ----------
    highest
        How far below the hip the knee stays, in lengths of the thigh, in every stride:
        0.12 is a thigh 83 degrees from the vertical.

    """

    highest: float = 0.12

    def check(self, case: Case) -> list[Finding]:
        """Return a finding for each bout of running that is a drill."""
        found = []
        for start_s, end_s in case.bouts_of("running"):
            lowest = [_below_hip(case, side, start_s, end_s) for side in SIDES]
            if not max(lowest) < self.highest:
                continue
            found.append(
                Finding(
                    "knee_lift",
                    case.individual,
                    start_s,
                    end_s,
                    "The knees are lifted as high as the hips in every stride.",
                    "That is a drill such as high knees: how long a foot is down is "
                    "read from what people do who run, and is not known there.",
                    "The number of steps still holds.",
                    OF_CONTACT,
                )
            )
        return found


def _below_hip(case: Case, side: str, start_s: float, end_s: float) -> float:
    """Return how far below the hip the knee stays at its highest, thigh lengths.

    The median over the strides; NaN when too few are seen.
    """
    own = case.tracks.sel(time=slice(start_s, end_s))
    time_s = own["time"].to_numpy()
    hip, knee = (path_of(own, f"{side}_{part}") for part in ("hip", "knee"))
    thigh = finite_quantile(np.hypot(*(knee - hip).T), 0.8)
    below = (knee - hip)[:, 1] / thigh
    at_s = times_s(case.events_in(start_s, end_s), side, KINDS[0])
    highest = [
        float(np.nanmin(stride))
        for first_s, last_s in pairwise(at_s.tolist())
        if np.isfinite(stride := below[(time_s >= first_s) & (time_s < last_s)]).any()
    ]
    return float(np.median(highest)) if len(highest) >= _FEWEST_STRIDES else np.nan
