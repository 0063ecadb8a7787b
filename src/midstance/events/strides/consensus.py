"""Both events of every step: what two readers say about the average stride."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import ClassVar

import numpy as np
import pandas as pd
import xarray as xr

from midstance.errors import ConfigError
from midstance.events.base import EventDetector, detectors
from midstance.events.leg import Leg
from midstance.events.motion import Motion, each_person
from midstance.events.points import FOOT
from midstance.events.refine import refine_events
from midstance.events.strides.people import (
    SHORT_STRIDES,
    THRESHOLDS_N,
    Gait,
    PeopleReader,
    Seen,
    people_readers,
    reader_for,
)
from midstance.events.strides.steady import steady_parts
from midstance.events.strides.uneven import split_difference
from midstance.events.strides.votes import combine_votes, look
from midstance.events.strides.waves import View
from midstance.kernels.geometry.facing import sideways, towards_camera
from midstance.kernels.types import Array
from midstance.schema.bouts import GAITS
from midstance.schema.events import KINDS, SIDES, Row
from midstance.schema.one_person import of_person
from midstance.schema.tracks import individuals, paths_of

BLOCK_S = 16.0
LEAST_SD_S = (0.003, 0.0015)
"""What no frame tells of single contacts and toe-offs: how far they lie from the mean
of the leg beyond what their own frames show. Of 18 people who run over force plates and
were left out (``validation/single_events.py``) it is 3.0 and 1.6 ms."""

FRONT_SHARE = 2.0
"""Who faces the camera so much more than either edge is seen from the front."""
FRONT_SD_S = 0.012
"""From the front contacts of the synthetic runner are up to 9 ms early and toe-offs
20 to 29 ms by the votes; their own uncertainty covers the rest."""

RUNNING_DUTY = 0.5
JITTER_S = {"run": (0.0025, 0.004), "walk": (0.004, 0.004)}
"""How far contacts and toe-offs of single strides are expected to differ from their
phase before looking. Over force plates runners' do by 3.4 and 3.8 ms, of which their
own frames show little (contact) and half (toe-off). Walkers' are read best so: with
twice as much contacts came 7 ms early and toe-offs 4 ms late."""
SHORT_JITTER_S = (0.010, 0.012)
"""The same of runners whose phase is hardly known: seen for a stride or two, or near
the first and last moment that they are seen."""
EDGE_STRIDES = 0.45
"""So near. Of 24 synthetic runners filmed for 5 s, contacts there were off by 11 ms and
toe-offs by 15 ms, in the middle by 3 and 6 ms, as was stated of all. Of 16 walkers
they were there by 20 ms, in the middle by 6 and 11: `EDGE_SD_S` is how wrong their
phase is there. Runners over force plates who are left out (``validation/people.py``,
rows of ends) need nothing besides."""
EDGE_SD_S = 0.017

FEW_STRIDES = 2.5
PHASE_SD_S: dict[tuple[Gait, bool, bool], tuple[float, float]] = {
    ("run", True, False): (0.0, 0.0),
    ("run", False, False): (0.004, 0.004),
    ("run", True, True): (0.004, 0.004),
    ("run", False, True): (0.011, 0.011),
    ("walk", True, False): (0.009, 0.009),
    ("walk", False, False): (0.009, 0.009),
    ("walk", True, True): (0.012, 0.017),
    ("walk", False, True): (0.017, 0.017),
}
"""By gait, whether it is seen from the side, and whether for fewer than `FEW_STRIDES`:
how wrong the phase itself is at single contacts and toe-offs, which no frame of theirs
tells. From single stride times of 20 people who walk over plates
(``validation/single_events.py``: from contact to contact off by 19 to 21 ms, from
toe-off to toe-off by 25 to 32, in clips of a stride and a half) and of 24 clips of
synthetic runners."""


@detectors.register("consensus")
@dataclass(frozen=True)
class Consensus(EventDetector):
    """Let every cue vote on the average stride, and lay it over every stride.

    The phase of the stride, known from all leg keypoints over whole cycles, is
    far steadier than any single sign of contact. So the average stride of a stretch
    of up to `BLOCK_S` is read, in which the noise of single frames is gone, by three
    readers. One reads known cues off it (`midstance.events.strides.features`), which a
    small network weighs (`midstance.events.strides.timing`); the second is a network
    that sees the whole course of every joint (`midstance.events.strides.waves`). Both
    learned from synthetic runners and walkers of all kinds, say how sure they are, and
    vote; both have another network for the front and for behind, where only heights
    can be used. The third learned from real people over force plates
    (`midstance.events.strides.people`) and decides for strides like theirs; of others
    it says only by how much people differ from the votes in the mean.
    Legs that differ more than those of any of these people are told apart as the
    second reader sees them (`midstance.events.strides.uneven`).
    The phase is turned back into a time in every stride, and moved by how early or
    late that stride's own frames run (`midstance.events.refine`).

    Left and right alternate by construction, and a foot that is hidden for a
    while keeps its events. Walking and running are both read. Each event says which
    part of its uncertainty the person, and which the leg has in every stride.

    Parameters
    ----------
    threshold_n
        What counts as on the ground: a vertical force of 50 N, or of 20 N, which is
        passed 4 ms earlier and left 7 to 12 ms later; what the eye calls toe-off is
        nearer to 20 N.

    Raises
    ------
    ConfigError
        If the threshold is another.

    """

    threshold_n: int = 50
    gaits: ClassVar[tuple[str, ...]] = GAITS

    def __post_init__(self) -> None:
        """Refuse a threshold that nobody learned."""
        if self.threshold_n not in THRESHOLDS_N:
            raise ConfigError(
                f"threshold_n must be one of {list(THRESHOLDS_N)} (N), "
                f"got {self.threshold_n}."
            )

    def detect(self, tracks: xr.Dataset) -> pd.DataFrame:
        """Return both events of every step in `tracks`."""
        return detect_with(tracks, people_readers(), threshold_n=self.threshold_n)


def detect_with(
    tracks: xr.Dataset, readers: Mapping[str, PeopleReader], *, threshold_n: int = 50
) -> pd.DataFrame:
    """Return both events of every step, read by other `readers` than those that ship.

    `readers` have names such as ``run_side``, see
    `midstance.events.strides.people.people_readers`; there may be none.
    """
    front = people_facing_camera(tracks)

    def find(motion: Motion) -> list[Row]:
        is_front = motion.individual in front
        return find_events(motion, readers, is_front=is_front, threshold_n=threshold_n)

    return each_person(drop_feet(tracks, front), find)


def people_facing_camera(tracks: xr.Dataset) -> list[str]:
    """Return who faces the camera."""
    facing = []
    for name in individuals(tracks):
        paths = paths_of(of_person(tracks, name))
        if towards_camera(paths) > FRONT_SHARE * abs(sideways(paths)[0]):
            facing.append(name)
    return facing


def drop_feet(tracks: xr.Dataset, names: list[str]) -> xr.Dataset:
    """Return `tracks` without the heels and toes of some people.

    From the front a foot ahead is nearer and looks lower, the other way round than
    from behind, where the network learned its cues; ankles mislead it less.
    """
    if not names:
        return tracks
    feet = [f"{side}_{part}" for side in SIDES for part in FOOT]
    hidden = tracks["individual"].isin(names) & tracks["keypoint"].isin(feet)
    return tracks.assign(position=tracks["position"].where(~hidden))


def find_events(
    motion: Motion,
    readers: Mapping[str, PeopleReader],
    *,
    is_front: bool = False,
    threshold_n: int = 50,
) -> list[Row]:
    """Return both events of every step of one person.

    Where pace or size of the strides changes, each part has an average stride of its
    own.
    """
    return [
        row
        for part in steady_parts(motion)
        for row in _events_of(part, readers, is_front=is_front, threshold_n=threshold_n)
    ]


def _events_of(
    motion: Motion,
    readers: Mapping[str, PeopleReader],
    *,
    is_front: bool,
    threshold_n: int,
) -> list[Row]:
    """Return both events of every step of somebody who goes evenly."""
    rows: list[Row] = []
    for frames, start_s, end_s in split_into_blocks(motion):
        legs = {side: motion.mean_leg(side, frames) for side in SIDES}
        n_strides = (end_s - start_s) / motion.period_s
        both = tuple(
            locate_events(
                motion,
                legs[side],
                legs[other],
                readers,
                is_front=is_front,
                n_strides=n_strides,
                threshold_n=threshold_n,
            )
            for side, other in (SIDES, SIDES[::-1])
        )
        if n_strides >= SHORT_STRIDES:
            both = tell_legs_apart(*both, period_s=motion.period_s)
        for side, placed in zip(SIDES, both, strict=True):
            for number, event in enumerate(KINDS):
                offset_s = placed.at_s[number]
                if not np.isfinite(offset_s):
                    continue
                phase = 2 * np.pi * offset_s / motion.period_s
                times = motion.times_at(side, phase)
                times = times[(times >= start_s) & (times < end_s)]
                edge_s = EDGE_STRIDES * motion.period_s
                is_edge = motion.from_edge_s(times) < edge_s
                jitter_s = np.where(
                    is_edge,
                    expected_jitter_s(placed.gait, 0.0)[number],
                    expected_jitter_s(placed.gait, n_strides)[number],
                )
                shifts, sds = refine_events(
                    motion, legs[side], times, jitter_s=jitter_s
                )
                is_short = n_strides < FEW_STRIDES
                seen = placed.gait, motion.direction != 0
                phase_sd_s = np.full(len(times), PHASE_SD_S[*seen, is_short][number])
                if placed.gait == "walk" and not is_short:
                    phase_sd_s[is_edge] = EDGE_SD_S
                shared_s = np.array(
                    [placed.person_sd_s[number], placed.leg_sd_s[number]]
                )
                if is_short and seen == ("walk", True) and "walk_side" in readers:
                    shared_s, phase_sd_s = tell_strides_apart(shared_s, phase_sd_s)
                own = sds**2 + LEAST_SD_S[number] ** 2 + phase_sd_s**2
                sds = np.sqrt(own + (shared_s**2).sum())
                person_s, leg_s = shared_s.tolist()
                about = (motion.individual, side, event)
                rows += [
                    (*about, time, sd, "consensus", person_s, leg_s)
                    for time, sd in zip(
                        (times + shifts).tolist(), sds.tolist(), strict=True
                    )
                ]
    return rows


def tell_strides_apart(shared_s: Array, phase_sd_s: Array) -> tuple[Array, Array]:
    """Return what of an uncertainty all strides share, and what each has of its own.

    Walkers are learned from as they are seen here, for a stride or two: what was wrong
    with people left out was their phase, too, and is not to be counted twice.

    Parameters
    ----------
    shared_s
        Shape (2,): stated of the person and of the leg, phase and all.
    phase_sd_s
        Shape (n_events,): how wrong the phase is.

    """
    whole = float((shared_s**2).sum())
    if whole == 0:
        return shared_s, phase_sd_s
    own = np.minimum(phase_sd_s**2, whole)
    return shared_s * np.sqrt(1.0 - own.max(initial=0.0) / whole), np.sqrt(own)


def expected_jitter_s(gait: Gait, n_strides: float) -> tuple[float, float]:
    """Return how far single contacts and toe-offs may lie from their phase."""
    is_short = gait == "run" and n_strides < SHORT_STRIDES
    return SHORT_JITTER_S if is_short else JITTER_S[gait]


@dataclass(frozen=True)
class Located:
    """Contact and toe-off in an average stride (s), and how sure that is.

    `person_sd_s` is what both legs of the recording have in common, `leg_sd_s` what
    is the leg's own; shape (2,), NaN when too little is seen. `seen_s` is what the
    network that sees whole courses says where people decided from the side, else NaN.
    """

    at_s: Array
    person_sd_s: Array
    leg_sd_s: Array
    gait: Gait
    seen_s: Array


def tell_legs_apart(
    left: Located, right: Located, *, period_s: float
) -> tuple[Located, Located]:
    """Return both legs, farther apart where they differ more than people do."""
    if {left.gait, right.gait} != {"run"}:
        return left, right
    later_s, sd_s = split_difference(
        np.stack([left.at_s, right.at_s]),
        np.stack([left.seen_s, right.seen_s]),
        period_s,
    )
    moved = [
        replace(
            leg, at_s=leg.at_s + more_s, leg_sd_s=np.sqrt(leg.leg_sd_s**2 + sd_s**2)
        )
        for leg, more_s in zip((left, right), later_s, strict=True)
    ]
    return moved[0], moved[1]


def locate_events(
    motion: Motion,
    leg: Leg,
    other: Leg,
    readers: Mapping[str, PeopleReader],
    *,
    is_front: bool = False,
    n_strides: float = 10.0,
    threshold_n: int = 50,
) -> Located:
    """Return when both events are in an average stride of `leg`.

    Where a stride is like those of the people learned from, their reader decides;
    away from them, by and by, the votes do, moved by how much later people are.
    """
    view: View = "side" if motion.direction != 0 else "behind"
    seen = look(motion, leg, other, view)
    votes_s, votes_sd_s = combine_votes(seen.cues, seen.waves, leg.period_s)
    is_run = votes_s[1] - votes_s[0] < RUNNING_DUTY * leg.period_s
    gait: Gait = "run" if is_run else "walk"
    camera: Seen = "front" if is_front else "side" if view == "side" else "rear"
    variance = votes_sd_s**2 + (FRONT_SD_S**2 if is_front else 0.0)
    own = reader_for(readers, gait, camera, n_strides)
    similar = own or readers.get(f"{gait}_side")
    alike = np.full(2, 0.5)
    if similar is not None:
        row = THRESHOLDS_N.index(threshold_n)
        votes_s = votes_s + similar.usual[row]
        variance = variance + similar.usual_sd[row] ** 2
        alike = similar.alike[row]
    at_s = votes_s
    seen_s = np.full(2, np.nan)
    if own is not None and np.isfinite(seen.start_s):
        said = own.read(seen.described, n_strides=n_strides, threshold_n=threshold_n)
        apart_s = seen.start_s + said.after_s - votes_s
        apart_s = apart_s - leg.period_s * np.round(apart_s / leg.period_s)
        apart_s = np.where(np.isfinite(votes_s), apart_s, 0.0)
        mixed = said.trust * (1 - said.trust) * apart_s**2
        said_variance = said.person_sd_s**2 + said.leg_sd_s**2
        at_s = votes_s + said.trust * apart_s
        seen_s = seen.waves[0] if camera == "side" else seen_s
        variance = said.trust * said_variance + (1 - said.trust) * variance + mixed
    return Located(
        at_s, np.sqrt(variance * alike), np.sqrt(variance * (1 - alike)), gait, seen_s
    )


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
