"""Second pass: the pieces of each person joined across the places of doubt.

First the pieces in which nobody was close are joined over short gaps, all at once, so
that what speaks for it is largest in sum. Then everybody's place is known before and
after each meeting, and what was seen while they met is given to whom it fits. At last
people who were long out of sight are known again by size and clothes.
"""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from midstance.tracking.body import Body
from midstance.tracking.evidence import (
    End,
    Looks,
    clothes,
    evidence,
    looks_of,
    mean_colours,
)
from midstance.tracking.tracklets import Tracklet

_Array = NDArray[np.floating]

MEETING_S = 1.0
"""A meeting that lasts longer is no moment of doubt but how two people run."""

SHADOW = 0.5
"""Distance of two trunks (torso lengths) below which one that fits nobody is a second
one of the other's owner."""

SHORT_GAP_S = 1.5
"""Up to that place and velocity tell who is who."""

LEAST_EVIDENCE = 0.5
"""What must speak for one person (logarithm of odds)."""

FITS = 0.3
"""How far from where somebody must have been (torso lengths) a pose may be to be
theirs."""

GOES_ON = 0.2
"""How much nearer a pose counts to somebody whom the first pass gave it to."""

BEYOND_S = 0.3
"""For how long before and after they were seen alone somebody's place is guessed."""

_CLOTHES_WEIGHT = 0.1
_MOST_PIECES = 80


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
    area_px = _area_px(pieces)
    sure = [p for p in pieces if not p.is_close or p.lasts_s >= MEETING_S]
    chains = _chained(sure, area_px, min(SHORT_GAP_S, max_gap_s))
    left = _hand_out([p for p in pieces if p not in sure], chains)
    chains += [[piece] for piece in _contiguous(left, pieces)]
    return [
        sorted((b for piece in chain for b in piece.bodies), key=lambda b: b.frame)
        for chain in _reunited(chains, area_px, max_gap_s)
    ]


def _area_px(pieces: Sequence[Tracklet]) -> float:
    """Return the area of the part of the picture in which people are."""
    bodies = [body for piece in pieces for body in piece.bodies]
    if not bodies:
        return 1.0
    centres = np.stack([body.centre_px for body in bodies])
    around = 2 * float(np.median([body.torso_px for body in bodies]))
    return float(np.prod(np.ptp(centres, axis=0) + 2 * around))


def _chained(
    pieces: list[Tracklet], area_px: float, max_gap_s: float
) -> list[list[Tracklet]]:
    """Return the pieces, those of one person together, joined all at once."""
    looks = [looks_of(piece) for piece in pieces]
    gain = np.zeros((len(pieces), len(pieces)))
    for i, before in enumerate(looks):
        for j, after in enumerate(looks):
            if 0 < after.start.time_s - before.end.time_s <= max_gap_s:
                found = evidence(before, after, area_px=area_px)
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


def _hand_out(doubtful: list[Tracklet], chains: list[list[Tracklet]]) -> list[Body]:
    """Give what was seen in meetings to whom it fits; return what fits nobody."""
    paths = [_Path(chain) for chain in chains]
    owner = {piece: path for path in paths for piece in path.chain}
    by_frame: dict[int, list[tuple[Body, set[_Path]]]] = defaultdict(list)
    for piece in doubtful:
        around = {owner[p] for p in (piece.before, piece.after) if p in owner}
        for body in piece.bodies:
            by_frame[body.frame].append((body, around))
    left = []
    for found in by_frame.values():
        misfit = np.array([[path.misfit(body) for body, _ in found] for path in paths])
        goes_on = np.array([[path in around for _, around in found] for path in paths])
        misfit, goes_on = (a.reshape(len(paths), -1) for a in (misfit, goes_on))
        cost = misfit - GOES_ON * goes_on
        given = set()
        for row, column in zip(*linear_sum_assignment(cost), strict=True):
            if misfit[row, column] < FITS:
                chains[row].append(Tracklet([found[column][0]], is_close=True))
                given.add(int(column))
        left += [
            body
            for k, (body, _) in enumerate(found)
            if k not in given and not _is_shadow(body, [found[g][0] for g in given])
        ]
    return left


def _is_shadow(body: Body, others: list[Body]) -> bool:
    """Return whether a body is only another one of somebody who has theirs."""
    return any(
        np.hypot(*(body.centre_px - other.centre_px)) < SHADOW * other.torso_px
        for other in others
    )


class _Path:
    """Where somebody must have been while they were not seen alone."""

    def __init__(self, chain: list[Tracklet]) -> None:
        self.chain = list(chain)
        self._looks = [looks_of(piece) for piece in chain]
        self._colours = mean_colours([body for p in chain for body in p.bodies])

    def misfit(self, body: Body) -> float:
        """Return how far `body` is from where the person must be (torso lengths)."""
        ends = self._ends_around(body.time_s)
        expected_px = _between(*ends, body.time_s)
        if expected_px is None:
            return 1e3
        away = float(np.hypot(*(body.centre_px - expected_px))) / body.torso_px
        unlike = min(_other_build(body, end) for end in ends if end)
        return away + unlike - _CLOTHES_WEIGHT * clothes(self._colours, body.colours)

    def _ends_around(self, time_s: float) -> tuple[End | None, End | None]:
        """Return the ends of what was seen alone before and after a time."""
        if any(one.start.time_s <= time_s <= one.end.time_s for one in self._looks):
            return None, None
        before = max(
            (one.end for one in self._looks if one.end.time_s <= time_s),
            key=lambda end: end.time_s,
            default=None,
        )
        after = min(
            (one.start for one in self._looks if one.start.time_s >= time_s),
            key=lambda end: end.time_s,
            default=None,
        )
        return before, after


def _between(before: End | None, after: End | None, time_s: float) -> _Array | None:
    """Return the place between two ends, or not far beyond one; else None."""
    if before and after and after.time_s - before.time_s <= 2 * SHORT_GAP_S:
        part = (time_s - before.time_s) / (after.time_s - before.time_s)
        return np.asarray(
            (1 - part) * _gone_on(before, time_s) + part * _gone_on(after, time_s)
        )
    near = [
        end for end in (before, after) if end and abs(time_s - end.time_s) <= BEYOND_S
    ]
    return _gone_on(near[0], time_s) if near else None


def _other_build(body: Body, end: End) -> float:
    """Return how much head and trunk differ (torso lengths): other size, or facing."""
    apart = np.hypot(*(body.build * body.torso_px / end.torso_px - end.build).T)
    known = apart[np.isfinite(apart)]
    return float(known.mean()) if known.size else 0.0


def _gone_on(end: End, time_s: float) -> _Array:
    if end.velocity_px_s is None:
        return end.centre_px
    return np.asarray(end.centre_px + end.velocity_px_s * (time_s - end.time_s))


def _contiguous(left: list[Body], pieces: Sequence[Tracklet]) -> list[Tracklet]:
    """Return the pieces that `left` bodies make up, as the first pass joined them."""
    free = {id(body) for body in left}
    found = []
    for piece in pieces:
        own = [body for body in piece.bodies if id(body) in free]
        if own:
            found.append(Tracklet(own, is_close=piece.is_close))
    return found


def _reunited(
    chains: list[list[Tracklet]], area_px: float, max_gap_s: float
) -> list[list[Tracklet]]:
    """Return the chains, those joined that are one person at different times."""
    people = [_Person(chain) for chain in chains]
    people.sort(key=lambda one: -len(one.frames))
    few, rest = people[:_MOST_PIECES], people[_MOST_PIECES:]
    gain = {
        (i, j): few[i].same_as(few[j], area_px, max_gap_s)
        for i in range(len(few))
        for j in range(i)
    }
    alive = set(range(len(few)))
    while gain:
        (i, j), best = max(gain.items(), key=lambda item: item[1])
        if best <= 0:
            break
        few[j] = _Person([*few[i].chain, *few[j].chain])
        alive.discard(i)
        gain = {pair: value for pair, value in gain.items() if i not in pair}
        for k in alive - {j}:
            pair = (max(j, k), min(j, k))
            gain[pair] = few[pair[0]].same_as(few[pair[1]], area_px, max_gap_s)
    return [few[k].chain for k in sorted(alive)] + [one.chain for one in rest]


class _Person:
    """Pieces that are one person's."""

    def __init__(self, chain: list[Tracklet]) -> None:
        self.chain = sorted(chain, key=lambda piece: piece.start_s)
        self.frames = {body.frame for piece in chain for body in piece.bodies}
        alone = [p for p in chain if not p.is_close] or chain
        self._colours = mean_colours([body for p in alone for body in p.bodies])
        self._looks = [looks_of(piece) for piece in self.chain]

    def same_as(self, other: "_Person", area_px: float, max_gap_s: float) -> float:
        """Return what speaks for one person, above what must; 0 or less: too little."""
        if self.frames & other.frames:
            return -np.inf
        joints = self._joints(other)
        total, longest_s = 0.0, 0.0
        for before, after in joints:
            total += evidence(before, after, area_px=area_px)
            longest_s = max(longest_s, after.start.time_s - before.end.time_s)
        if longest_s > max_gap_s and clothes(self._colours, other._colours) <= 0:
            return -np.inf
        return total / len(joints) - LEAST_EVIDENCE

    def _joints(self, other: "_Person") -> list[tuple[Looks, Looks]]:
        """Return the pairs of pieces, one of each, that follow one another."""
        own = [(one, self) for one in self._looks] + [
            (one, other) for one in other._looks
        ]
        own.sort(key=lambda pair: pair[0].start.time_s)
        return [
            (_dressed(first, whose._colours), _dressed(second, whom._colours))
            for (first, whose), (second, whom) in pairwise(own)
            if whose is not whom
        ]


def _dressed(looks: Looks, colours: _Array) -> Looks:
    return Looks(looks.start, looks.end, colours)
