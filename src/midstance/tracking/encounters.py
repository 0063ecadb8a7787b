"""What was seen while people met, given to whom it fits.

Where everybody must have been is known from before and after. Of two poses of one
person, as when both squares of a network end up on the same one, one is left over;
and a pose with somebody else's legs is given to nobody.
"""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from midstance.kernels.types import Floats
from midstance.tracking.affinity import (
    End,
    appearance_of,
    clothes_affinity,
    mean_colours,
)
from midstance.tracking.body import Body
from midstance.tracking.tracklets import CLOSE, Tracklet

FITS = 0.22
"""How far from where somebody must have been (torso lengths) a pose may be to be
theirs."""

GOES_ON = 0.2
"""How much nearer a pose counts to somebody whom the first pass gave it to."""

BEYOND_S = 0.3
"""For how long before and after they were seen alone somebody's place is guessed."""

_LONGEST_S = 3.0
"""Between two ends so far apart nobody's place is known."""

_CLOTHES_WEIGHT = 0.1

_JUMP_SHARE, _JUMP, _JUMP_FACTOR, _JUMP_WITHIN_S = 0.2, 0.1, 1.3, 0.12
"""A pose whose limbs jump is a mixture of two people: share of the keypoints that do,
what is no jump yet (torso lengths), how much faster than usual they are, and from how
long before or after."""

_FEWEST_SPEEDS = 10


def assign_encounters(
    doubtful: Sequence[Tracklet], chains: Sequence[Sequence[Tracklet]]
) -> tuple[list[list[Body]], list[list[Body]]]:
    """Return what was seen of each chain's person in meetings, and what fits nobody.

    Parameters
    ----------
    doubtful
        The pieces in which people were close.
    chains
        The other pieces, those of one person together.

    """
    paths = [_Path(chain) for chain in chains]
    by_frame: dict[int, list[tuple[Body, Tracklet]]] = defaultdict(list)
    for piece in doubtful:
        for body in piece.bodies:
            by_frame[body.frame].append((body, piece))
    given: list[list[Body]] = [[] for _ in paths]
    left: dict[Tracklet, list[Body]] = defaultdict(list)
    for frame in sorted(by_frame):
        found = by_frame[frame]
        owners = _owners(found, paths)
        for (body, piece), owner in zip(found, owners, strict=True):
            if owner is not None:
                given[owner].append(body)
            elif not any(path.is_near(body) for path in paths):
                left[piece].append(body)
    kept = [path.without_jumps(own) for path, own in zip(paths, given, strict=True)]
    return kept, list(left.values())


def _owners(
    found: Sequence[tuple[Body, Tracklet]], paths: Sequence["_Path"]
) -> list[int | None]:
    """Return for each body of a frame the number of the path that it fits."""
    from scipy.optimize import linear_sum_assignment

    owners: list[int | None] = [None] * len(found)
    if not paths:
        return owners
    misfit = np.array([[path.misfit(body) for body, _ in found] for path in paths])
    goes_on = np.array([[path.touches(piece) for _, piece in found] for path in paths])
    for row, k in zip(*linear_sum_assignment(misfit - GOES_ON * goes_on), strict=True):
        if misfit[row, k] < FITS:
            owners[k] = int(row)
    return owners


class _Path:
    """Where somebody must have been while they were not seen alone."""

    def __init__(self, chain: Sequence[Tracklet]) -> None:
        self._chain = set(chain)
        self._alone = [body for piece in chain for body in piece.bodies]
        self._looks = [appearance_of(piece.bodies) for piece in chain]
        self._colours = mean_colours(self._alone)

    def touches(self, piece: Tracklet) -> bool:
        """Return whether the first pass joined `piece` to this person's."""
        return piece.before in self._chain or piece.after in self._chain

    def misfit(self, body: Body) -> float:
        """Return how far `body` is from where the person must be (torso lengths)."""
        away = self._away(body)
        if not np.isfinite(away):
            return 1e3
        ends = self._ends_around(body.time_s)
        unlike = min(_other_build(body, end) for end in ends if end)
        return (
            away
            + unlike
            - _CLOTHES_WEIGHT * clothes_affinity(self._colours, body.colours)
        )

    def is_near(self, body: Body) -> bool:
        """Return whether `body` must be this person's, or a wrong one of theirs."""
        return self._away(body) < CLOSE[0]

    def _away(self, body: Body) -> float:
        """Return the distance to where the person must be; inf: that is not known."""
        expected_px = _between(*self._ends_around(body.time_s), body.time_s)
        if expected_px is None:
            return np.inf
        return float(np.hypot(*(body.centre_px - expected_px))) / body.torso_px

    def without_jumps(self, doubtful: list[Body]) -> list[Body]:
        """Return those bodies whose limbs are where they can have come to."""
        usual = _usual_speed(self._alone)
        left = list(doubtful)
        while left:
            both = sorted([*self._alone, *left], key=lambda body: body.frame)
            jumps = {
                id(body): _jumps(before, body, usual) + _jumps(body, after, usual)
                for before, body, after in zip(both, both[1:], both[2:], strict=False)
            }
            worst = max(left, key=lambda body: jumps.get(id(body), 0.0))
            if jumps.get(id(worst), 0.0) <= _JUMP_SHARE:
                break
            left.remove(worst)
        return left

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


def _between(before: End | None, after: End | None, time_s: float) -> Floats | None:
    """Return the place between two ends, or not far beyond one; else None."""
    if before and after and after.time_s - before.time_s <= _LONGEST_S:
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


def _gone_on(end: End, time_s: float) -> Floats:
    if end.velocity_px_s is None:
        return end.centre_px
    return np.asarray(end.centre_px + end.velocity_px_s * (time_s - end.time_s))


def _usual_speed(bodies: Sequence[Body]) -> Floats:
    """Return how fast each keypoint moves against the trunk (torso lengths/s)."""
    speeds = [
        _moved(before, after) / (after.time_s - before.time_s)
        for before, after in pairwise(bodies)
        if after.time_s - before.time_s <= _JUMP_WITHIN_S
    ]
    if len(speeds) < _FEWEST_SPEEDS:
        return np.full(len(bodies[0].xy_px), np.inf)
    fast = np.nanpercentile(np.nan_to_num(np.stack(speeds)), 98, axis=0)
    return np.asarray(_JUMP_FACTOR * fast)


def _jumps(before: Body, after: Body, usual: Floats) -> float:
    """Return the share of the keypoints that moved farther than they can."""
    lasts_s = after.time_s - before.time_s
    if lasts_s > _JUMP_WITHIN_S:
        return 0.0
    return float(np.mean(_moved(before, after) > _JUMP + usual * lasts_s))


def _moved(before: Body, after: Body) -> Floats:
    """Return how far each keypoint moved against the trunk (torso lengths)."""
    own = [(body.xy_px - body.centre_px) / before.torso_px for body in (before, after)]
    return np.asarray(np.hypot(*(own[1] - own[0]).T))
