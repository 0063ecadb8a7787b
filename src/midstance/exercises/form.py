"""How a repetition was done: which joint moves, how far, and how evenly."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from midstance.exercises.counting.principal_motion import Stretch
from midstance.kernels.types import Floats
from midstance.schema.events import SIDES

Angles = dict[str, NDArray[np.float64]]
Phases = Sequence[tuple[float, float, float]]

_SHALLOW, _DEEP = 0.85, 1.15
_FAST, _SLOW = 0.7, 1.4
_FEWEST_TO_COMPARE = 3
_NEAR_S = 0.1
_FIRST, _NEARLY = ("knee", "hip", "elbow", "shoulder"), 0.6
"""Which joint works: the first whose range is this share of the largest."""
_AS_FAR = 0.75
_OPENING = ("shoulder",)
"""Joints that are closed at rest."""
_N_ON_THE_WAY = 15
_WINDOW = 0.05
"""Angles within this share of a repetition are averaged."""
_TO_BOTTOM = np.abs(np.linspace(-1.0, 1.0, 2 * _N_ON_THE_WAY - 1))
_AT_BOTTOM, _AT_REST = _TO_BOTTOM <= 0.25, _TO_BOTTOM >= 0.7
"""Where on both ways a repetition may be most bent, and least."""


class Driving(NamedTuple):
    """The joint that goes with a motion, and whether that rises towards the turn."""

    name: str
    turns_high: bool


def driving_joint(time_s: Floats, angles: Angles, stretch: Stretch) -> Driving:
    """Return the joint that works in a motion, and towards which end it works.

    Legs come first where they bend about as far as the elbows, and where they bend
    nearly as far as the shoulders: arms that are stretched out in a squat only go
    along. A joint works by bending; only a shoulder works by opening, since arms hang
    down at rest.

    Parameters
    ----------
    time_s
        Shape (n_times,), of the angles.
    angles
        Inner angle (deg) by joint, shape (n_times,).
    stretch
        The motion.

    Returns
    -------
    Driving
        Without any angle: no name, and a turn where the motion is high.

    """
    motion = np.interp(time_s, stretch.time_s, stretch.motion)
    inside = (time_s >= stretch.time_s[0]) & (time_s <= stretch.time_s[-1])
    slopes = {}
    for joint, angle in angles.items():
        seen = inside & np.isfinite(angle)
        if seen.sum() > 2 and np.ptp(motion[seen]) > 0:
            slopes[joint] = float(np.polyfit(motion[seen], angle[seen], 1)[0])
    if not slopes:
        return Driving("", True)
    name = max(slopes, key=lambda joint: abs(slopes[joint]))
    share = _NEARLY if name in _OPENING else _AS_FAR
    least = share * abs(slopes[name])
    name = next(j for j in (*_FIRST, name) if abs(slopes.get(j, 0.0)) >= least)
    return Driving(name, (slopes[name] < 0) != (name in _OPENING))


@dataclass(frozen=True)
class JointDepth:
    """How far one joint goes in each repetition.

    Parameters
    ----------
    joint
        The one that works, see `of`; empty: none was seen.
    depth_deg
        Shape (n_repetitions,): range of its angle, from rest to rest; NaN where it
        was not seen.
    bottom_deg
        Its smallest inner angle.

    """

    joint: str
    depth_deg: NDArray[np.float64]
    bottom_deg: NDArray[np.float64]

    @classmethod
    def of(
        cls,
        time_s: Floats,
        angles: Angles,
        phases: Phases,
        *,
        joint: str = "",
    ) -> Self:
        """Return the depth of the joint that the repetitions in `phases` bend most.

        The mean course over all repetitions decides, so that a restless arm does
        not pass for the joint that works. Arms that only go along, as in a squat,
        do not either: legs come first where they bend nearly as far, and elbows
        before shoulders. A `joint` that is given is the one, if it is seen.

        Each repetition is read near its bottom and towards both its ends, and not
        wherever its angle is largest and smallest: errors make extremes anywhere.
        """
        missing = np.full(len(phases), np.nan)
        courses = {
            joint: np.array([_course(time_s, angle, phase) for phase in phases])
            for joint, angle in angles.items()
        }
        means = {joint: _mean_course(own) for joint, own in courses.items()}
        ranges = {joint: float(np.ptp(mean)) for joint, mean in means.items()}
        most = max(ranges.values(), default=0.0)
        works = [j for j in _FIRST if most and ranges.get(j, 0.0) >= _NEARLY * most]
        best = joint if joint in courses else next(iter(works), "")
        if not best or not len(phases):
            return cls("", missing, missing.copy())
        near, far = courses[best][:, _AT_BOTTOM], courses[best][:, _AT_REST]
        bends = far.max(axis=1) - near.min(axis=1)
        opens = near.max(axis=1) - far.min(axis=1)
        lowest = np.minimum(near.min(axis=1), far.min(axis=1))
        return cls(best, np.maximum(bends, opens), lowest)


def describe_repetitions(depth_deg: Floats, phases: Phases) -> list[str]:
    """Return a sentence for each repetition, held against the others of its set.

    There is no norm in it: what is shallow or fast is so for this person in this
    set. Fewer than three repetitions are not compared.

    Examples
    --------
    >>> describe_repetitions(
    ...     np.array([90.0, 90.0, 60.0]), [(0, 1, 2), (2, 3, 4), (4, 4.5, 5)]
    ... )[2]
    'shallower (60 deg, usually 90), faster (1.0 s, usually 2.0)'

    """
    durations_s = np.array([end_s - start_s for start_s, _, end_s in phases])
    if len(phases) < _FEWEST_TO_COMPARE:
        return ["too few to compare"] * len(phases)
    usual_s = float(np.median(durations_s))
    seen = depth_deg[np.isfinite(depth_deg)]
    usual_deg = float(np.median(seen)) if seen.size else np.nan
    sentences = []
    for depth, duration_s in zip(depth_deg.tolist(), durations_s.tolist(), strict=True):
        words = []
        if depth < _SHALLOW * usual_deg or depth > _DEEP * usual_deg:
            word = "shallower" if depth < usual_deg else "deeper"
            words.append(f"{word} ({depth:.0f} deg, usually {usual_deg:.0f})")
        if not _FAST * usual_s <= duration_s <= _SLOW * usual_s:
            word = "faster" if duration_s < usual_s else "slower"
            words.append(f"{word} ({duration_s:.1f} s, usually {usual_s:.1f})")
        sentences.append(", ".join(words) or "as usual")
    return sentences


def values_at(
    time_s: Floats, values: Floats, at_s: Sequence[float]
) -> NDArray[np.float64]:
    """Return the median of a course within 0.1 s of some times; NaN: not seen."""
    found = np.full(len(at_s), np.nan)
    for k, moment_s in enumerate(at_s):
        near = values[np.abs(time_s - moment_s) <= _NEAR_S]
        seen = near[np.isfinite(near)]
        if seen.size:
            found[k] = np.median(seen)
    return found


def unevenness_deg(
    time_s: Floats, sides: Angles, at_s: Sequence[float]
) -> NDArray[np.float64]:
    """Return by how much more the right joint is bent than the left at some times.

    Parameters
    ----------
    time_s
        Shape (n_times,).
    sides
        Inner angle (deg) of one joint by side.
    at_s
        The times.

    Returns
    -------
    numpy.ndarray
        Left minus right angle (deg); NaN where one of them is not seen.

    """
    if set(sides) < set(SIDES):
        return np.full(len(at_s), np.nan)
    left, right = (values_at(time_s, sides[side], at_s) for side in SIDES)
    return np.asarray(left - right)


def _mean_course(courses: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean of the repetitions that are seen; zeros: none is."""
    seen = courses[np.isfinite(courses).all(axis=1)] if len(courses) else courses
    return seen.mean(axis=0) if len(seen) else np.zeros(1)


def _course(
    time_s: Floats, angle: NDArray[np.float64], phase_s: tuple[float, float, float]
) -> NDArray[np.float64]:
    """Return the angle at even times of both ways; NaN when it is hardly seen.

    Each the mean of the frames near by, so that the range is not that of the errors
    of single frames.
    """
    start_s, bottom_s, end_s = phase_s
    down_s = np.linspace(start_s, bottom_s, _N_ON_THE_WAY)
    at_s = np.append(down_s, np.linspace(bottom_s, end_s, _N_ON_THE_WAY)[1:])
    inside = (time_s >= start_s - 1e-9) & (time_s <= end_s + 1e-9)
    seen = inside & np.isfinite(angle)
    if seen.sum() < 3 or seen.sum() < 0.6 * inside.sum():
        return np.full(len(at_s), np.nan)
    near = np.abs(time_s[seen] - at_s[:, None]) <= _WINDOW * (end_s - start_s)
    n_near = near.sum(axis=1)
    course = np.interp(at_s, time_s[seen], angle[seen])
    several = n_near > 1
    course[several] = (near @ angle[seen])[several] / n_near[several]
    return np.asarray(course, dtype=float)
