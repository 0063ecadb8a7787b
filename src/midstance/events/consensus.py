"""Both events of every step: what all cues say about the average stride."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from midstance.events.base import detectors
from midstance.events.features import describe_both
from midstance.events.leg import Leg
from midstance.events.motion import Motion, each_person
from midstance.events.pelvis_velocity import fastest_falls, fastest_rises
from midstance.events.refine import own_shifts
from midstance.events.timing import timing_model
from midstance.events.toe_rise import rises
from midstance.schema.events import KINDS, SIDES, Row

Array = NDArray[np.float64]

BLOCK_S = 16.0
LEAST_SD_S = 0.003
"""What no camera tells: when a force plate would call it contact."""


@detectors.register("consensus")
@dataclass(frozen=True)
class Consensus:
    """Let every cue vote on the average stride, and lay it over every stride.

    The phase of the stride, known from all leg keypoints over whole cycles, is
    far steadier than any single sign of contact. So all cues are read off the
    average stride of a stretch of up to `BLOCK_S`, in which the noise of single
    frames is gone (`midstance.events.features`). From the side, a small network
    that was trained on synthetic runners and walkers of all kinds weighs them
    and says how sure it is (`midstance.events.timing`); from the front or from
    behind, where few cues are left, they vote with fixed weights. The agreed
    phase is turned back into a time in every stride, and moved by how early or
    late that stride's own frames run (`midstance.events.refine`).

    Left and right alternate by construction, and a foot that is hidden for a
    while keeps its events. Walking and running are both read.
    """

    def detect(self, tracks: xr.Dataset) -> pd.DataFrame:
        """Return both events of every step in `tracks`."""
        return each_person(tracks, find_events)


def find_events(motion: Motion) -> list[Row]:
    """Return both events of every step of one person."""
    rows: list[Row] = []
    for frames, start_s, end_s in blocks(motion):
        legs = {side: motion.mean_leg(side, frames) for side in SIDES}
        for side, other in (SIDES, SIDES[::-1]):
            offsets_s, sds_s = place(motion, legs[side], legs[other])
            for event, offset_s, sd_s in zip(KINDS, offsets_s, sds_s, strict=True):
                if not np.isfinite(offset_s):
                    continue
                phase = 2 * np.pi * offset_s / motion.period_s
                times = motion.times_at(side, phase)
                times = times[(times >= start_s) & (times < end_s)]
                shifts, doubts = own_shifts(motion, legs[side], times)
                doubts = np.sqrt(sd_s**2 + doubts**2 + LEAST_SD_S**2)
                rows += [
                    (motion.individual, side, event, time, doubt, "consensus")
                    for time, doubt in zip(
                        (times + shifts).tolist(), doubts.tolist(), strict=True
                    )
                ]
    return rows


def place(motion: Motion, leg: Leg, other: Leg) -> tuple[Array, Array]:
    """Return when both events are in an average stride, and how sure that is (s).

    NaN for an event of which nothing is seen.
    """
    if motion.direction != 0:
        turn_s, features = describe_both(leg, other)
        if np.isfinite(turn_s):
            after_s, sd_s = timing_model().read(features)
            return turn_s + after_s, sd_s
    votes = np.array([agree(leg, VOTERS[event]) for event in KINDS])
    return votes[:, 0], votes[:, 1]


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


@dataclass(frozen=True)
class Voter:
    """A cue that needs no side view, what it says too late, and how far to trust it.

    Parameters
    ----------
    rule
        Finds one time per stride.
    delay_s
        Event minus that time.
    sd_s
        How far the delay varies between runners.

    """

    rule: Callable[[Leg], Array]
    delay_s: float
    sd_s: float


VOTERS = {
    "initial_contact": (Voter(fastest_falls, -0.038, 0.020),),
    "toe_off": (
        Voter(lambda leg: rises(leg, 0.02), 0.0, 0.025),
        Voter(fastest_rises, 0.045, 0.025),
    ),
}


def agree(leg: Leg, voters: tuple[Voter, ...]) -> tuple[float, float]:
    """Return when the event is in the average stride, and how sure that is (s).

    A mean weighed by the voters' spread, in which a vote that lies three spreads
    away counts a tenth.
    """
    votes = np.array([voter.rule(leg)[0] + voter.delay_s for voter in voters])
    spread = np.array([voter.sd_s for voter in voters])[np.isfinite(votes)]
    votes = votes[np.isfinite(votes)]
    if votes.size == 0:
        return np.nan, np.nan
    centre = float(np.median(votes))
    for _ in range(10):
        trusted = 1 / (spread**2 + (votes - centre) ** 2)
        centre = float(np.sum(trusted * votes) / np.sum(trusted))
    scatter = np.sum(trusted * (votes - centre) ** 2) / np.sum(trusted)
    return centre, float(np.sqrt(1 / np.sum(trusted) + scatter))
