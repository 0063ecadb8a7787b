"""First pass: pieces of tracks in which nobody can have been taken for another.

People are joined from frame to frame as long as that is beyond doubt. A piece ends
when somebody is lost or jumps, and when two come so close that a network or this pass
may exchange them; there it also begins anew. Who is who across those places is left
to the second pass, which sees what was before and what comes after.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from midstance.kernels.images.appearance import compare_clothes
from midstance.kernels.types import Floats
from midstance.tracking.body import Body, alike, middle_torso_px

LEAST_ALIKE = 0.1
"""Likeness (0 to 1) below which two poses are not the same person."""

REACH = 0.5
"""How far a keypoint may be from where it is expected, in torso lengths, to count as
0.6 alike. Feet of a runner move that far within 1/30 s."""

REACH_PER_S = 1.5
"""How much `REACH` grows with each second for which nobody was seen."""

JUMP, JUMP_PER_S, FIRST_JUMP_PER_S = 0.4, 3.0, 20.0
"""How far the trunk may be from where it is expected, in torso lengths, and how much
more with the time since; the last while its velocity is not known yet."""

VELOCITY_SPAN_S = 0.2
MAX_LOST_S = 0.25
"""How long somebody may be unseen within one piece."""

CLOSE = (0.8, 0.4, 0.2)
"""Distance of two trunks, in torso lengths, from which people may be exchanged. For two
who run so close for longer than `MEETING_S`, the next one counts; at last they cannot
be told apart better than from frame to frame."""

MEETING_S = 1.0

_CLOTHES_SHARE = 0.6
"""How much of the likeness other clothes may take away."""

_RECENT, _KNOWN = 15, 6


class Tracklet:
    """A piece of one person's track.

    Parameters
    ----------
    bodies
        What was seen, in order.
    is_close
        Whether somebody else was so near that they may have been exchanged.

    Attributes
    ----------
    before, after
        The pieces that this one was cut from.

    """

    def __init__(self, bodies: Sequence[Body], *, is_close: bool = False) -> None:
        self.bodies = list(bodies)
        self.is_close = is_close
        self.before: Tracklet | None = None
        self.after: Tracklet | None = None

    @property
    def start_s(self) -> float:
        """Return when it begins."""
        return self.bodies[0].time_s

    @property
    def end_s(self) -> float:
        """Return when it ends."""
        return self.bodies[-1].time_s

    @property
    def lasts_s(self) -> float:
        """Return how long it is."""
        return self.end_s - self.start_s


class _Open:
    """A person who is being followed."""

    def __init__(self, body: Body) -> None:
        self.bodies = [body]
        self.nearest = [np.inf]
        self.colours = body.colours

    def add(self, body: Body) -> None:
        self.bodies.append(body)
        self.nearest.append(np.inf)

    def unseen_s(self, time_s: float) -> float:
        return time_s - self.bodies[-1].time_s

    def is_there(self, time_s: float) -> bool:
        """Return whether someone is seen, or was long enough to be only hidden."""
        return self.unseen_s(time_s) == 0 or len(self.bodies) >= _KNOWN

    def torso_px(self) -> float:
        return middle_torso_px(self.bodies[-_RECENT:])

    def centre_px(self, time_s: float) -> Floats:
        """Return where the trunk is, or would be had it gone on as before."""
        return self.bodies[-1].centre_px + self._moved_px(time_s)

    def likeness(self, body: Body, time_s: float) -> float:
        """Return how well `body` goes on with what was seen, 0 to 1."""
        last, unseen_s, torso_px = (
            self.bodies[-1],
            self.unseen_s(time_s),
            self.torso_px(),
        )
        moved_px = self._moved_px(time_s)
        expected = (last.xy_px, last.xy_px + moved_px)
        away_px = min(
            float(np.hypot(*(body.centre_px - last.centre_px - shift)))
            for shift in (np.zeros(2), moved_px)
        )
        faster = JUMP_PER_S if len(self.bodies) > 1 else FIRST_JUMP_PER_S
        if away_px > torso_px * (JUMP + faster * unseen_s):
            return 0.0
        reach_px = torso_px * (REACH + REACH_PER_S * unseen_s)
        alikeness = max(alike(places, body, reach_px) for places in expected)
        clothes = float(compare_clothes(self.colours, body.colours))
        if np.isnan(clothes):
            return alikeness
        return alikeness * (1 - _CLOTHES_SHARE * (1 - clothes**2))

    def remember(self, body: Body) -> None:
        """Take over what somebody wears who stands alone."""
        known = np.where(np.isnan(self.colours), body.colours, self.colours)
        new = np.where(np.isnan(body.colours), known, body.colours)
        self.colours = known + 0.1 * (new - known)

    def _moved_px(self, time_s: float) -> Floats:
        """Return how far the trunk goes until `time_s` with its last velocity."""
        start = len(self.bodies) - 1
        last = self.bodies[-1]
        while start > 0 and last.time_s - self.bodies[start].time_s < VELOCITY_SPAN_S:
            start -= 1
        span_s = last.time_s - self.bodies[start].time_s
        if span_s == 0:
            return np.zeros(2)
        velocity = (last.centre_px - self.bodies[start].centre_px) / span_s
        return np.asarray(velocity * self.unseen_s(time_s))


def find_tracklets(
    frames: Sequence[Sequence[Body]], times_s: Sequence[float]
) -> list[Tracklet]:
    """Return the pieces of everybody's tracks, in the order in which they begin.

    In every frame the bodies are given to the people who are being followed so that
    their likeness is largest in sum [1]_: nearness of the keypoints to where they
    were, or to where they would be had the whole body gone on as before, times
    likeness of the clothes.

    Parameters
    ----------
    frames
        The people of each frame.
    times_s
        Time of each frame.

    References
    ----------
    .. [1] H. W. Kuhn, *The Hungarian method for the assignment problem*, 1955.

    """
    everybody: list[_Open] = []
    present: list[_Open] = []
    for time_s, fresh in zip(times_s, frames, strict=True):
        present = [one for one in present if one.unseen_s(time_s) <= MAX_LOST_S]
        owners = _assign(present, fresh, time_s)
        for body, owner in zip(fresh, owners, strict=True):
            if owner is None:
                new = _Open(body)
                everybody.append(new)
                present.append(new)
            else:
                owner.add(body)
        _note_who_is_close(present, time_s)
    pieces = [piece for one in everybody for piece in _cut(one)]
    return sorted(pieces, key=lambda piece: piece.start_s)


def _assign(
    present: list[_Open], fresh: Sequence[Body], time_s: float
) -> list[_Open | None]:
    """Return for each body whose it is; None: a new person's."""
    from scipy.optimize import linear_sum_assignment

    owners: list[_Open | None] = [None] * len(fresh)
    if not present or not fresh:
        return owners
    likeness = np.array(
        [[one.likeness(body, time_s) for body in fresh] for one in present]
    )
    for row, column in zip(*linear_sum_assignment(-likeness), strict=True):
        if likeness[row, column] >= LEAST_ALIKE:
            owners[column] = present[row]
    return owners


def _note_who_is_close(present: list[_Open], time_s: float) -> None:
    """Note with the bodies of this frame how near the next person was."""
    for one in present:
        if one.unseen_s(time_s) > 0:
            continue
        body = one.bodies[-1]
        away_px = [
            np.hypot(*(other.centre_px(time_s) - body.centre_px))
            for other in present
            if other is not one and other.is_there(time_s)
        ]
        one.nearest[-1] = float(np.nan_to_num(min(away_px, default=np.inf), nan=np.inf))
        one.nearest[-1] /= one.torso_px()
        if one.nearest[-1] > CLOSE[0]:
            one.remember(body)


def _cut(one: _Open) -> list[Tracklet]:
    """Return the pieces in which somebody was close, and in which nobody was."""
    pieces = _cut_at(one.bodies, np.array(one.nearest), CLOSE)
    for before, after in pairwise(pieces):
        before.after, after.before = after, before
    return pieces


def _cut_at(
    bodies: list[Body], nearest: Floats, limits: tuple[float, ...]
) -> list[Tracklet]:
    if not limits:
        return [Tracklet(bodies)]
    is_close = nearest < limits[0]
    bounds = [0, *(np.flatnonzero(np.diff(is_close)) + 1).tolist(), len(bodies)]
    pieces = []
    for start, end in pairwise(bounds):
        piece = Tracklet(bodies[start:end], is_close=bool(is_close[start]))
        if piece.is_close and piece.lasts_s >= MEETING_S:
            pieces += _cut_at(piece.bodies, nearest[start:end], limits[1:])
        else:
            pieces.append(piece)
    return pieces
