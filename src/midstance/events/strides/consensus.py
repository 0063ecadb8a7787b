"""Both events of every step: what two readers say about the average stride."""

from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

import numpy as np
import pandas as pd
import xarray as xr

from midstance.events.base import EventDetector, detectors
from midstance.events.leg import Leg
from midstance.events.motion import FOOT, Motion, each_person
from midstance.events.refine import refine_events
from midstance.events.strides.votes import combine_votes, look
from midstance.events.strides.waves import View
from midstance.kernels.geometry.facing import sideways, towards_camera
from midstance.kernels.types import Array
from midstance.schema.bouts import GAITS
from midstance.schema.events import KINDS, SIDES, Row
from midstance.schema.tracks import individuals, paths_of

BLOCK_S = 16.0
LEAST_SD_S = 0.003
"""What no camera tells: when a force plate would call it contact."""

FRONT_SHARE = 2.0
"""Who faces the camera so much more than either edge is seen from the front."""
FRONT_SD_S = 0.012
"""From the front contacts of the synthetic runner are up to 9 ms early and toe-offs
20 to 29 ms; the network's own doubt covers the rest."""

RUNNING_DUTY = 0.5
PEOPLE_LEAVE_LATER_S = {"side": 0.016, "behind": 0.008}
"""Runners leave later than the synthetic ones that both readers learned from: over a
force plate 17 ms, seen from the side, and 6 to 12 ms from behind; in a clip labelled
by eye 34 ms. What the plate says is added; the rest lies within the stated
uncertainty."""
PEOPLE_WALK_SD_S = 0.015
"""The one person whose walking over force plates is known lands 34 ms and leaves 26 ms
later than read."""


@detectors.register("consensus")
@dataclass(frozen=True)
class Consensus(EventDetector):
    """Let every cue vote on the average stride, and lay it over every stride.

    The phase of the stride, known from all leg keypoints over whole cycles, is
    far steadier than any single sign of contact. So the average stride of a stretch
    of up to `BLOCK_S` is read, in which the noise of single frames is gone, by two
    readers that err differently. One reads known cues off it
    (`midstance.events.strides.features`), which a small network weighs
    (`midstance.events.strides.timing`); the other one is a network that sees the
    whole course of every joint (`midstance.events.strides.waves`). Both learned
    from synthetic runners and walkers of all kinds, say how sure they are, and
    vote; both have another network for the front and for behind, where only heights
    can be used.
    The agreed phase is turned back into a time in every stride, and moved by how
    early or late that stride's own frames run (`midstance.events.refine`).

    Left and right alternate by construction, and a foot that is hidden for a
    while keeps its events. Walking and running are both read.
    """

    gaits: ClassVar[tuple[str, ...]] = GAITS

    def detect(self, tracks: xr.Dataset) -> pd.DataFrame:
        """Return both events of every step in `tracks`."""
        front = people_facing_camera(tracks)
        found = each_person(drop_feet(tracks, front), find_events)
        is_front = found["individual"].isin(front)
        doubt_s = np.hypot(found["uncertainty_s"], np.where(is_front, FRONT_SD_S, 0.0))
        return found.assign(uncertainty_s=doubt_s)


def people_facing_camera(tracks: xr.Dataset) -> list[str]:
    """Return who faces the camera."""
    facing = []
    for name in individuals(tracks):
        paths = paths_of(tracks.sel(individual=[name]))
        if towards_camera(paths) > FRONT_SHARE * abs(sideways(paths)[0]):
            facing.append(name)
    return facing


def drop_feet(tracks: xr.Dataset, names: list[str]) -> xr.Dataset:
    """Return `tracks` without the heels and toes of some people.

    From the front a foot ahead is nearer and looks lower, the other way round than
    from behind, where the network learned its cues; ankles mislead it less.
    """
    feet = [f"{side}_{part}" for side in SIDES for part in FOOT]
    hidden = tracks["individual"].isin(names) & tracks["keypoint"].isin(feet)
    return tracks.assign(position=tracks["position"].where(~hidden))


def find_events(motion: Motion) -> list[Row]:
    """Return both events of every step of one person."""
    rows: list[Row] = []
    for frames, start_s, end_s in split_into_blocks(motion):
        legs = {side: motion.mean_leg(side, frames) for side in SIDES}
        for side, other in (SIDES, SIDES[::-1]):
            offsets_s, sds_s = locate_events(motion, legs[side], legs[other])
            for event, offset_s, sd_s in zip(KINDS, offsets_s, sds_s, strict=True):
                if not np.isfinite(offset_s):
                    continue
                phase = 2 * np.pi * offset_s / motion.period_s
                times = motion.times_at(side, phase)
                times = times[(times >= start_s) & (times < end_s)]
                shifts, doubts = refine_events(motion, legs[side], times)
                doubts = np.sqrt(sd_s**2 + doubts**2 + LEAST_SD_S**2)
                rows += [
                    (motion.individual, side, event, time, doubt, "consensus")
                    for time, doubt in zip(
                        (times + shifts).tolist(), doubts.tolist(), strict=True
                    )
                ]
    return rows


def locate_events(motion: Motion, leg: Leg, other: Leg) -> tuple[Array, Array]:
    """Return when both events are in an average stride, and how sure that is (s).

    NaN when too little is seen.
    """
    view: View = "side" if motion.direction != 0 else "behind"
    seen = look(motion, leg, other, view)
    at_s, sd_s = combine_votes(seen.cues, seen.waves, leg.period_s)
    if at_s[1] - at_s[0] < RUNNING_DUTY * leg.period_s:
        return at_s + np.array([0.0, PEOPLE_LEAVE_LATER_S[view]]), sd_s
    return at_s, np.hypot(sd_s, PEOPLE_WALK_SD_S)


def split_into_blocks(motion: Motion) -> list[tuple[slice, float, float]]:
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
