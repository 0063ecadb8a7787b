"""Repetitions of an exercise: when each begins, turns and ends, and how deep it is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray
from scipy.signal import find_peaks

from midstance.errors import ConfigError
from midstance.exercises.form import JointDepth, describe_repetitions, driving_joint
from midstance.exercises.poses.pose_tracks import joint_angles_deg, landmarks_of
from midstance.exercises.principal_motion import (
    Interval,
    Stretch,
    during,
    motion_between,
    principal_motion,
)
from midstance.kernels.signals.gaps import valid_runs
from midstance.kernels.types import Floats
from midstance.schema.tracks import individuals

COLUMNS = (
    *("individual", "exercise", "number", "start_s", "bottom_s", "end_s"),
    *("duration_s", "lowering_s", "rising_s"),
    *("joint", "depth_deg", "bottom_deg", "form"),
)
_LEAST_MOTION = 0.25
"""Range of the principal motion, in sizes of the body, below which somebody stands
or sways."""
_LEAST_SHARE = 0.4
"""Share of the usual range that a repetition must go through, down and up again."""
_SMALLEST = 0.02
"""What is less than this is no motion at all."""
_FEWEST = 2
"""A single bend is no repetition unless samples say what it is."""
_LIKE_OTHERS, _DOUBTFUL = 0.8, 0.5
"""A turn that goes through this share of the usual range counts while the
probability is above this share of the lower threshold."""
_ON_THE_WAY = 0.15
_EDGE_S = 2.0
_NEAR_S = 0.1
"""A turn may lie this far from when its class is on."""


@dataclass(frozen=True)
class Thresholds:
    """When a class begins and ends.

    Parameters
    ----------
    enter, leave
        Probability from which it is on, and below which it is off again.

    """

    enter: float = 0.6
    leave: float = 0.4

    def __post_init__(self) -> None:
        """Check the order.

        Raises
        ------
        ConfigError
            Unless 0 < leave <= enter <= 1.

        """
        if not 0 < self.leave <= self.enter <= 1:
            raise ConfigError(
                "The thresholds must be 0 < leave <= enter <= 1, "
                f"got enter {self.enter:g} and leave {self.leave:g}."
            )


_SURELY = Thresholds(0.5, 0.5)


def intervals_above(
    time_s: Floats, probability: Floats, thresholds: Thresholds
) -> list[Interval]:
    """Return from when to when a class is on (s).

    It goes on where the probability reaches ``enter`` and off where it falls below
    ``leave``, or at the end. Where nothing is known, nothing changes.
    """
    intervals: list[Interval] = []
    start_s = None
    for now_s, value in zip(time_s.tolist(), probability.tolist(), strict=True):
        if start_s is None and value >= thresholds.enter:
            start_s = now_s
        elif start_s is not None and value < thresholds.leave:
            intervals.append((start_s, now_s))
            start_s = None
    if start_s is not None:
        intervals.append((start_s, float(time_s[-1])))
    return intervals


def counted_classes(classes: Sequence[str]) -> dict[str, str]:
    """Return for each exercise the class whose entering and leaving counts.

    Classes of one exercise begin with the same word (``squats_up``,
    ``squats_down``). The one that ends in ``down`` counts, else the first by name;
    a class alone (``standing``) is no exercise.

    Examples
    --------
    >>> counted_classes(["pushups_down", "pushups_up", "standing"])
    {'pushups': 'pushups_down'}

    """
    return {
        stem: next((name for name in names if name.endswith("_down")), names[0])
        for stem, names in _exercises(classes).items()
    }


def _exercises(classes: Sequence[str]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for name in sorted(classes):
        stem, mark, _ = name.rpartition("_")
        if mark:
            groups.setdefault(stem, []).append(name)
    return {stem: names for stem, names in groups.items() if len(names) > 1}


def count_classes(
    tracks: xr.Dataset,
    probabilities: pd.DataFrame,
    thresholds: dict[str, Thresholds],
) -> pd.DataFrame:
    """Return the repetitions of the exercises that samples tell.

    The thresholds say when somebody is in the class that counts, and the motion
    between that and the other classes of the exercise how often: each turn of the
    motion within counts once, however long it lasts and whether the probability
    flickers there. A turn between others counts too when it goes as far as they do
    and the probability reaches half of the lower threshold.

    Parameters
    ----------
    tracks
        Tracks of one person.
    probabilities
        One row per time of the tracks, a column per class, smoothed.
    thresholds
        For each class that counts; see `counted_classes`.

    Returns
    -------
    pandas.DataFrame
        See `make_repetitions`.

    """
    time_s = tracks["time"].to_numpy()
    landmarks = landmarks_of(tracks)
    groups = _exercises(list(probabilities))
    rows = []
    for exercise, name in counted_classes(list(probabilities)).items():
        share = probabilities[name].to_numpy(float)
        others = probabilities[groups[exercise]].sum(axis=1).to_numpy(float) - share
        there = intervals_above(time_s, share, thresholds[name])
        away = intervals_above(time_s, others, _SURELY)
        if not there or not away:
            continue
        near = (time_s >= there[0][0] - _EDGE_S) & (time_s <= there[-1][1] + _EDGE_S)
        signal = motion_between(time_s[near], landmarks[near], away, there)
        chance = np.interp(signal.time_s, time_s, np.nan_to_num(share))
        turns = _counted(
            signal.motion,
            is_on=during(signal.time_s, [(s - _NEAR_S, e + _NEAR_S) for s, e in there]),
            may_be_on=chance >= _DOUBTFUL * thresholds[name].leave,
            is_away=during(signal.time_s, away),
        )
        rows.append((exercise, [_phases(signal, turns, k) for k in range(len(turns))]))
    return make_repetitions(tracks, rows)


def count_unaided(tracks: xr.Dataset) -> pd.DataFrame:
    """Return the repetitions of whatever one person repeats, without samples.

    The motion along which the embedded pose changes most goes there and back with
    each repetition. A turn counts when the motion goes through `_LEAST_SHARE` of
    its usual range before and after. The bottom is the end where the joint that
    moves most is most bent, or the other one when more turns were seen there: who
    rests at one end turns at the other.

    Parameters
    ----------
    tracks
        Tracks of one person.

    Returns
    -------
    pandas.DataFrame
        See `make_repetitions`; without a name of the exercise.

    """
    time_s = tracks["time"].to_numpy()
    angles = joint_angles_deg(tracks)
    rows = []
    for stretch in principal_motion(time_s, landmarks_of(tracks)):
        turns = _both_turns(stretch)
        if max(map(len, turns)) < _FEWEST:
            continue
        joint = driving_joint(time_s, angles, stretch)
        bent, stretched = turns if joint.bends_upwards else turns[::-1]
        sign = 1.0 if joint.bends_upwards else -1.0
        if len(stretched) > len(bent):
            bent, sign = stretched, -sign
        signal = Stretch(stretch.time_s, sign * stretch.motion)
        rows.append(("", [_phases(signal, bent, k) for k in range(len(bent))]))
    return make_repetitions(tracks, rows)


def make_repetitions(
    tracks: xr.Dataset, sets: list[tuple[str, list[tuple[float, float, float]]]]
) -> pd.DataFrame:
    """Return the table of repetitions.

    Parameters
    ----------
    tracks
        Tracks of one person: what the joint angles are measured on.
    sets
        Name of the exercise, and start, bottom and end (s) of each repetition.

    Returns
    -------
    pandas.DataFrame
        With the columns `COLUMNS`, numbered from 1 within each exercise and person.
        ``joint`` is the one whose angle changes most with the motion, ``depth_deg``
        the range it goes through, ``bottom_deg`` its inner angle when it is most
        bent (NaN when it is not seen), ``form`` a sentence.

    """
    time_s = tracks["time"].to_numpy()
    angles = joint_angles_deg(tracks)
    name = individuals(tracks)[0]
    tables = []
    for exercise, phases in sets:
        depths = JointDepth.of(time_s, angles, [(s, e) for s, _, e in phases])
        durations_s = [end_s - start_s for start_s, _, end_s in phases]
        forms = describe_repetitions(depths.depth_deg, phases)
        for k, (start_s, bottom_s, end_s) in enumerate(phases):
            tables.append(
                (
                    *(name, exercise, k + 1, start_s, bottom_s, end_s),
                    *(durations_s[k], bottom_s - start_s, end_s - bottom_s),
                    *(depths.joint, depths.depth_deg[k], depths.bottom_deg[k]),
                    forms[k],
                )
            )
    return pd.DataFrame(tables, columns=list(COLUMNS))


def _both_turns(stretch: Stretch) -> tuple[list[int], list[int]]:
    """Return where the motion is highest and lowest between two ways."""
    peaks = [
        find_peaks(sign * stretch.motion, prominence=_SMALLEST) for sign in (1, -1)
    ]
    ways = np.concatenate([facts["prominences"] for _, facts in peaks])
    usual = _usual(ways)
    if not usual >= _LEAST_MOTION:
        return [], []
    tops, bottoms = (
        places[facts["prominences"] >= _LEAST_SHARE * usual].tolist()
        for places, facts in peaks
    )
    return tops, bottoms


def _usual(ways: Floats) -> float:
    """Return the length of way that half of all the way is made of; NaN: no way.

    Neither many small wavers nor one leap change it much.
    """
    longest_first = np.sort(ways)[::-1]
    if not longest_first.size:
        return float("nan")
    done = np.cumsum(longest_first)
    return float(longest_first[np.searchsorted(done, done[-1] / 2)])


def _counted(
    motion: Floats,
    *,
    is_on: NDArray[np.bool_],
    may_be_on: NDArray[np.bool_],
    is_away: NDArray[np.bool_],
) -> list[int]:
    """Return where the motion turns back while its class is on, or may be.

    Before and after, the exercise must be seen at its other end, unless the
    recording ends: who crouches to lie down does not squat.
    """
    turns: list[int] = []
    runs = valid_runs(motion)
    found = [find_peaks(motion[run], prominence=_SMALLEST) for run in runs]
    usual = _usual(
        np.array([way for _, facts in found for way in facts["prominences"]])
    )
    if not usual >= _LEAST_MOTION:
        return []
    for run, (tops, facts) in zip(runs, found, strict=True):
        at, way = run.start + tops, facts["prominences"]
        counts = is_on[at] & (way >= _LEAST_SHARE * usual)
        counts |= may_be_on[at] & (way >= _LIKE_OTHERS * usual)
        own = at[counts].tolist()
        for before, here, after in zip(
            [run.start, *own], own, [*own[1:], run.stop], strict=False
        ):
            is_last = after == run.stop
            if is_away[before:here].any() and (is_last or is_away[here:after].any()):
                turns.append(here)
    return turns


def _phases(
    signal: Stretch, bottoms: list[int], number: int
) -> tuple[float, float, float]:
    """Return when the way to a bottom begins, the bottom, and when the way back ends.

    The way is between the bottom and the farthest point towards its neighbour, or
    towards the end of what was seen; pauses at the top do not belong to it.
    """
    here = bottoms[number]
    run = next(run for run in valid_runs(signal.motion) if run.start <= here < run.stop)
    before = max([b for b in bottoms if b < here], default=run.start)
    after = min([b for b in bottoms if b > here], default=run.stop - 1)
    before, after = max(before, run.start), min(after, run.stop - 1)
    there = signal.motion[before : here + 1][::-1]
    back = signal.motion[here : after + 1]
    start, end = here - _way(there), here + _way(back)
    times = signal.time_s
    return float(times[start]), float(times[here]), float(times[end])


def _way(motion: Floats) -> int:
    """Return after how many samples nearly all of the way from the bottom is done."""
    level = motion.min() + _ON_THE_WAY * (motion[0] - motion.min())
    return int(np.argmax(motion <= level))
