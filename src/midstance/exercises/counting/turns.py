"""Where a repeated motion turns, and which side of the body does it."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from midstance.exercises.counting.principal_motion import STEP_S, Stretch
from midstance.exercises.form import driving_joint
from midstance.exercises.poses.pose_tracks import THIGH, mean_of_sides
from midstance.kernels.types import Floats
from midstance.schema.events import SIDES

SideCurves = dict[str, dict[str, NDArray[np.float64]]]
"""Shape (n_times,) each, by joint or limb and side."""

LEAST_MOTION = 0.25
"""Range of the principal motion, in sizes of the body, below which somebody stands
or sways."""
LEAST_SHARE = 0.4
"""Share of the usual range that a repetition must go through, down and up again."""
SMALLEST = 0.02
"""What is less than this is no motion at all."""
_LEAST_OF_A_SIDE = 0.25
"""As `LEAST_SHARE`, for sides that take turns: from rest each goes half of the way."""
_LEAST_FLIP = 15.0
"""Degrees of a joint, or percent of the trunk in the reach of a limb."""
_OF_THE_LEGS = ("hip", "knee", "leg", THIGH)
_ALIKE = 0.35
"""Sides that take turns bend about as far: the lesser at least this share."""
_EVENLY, _LEAST_RISE = 0.6, 25.0
"""Of a raised thigh, in percent of the trunk: one that is level is 84 % up."""
_REST_S = 0.3
_STILL = 0.06
"""Share of the usual way within `_REST_S` below which somebody rests."""


@dataclass(frozen=True)
class Turns:
    """The turns of one motion.

    Parameters
    ----------
    signal
        The motion, so that it rises towards each turn.
    at
        Indices into `signal`, rising.
    sides
        The side that each turn belongs to; ``both`` where they go together, or one
        does not move at all.
    unfolded
        Where the sides take turns: the motion from the turn of one side to that of the
        other. None: `signal` is the motion.

    """

    signal: Stretch
    at: list[int]
    sides: list[str]
    unfolded: Stretch | None = None

    @property
    def motion(self) -> Stretch:
        """Return the motion as it goes from one end to the other."""
        return self.unfolded or self.signal


def find_turns(
    time_s: Floats, angles: SideCurves, reach: SideCurves, stretch: Stretch
) -> Turns:
    """Return the turns of a motion that count as repetitions.

    Where left and right take turns (one side is bent at one end of the motion, the
    other side at the other end), both ends count, each for its side. Else one end
    counts: where the joint that works is most bent (a shoulder: most raised), unless
    the motion begins and ends there with a rest: who starts a press with bent arms
    turns at the other end. A recording that is cut at that end has only half a
    repetition there.

    Parameters
    ----------
    time_s
        Shape (n_times,), of the angles.
    angles
        Inner angle (deg) of each joint.
    reach
        How far hands and feet are stretched, in percent of the trunk.
    stretch
        The motion.

    """
    leader = _taking_turns(time_s, angles | reach, stretch)
    if leader:
        return turns_at_both_ends(stretch, leader)
    return turns_at_one_end(time_s, angles, reach, stretch)


def turns_at_both_ends(stretch: Stretch, leader: str) -> Turns:
    """Return the turns of sides that take turns.

    Parameters
    ----------
    stretch
        The motion.
    leader
        The side that works where it is high.

    """
    motion = stretch.motion
    level = float(np.median(motion))
    signal = Stretch(stretch.time_s, np.abs(motion - level))
    tops, bottoms = both_turns(stretch, least_share=_LEAST_OF_A_SIDE)
    tops = [top for top in tops if motion[top] > level]
    bottoms = [bottom for bottom in bottoms if motion[bottom] < level]
    other = SIDES[1 - SIDES.index(leader)]
    named = sorted([(at, leader) for at in tops] + [(at, other) for at in bottoms])
    at, sides = [at for at, _ in named], [side for _, side in named]
    return Turns(signal, at, sides, stretch)


def turns_at_one_end(
    time_s: Floats, angles: SideCurves, reach: SideCurves, stretch: Stretch
) -> Turns:
    """Return the turns of sides that work together, or of one alone.

    Parameters
    ----------
    time_s, angles, reach, stretch
        See `find_turns`.

    """
    turns = both_turns(stretch)
    joint = driving_joint(time_s, mean_of_sides(angles), stretch)
    bent, stretched = turns if joint.turns_high else turns[::-1]
    sign = 1.0 if joint.turns_high else -1.0
    if len(stretched) > len(bent) and _rests_at_an_end(stretch):
        bent, sign = stretched, -sign
    side = _lone_side(time_s, angles | reach, stretch, turns)
    signal = Stretch(stretch.time_s, sign * stretch.motion)
    return Turns(signal, bent, [side] * len(bent))


def both_turns(
    stretch: Stretch, *, least_share: float = LEAST_SHARE
) -> tuple[list[int], list[int]]:
    """Return where a motion is highest and lowest between two ways.

    Parameters
    ----------
    stretch
        The motion.
    least_share
        Of the usual way, that there must be before and after.

    """
    from scipy.signal import find_peaks

    peaks = [find_peaks(sign * stretch.motion, prominence=SMALLEST) for sign in (1, -1)]
    usual = usual_way(np.concatenate([facts["prominences"] for _, facts in peaks]))
    if not usual >= LEAST_MOTION:
        return [], []
    tops, bottoms = (
        places[facts["prominences"] >= least_share * usual].tolist()
        for places, facts in peaks
    )
    return tops, bottoms


def usual_way(ways: Floats) -> float:
    """Return the length of way that half of all the way is made of; NaN: no way.

    Neither many small wavers nor one leap change it much.
    """
    longest_first = np.sort(ways)[::-1]
    if not longest_first.size:
        return float("nan")
    done = np.cumsum(longest_first)
    return float(longest_first[np.searchsorted(done, done[-1] / 2)])


def largest_change(time_s: Floats, limbs: SideCurves, turns: Turns) -> float:
    """Return by how much the limb that changes most does so from rest to turn.

    Parameters
    ----------
    time_s
        Shape (n_times,), of the limbs.
    limbs
        Angles of joints (deg) and reach of limbs (percent of the trunk), by side.
    turns
        Of a motion.

    Returns
    -------
    float
        In degrees or percent; infinite where no limb is seen on both sides.

    """
    motion, at = turns.signal.motion, turns.at
    between = [a + int(np.argmin(motion[a:b])) for a, b in pairwise(at)]
    flips = _flips(time_s, limbs, turns.signal, (at, between))
    return max((max(map(abs, pair)) for pair in flips.values()), default=np.inf)


def _taking_turns(time_s: Floats, limbs: SideCurves, stretch: Stretch) -> str:
    """Return the side that is bent where the motion is high; "": not in turns.

    Arms swing against the legs: where the legs take turns too, they lead. The leg in
    front of a lunge is the one whose thigh is raised, though both knees bend; from the
    front the other one looks shorter.
    """
    turns = both_turns(stretch, least_share=_LEAST_OF_A_SIDE)
    flips = _flips(time_s, limbs, stretch, turns)
    if not flips:
        return ""
    lesser = {name: min(abs(left), abs(right)) for name, (left, right) in flips.items()}
    best = max(lesser, key=lesser.__getitem__)
    legs = [name for name in _OF_THE_LEGS if lesser.get(name, 0.0) >= lesser[best] / 2]
    tells = max(legs, key=lesser.__getitem__, default=best)
    if legs and _take_turns_evenly(flips.get(THIGH, (0.0, 0.0))):
        tells = THIGH
    left, right = flips[tells]
    larger = max(abs(left), abs(right))
    if left * right >= 0 or larger < _LEAST_FLIP:
        return ""
    if min(abs(left), abs(right)) < _ALIKE * larger:
        return ""
    return "left" if left < 0 else "right"


def _take_turns_evenly(pair: tuple[float, float]) -> bool:
    """Return whether both sides of a limb go as far, one up while the other is down.

    The rear thigh of somebody who lunges with one leg goes a little the other way.
    """
    lesser, larger = sorted(map(abs, pair))
    turns = pair[0] * pair[1] < 0 and lesser >= _LEAST_RISE
    return turns and lesser >= _EVENLY * larger


def _lone_side(
    time_s: Floats,
    limbs: SideCurves,
    stretch: Stretch,
    turns: tuple[list[int], list[int]],
) -> str:
    """Return the only side that moves, or ``both``."""
    flips = _flips(time_s, limbs, stretch, turns)
    if not flips:
        return "both"
    left, right = max(flips.values(), key=lambda pair: max(map(abs, pair)))
    if abs(left) >= _LEAST_FLIP and abs(right) < _ALIKE * abs(left):
        return "left"
    if abs(right) >= _LEAST_FLIP and abs(left) < _ALIKE * abs(right):
        return "right"
    return "both"


def _flips(
    time_s: Floats,
    limbs: SideCurves,
    stretch: Stretch,
    turns: tuple[list[int], list[int]],
) -> dict[str, tuple[float, float]]:
    """Return by how much more each side's limbs are stretched at high turns."""
    flips = {}
    for name, sides in limbs.items():
        if set(sides) < set(SIDES):
            continue
        pair = []
        for side in SIDES:
            high, low = (
                _seen_at(time_s, sides[side], stretch.time_s[at]) for at in turns
            )
            pair.append(high - low)
        if np.isfinite(pair).all():
            flips[name] = (pair[0], pair[1])
    return flips


def _seen_at(time_s: Floats, angle: Floats, at_s: Floats) -> float:
    """Return the median of an angle at some times, where it is seen; else NaN."""
    seen = np.isfinite(angle)
    if not at_s.size or not seen.any():
        return float("nan")
    known_s = time_s[seen]
    nearest = np.abs(known_s[:, None] - at_s).argmin(axis=0)
    is_near = np.abs(known_s[nearest] - at_s) <= _REST_S / 2
    values = angle[seen][nearest[is_near]]
    return float(np.median(values)) if values.size else float("nan")


def _rests_at_an_end(stretch: Stretch) -> bool:
    """Return whether the motion begins or ends with a rest."""
    n = max(2, round(_REST_S / STEP_S))
    usual = float(np.ptp(np.percentile(stretch.motion, [5, 95])))
    ends = stretch.motion[:n], stretch.motion[-n:]
    return any(float(np.ptp(end)) <= _STILL * usual for end in ends)
