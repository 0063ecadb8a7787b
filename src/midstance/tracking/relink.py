"""Second pass: the pieces of each person joined across the places of doubt.

First the pieces in which nobody was close are joined over short gaps, all at once, so
that what speaks for it is largest in sum. Then everybody's place is known before and
after each meeting, and what was seen while they met is given to whom it fits. At last
people who were long out of sight are known again by size and clothes.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from midstance.tracking.affinity import (
    Stage,
    affinity,
    appearance_of,
    clothes_affinity,
    mean_colours,
    stage_of,
)
from midstance.tracking.body import Body
from midstance.tracking.encounters import assign_encounters
from midstance.tracking.tracklets import Tracklet

SHORT_GAP_S = 1.5
"""Up to that place and velocity tell who is who."""

FEWEST = 4
"""So many frames a piece must have to tell where somebody was and went."""

LEAST_EVIDENCE = 0.5
"""What must speak for one person (logarithm of odds)."""

_MOST_PIECES, _MOST_GAPS = 80, 10


def join(pieces: Sequence[Tracklet], *, max_gap_s: float) -> list[list[Body]]:
    """Return what was seen of each person, in the order of the frames.

    Parameters
    ----------
    pieces
        What the first pass found.
    max_gap_s
        How long somebody may be unseen and still be the same person, unless their
        clothes say that they are.

    """
    if not pieces:
        return []
    stage = stage_of([body for piece in pieces for body in piece.bodies])
    sure = [p for p in pieces if not p.is_close and len(p.bodies) >= FEWEST]
    doubtful = [piece for piece in pieces if piece not in sure]
    chains = _chained(sure, stage, min(SHORT_GAP_S, max_gap_s))
    met, left = assign_encounters(doubtful, chains)
    people = [
        [*(body for piece in chain for body in piece.bodies), *own]
        for chain, own in zip(chains, met, strict=True)
    ]
    return _reunited([*people, *left], stage, max_gap_s)


def _chained(
    pieces: list[Tracklet], stage: Stage, max_gap_s: float
) -> list[list[Tracklet]]:
    """Return the pieces, those of one person together, joined all at once."""
    from scipy.optimize import linear_sum_assignment

    looks = [appearance_of(piece.bodies) for piece in pieces]
    gain = np.zeros((len(pieces), len(pieces)))
    for i, before in enumerate(looks):
        for j, after in enumerate(looks):
            if 0 < after.start.time_s - before.end.time_s <= max_gap_s:
                found = affinity(before, after, stage)
                gain[i, j] = max(0.0, found - LEAST_EVIDENCE)
    rows, columns = linear_sum_assignment(gain, maximize=True)
    following = {
        int(i): int(j) for i, j in zip(rows, columns, strict=True) if gain[i, j] > 0
    }
    chains = []
    for first in sorted(set(range(len(pieces))) - set(following.values())):
        chain, at = [pieces[first]], first
        while at in following:
            at = following[at]
            chain.append(pieces[at])
        chains.append(chain)
    return chains


def _reunited(
    people: list[list[Body]], stage: Stage, max_gap_s: float
) -> list[list[Body]]:
    """Return the people, those joined that are one person at different times."""
    everybody = sorted(map(_Person, people), key=lambda one: -len(one.bodies))
    few = dict(enumerate(everybody[:_MOST_PIECES]))
    gain = {
        (i, j): few[i].same_as(few[j], stage, max_gap_s) for i in few for j in range(i)
    }
    while gain and max(gain.values()) > 0:
        i, j = max(gain, key=lambda pair: gain[pair])
        few[j] = _Person([*few.pop(i).bodies, *few[j].bodies])
        gain = {pair: value for pair, value in gain.items() if i not in pair}
        for k in few.keys() - {j}:
            pair = (max(j, k), min(j, k))
            gain[pair] = few[pair[0]].same_as(few[pair[1]], stage, max_gap_s)
    return [one.bodies for one in (*few.values(), *everybody[_MOST_PIECES:])]


class _Person:
    """What was seen of one person, perhaps not all of it."""

    def __init__(self, bodies: Sequence[Body]) -> None:
        self.bodies = sorted(bodies, key=lambda body: body.frame)
        self._frames = {body.frame for body in bodies}
        self._colours = mean_colours(self.bodies)

    def same_as(self, other: "_Person", stage: Stage, max_gap_s: float) -> float:
        """Return what speaks for one person, above what must; 0 or less: too little."""
        if self._frames & other._frames:
            return -np.inf
        gaps = self._gaps(other)
        longest_s = max(after[0].time_s - before[-1].time_s for before, after in gaps)
        if (
            longest_s > max_gap_s
            and clothes_affinity(self._colours, other._colours, gap_s=longest_s) <= 0
        ):
            return -np.inf
        found = [
            affinity(appearance_of(before), appearance_of(after), stage)
            for before, after in gaps
        ]
        return float(np.mean(found)) - LEAST_EVIDENCE

    def _gaps(self, other: "_Person") -> list[tuple[list[Body], list[Body]]]:
        """Return what was seen before and after each change from one to the other."""
        both = sorted([*self.bodies, *other.bodies], key=lambda body: body.frame)
        is_own = [body.frame in self._frames for body in both]
        bounds = [0, *(np.flatnonzero(np.diff(is_own)) + 1).tolist(), len(both)]
        runs = [both[start:end] for start, end in pairwise(bounds)]
        return list(pairwise(runs))[:_MOST_GAPS]
