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
        Shape (n_repetitions,): range of its angle; NaN where it was not seen.
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
        spans_s: Sequence[tuple[float, float]],
        *,
        joint: str = "",
    ) -> Self:
        """Return the depth of the joint that the repetitions in `spans_s` bend most.

        The mean course over all repetitions decides, so that a restless arm does
        not pass for the joint that works. Arms that only go along, as in a squat,
        do not either: legs come first where they bend nearly as far, and elbows
        before shoulders. A `joint` that is given is the one, if it is seen.
        """
        missing = np.full(len(spans_s), np.nan)
        courses = {
            joint: [_course(time_s, angle, span) for span in spans_s]
            for joint, angle in angles.items()
        }
        ranges = {joint: _mean_range(own) for joint, own in courses.items()}
        most = max(ranges.values(), default=0.0)
        works = [j for j in _FIRST if most and ranges.get(j, 0.0) >= _NEARLY * most]
        best = joint if joint in courses else next(iter(works), "")
        if not best:
            return cls("", missing, missing.copy())
        chosen = courses[best]
        depth = [np.nan if c is None else float(np.ptp(c)) for c in chosen]
        lowest = [np.nan if c is None else float(c.min()) for c in chosen]
        return cls(best, np.array(depth), np.array(lowest))


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


def _mean_range(courses: list[NDArray[np.float64] | None]) -> float:
    seen = [course for course in courses if course is not None]
    return float(np.ptp(np.mean(seen, axis=0))) if seen else 0.0


def _course(
    time_s: Floats, angle: NDArray[np.float64], span_s: tuple[float, float]
) -> NDArray[np.float64] | None:
    """Return the angle at 21 even times of a span; None when it is hardly seen.

    Of several frames near one of the times it is the mean, so that the range is not
    that of the errors of single frames.
    """
    inside = (time_s >= span_s[0] - 1e-9) & (time_s <= span_s[1] + 1e-9)
    seen = inside & np.isfinite(angle)
    if seen.sum() < 3 or seen.sum() < 0.6 * inside.sum():
        return None
    at_s = np.linspace(*span_s, 21)
    course = np.interp(at_s, time_s[seen], angle[seen])
    nearest = np.abs(time_s[seen] - at_s[:, None]).argmin(axis=0)
    n_near = np.bincount(nearest, minlength=len(at_s))
    total = np.bincount(nearest, angle[seen], minlength=len(at_s))
    several = n_near > 1
    course[several] = total[several] / n_near[several]
    return np.asarray(course, dtype=float)
