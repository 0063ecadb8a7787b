"""Both events of every step: what all rules say about the average stride."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from midstance.events.base import detectors
from midstance.events.fore_aft import contacts_by_turn, turns
from midstance.events.knee_extension import farthest_back_thighs, straightest_knees
from midstance.events.leg import Leg
from midstance.events.motion import Motion, each_person
from midstance.events.pelvis_velocity import fastest_falls, fastest_rises
from midstance.events.toe_rise import rises
from midstance.schema.events import SIDES, Row

Rule = Callable[[Leg], NDArray[np.float64]]

BLOCK_S = 16.0
JITTER_S = 0.005
"""How far single events lie from the phase of their stride, one standard
deviation, where nothing but the runner's own variability adds to it."""


@dataclass(frozen=True)
class Voter:
    """A rule, what it says too late, and how far to trust it.

    Parameters
    ----------
    rule
        Finds one time per stride.
    delay_s
        Event minus that time.
    sd_s
        How far the rule's delay varies between runners.
    from_behind
        Whether it needs no side view.

    """

    rule: Rule
    delay_s: float
    sd_s: float
    from_behind: bool = False


VOTERS = {
    "initial_contact": (
        Voter(lambda leg: contacts_by_turn(leg, 0.5), 0.005, 0.010),
        Voter(turns, 0.029, 0.012),
        Voter(fastest_falls, -0.039, 0.015, from_behind=True),
    ),
    "toe_off": (
        Voter(straightest_knees, -0.010, 0.015),
        Voter(farthest_back_thighs, -0.036, 0.020),
        Voter(lambda leg: rises(leg, 0.02), -0.005, 0.020, from_behind=True),
        Voter(fastest_rises, 0.048, 0.025, from_behind=True),
    ),
}


@detectors.register("consensus")
@dataclass(frozen=True)
class Consensus:
    """Let all rules vote on the average stride, and lay it over every stride.

    The phase of the stride, known from all leg keypoints over whole cycles, is
    far steadier than any single sign of contact. So the rules look at the
    average stride of a stretch of up to `BLOCK_S`, in which the noise of single
    frames is gone; each vote is shifted by its known delay and weighed by its
    spread, votes far from the others count little; and the agreed phase is
    turned back into a time in every stride. Left and right alternate by
    construction, and a foot that is hidden for a while keeps its events.

    """

    def detect(self, tracks: xr.Dataset) -> pd.DataFrame:
        """Return both events of every step in `tracks`."""
        return each_person(tracks, find_events)


def find_events(motion: Motion) -> list[Row]:
    """Return both events of every step of one person."""
    rows: list[Row] = []
    for frames, start_s, end_s in blocks(motion):
        for side in SIDES:
            leg = motion.mean_leg(side, frames)
            for event, voters in VOTERS.items():
                offset_s, sd_s = agree(leg, voters, from_behind=motion.direction == 0)
                if not np.isfinite(offset_s):
                    continue
                phase = 2 * np.pi * offset_s / leg.period_s
                rows += [
                    (
                        *(motion.individual, side, event, float(time)),
                        *(float(np.hypot(sd_s, JITTER_S)), "consensus"),
                    )
                    for time in motion.times_at(side, phase)
                    if start_s <= time < end_s
                ]
    return rows


def blocks(motion: Motion) -> list[tuple[slice, float, float]]:
    """Return frames and times of stretches short enough for one average stride."""
    start_s, end_s = motion.time_s[0], motion.time_s[-1]
    n_blocks = max(1, round((end_s - start_s) / BLOCK_S))
    edges = np.linspace(start_s, end_s, n_blocks + 1)
    frames = np.searchsorted(motion.time_s, edges)
    frames[-1] = len(motion.time_s)
    edges[-1] += 1e-6
    return [
        (slice(int(first), int(last)), float(begin), float(end))
        for (first, last), (begin, end) in zip(
            pairwise(frames), pairwise(edges), strict=True
        )
    ]


def agree(
    leg: Leg, voters: tuple[Voter, ...], *, from_behind: bool
) -> tuple[float, float]:
    """Return when the event is in the average stride, and how sure that is (s)."""
    chosen = [voter for voter in voters if voter.from_behind or not from_behind]
    votes = np.array([voter.rule(leg)[0] + voter.delay_s for voter in chosen])
    spread = np.array([voter.sd_s for voter in chosen])[np.isfinite(votes)]
    votes = votes[np.isfinite(votes)]
    if votes.size == 0:
        return np.nan, np.nan
    weight = spread**-2
    centre = float(np.median(votes))
    for _ in range(10):
        # Cauchy weights: a vote three spreads away counts a tenth.
        distance = (votes - centre) / spread
        trusted = weight / (1 + distance**2)
        centre = float(np.sum(trusted * votes) / np.sum(trusted))
    scatter = np.sum(trusted * (votes - centre) ** 2) / np.sum(trusted)
    return centre, float(np.sqrt(1 / np.sum(trusted) + scatter / len(votes)))
