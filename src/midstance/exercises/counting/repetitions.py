"""Repetitions of an exercise: when each begins, turns and ends, and how deep it is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from midstance.cleaning.hampel import Hampel
from midstance.errors import ConfigError
from midstance.exercises.counting.doubts import find_doubts
from midstance.exercises.counting.principal_motion import (
    Interval,
    Stretch,
    during,
    motion_between,
)
from midstance.exercises.counting.sets import SHORTEST_HOLD_S, SURE, find_sets
from midstance.exercises.counting.steps import without_steps
from midstance.exercises.counting.turns import (
    LEAST_MOTION,
    LEAST_SHARE,
    SMALLEST,
    Turns,
    usual_way,
)
from midstance.exercises.jumping.crouches import crouch_phases
from midstance.exercises.naming.names import OTHER, STILL
from midstance.exercises.poses.pose_tracks import landmarks_of
from midstance.exercises.table import JUMPS, RepetitionSet, collect
from midstance.kernels.signals.gaps import valid_runs
from midstance.kernels.types import Floats
from midstance.schema.repetitions import PLANK, Repetitions

_LIKELIER = 0.5
"""From here on it is likelier that exercise than anything else, gait included."""
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
) -> Repetitions:
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

    """
    time_s = tracks["time"].to_numpy()
    landmarks = landmarks_of(tracks)
    groups = _exercises(list(probabilities))
    sets = []
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
        at = _counted(
            signal.motion,
            is_on=during(signal.time_s, [(s - _NEAR_S, e + _NEAR_S) for s, e in there]),
            may_be_on=chance >= _DOUBTFUL * thresholds[name].leave,
            is_away=during(signal.time_s, away),
        )
        turns = Turns(signal, at, ["both"] * len(at))
        sets.append(_as_set(tracks, turns, exercise))
    return collect(tracks, sets)


def count_unaided(tracks: xr.Dataset) -> pd.DataFrame:
    """Return the table of `find_repetitions`."""
    return find_repetitions(tracks).table


def find_repetitions(tracks: xr.Dataset) -> Repetitions:
    """Return the repetitions of whatever one person repeats, without samples.

    Tracks as they come from a network lose the frames in which a point jumps, which
    would be a turn of the motion; those that were cleaned stay as they are.
    The motion along which the embedded pose changes most goes there and back with
    each repetition; `midstance.exercises.counting.turns.find_turns` says what counts.
    Each set gets its name where that is sure (`midstance.exercises.naming.names`).
    Somebody who keeps still gives nothing, a plank one repetition as long as it is
    held, and the steps of who walks or runs are no repetitions, unless the motion is
    likelier an exercise than anything else.

    Parameters
    ----------
    tracks
        Tracks of one person.

    Returns
    -------
    Repetitions
        The name of an exercise is "" where it is not sure.

    """
    tracks = _steadied(tracks)
    sets = []
    for found in find_sets(tracks):
        is_sure = found.name != OTHER and found.probability >= SURE
        if found.name == PLANK:
            sets += _held(found.turns, found.probability)
        elif found.turns.at and found.name != STILL:
            is_likely = found.name != OTHER and found.probability >= _LIKELIER
            turns = found.turns if is_likely else without_steps(tracks, found.turns)
            if turns.at:
                sets.append(_as_set(tracks, turns, found.name if is_sure else ""))
    return collect(tracks, sets)


def _steadied(tracks: xr.Dataset) -> xr.Dataset:
    """Return tracks without points that jump; cleaned ones as they are."""
    return tracks if "processing" in tracks.attrs else Hampel().apply(tracks)


def _as_set(tracks: xr.Dataset, turns: Turns, name: str) -> RepetitionSet:
    """Return turns as repetitions with their phases and doubts."""
    probabilities, moments = find_doubts(tracks, turns, name)
    phases = [_phases(turns.signal, turns.at, k) for k in range(len(turns.at))]
    if name == JUMPS:
        turned_s = [turn_s for _, turn_s, _ in phases]
        phases = crouch_phases(tracks, phases)
        moved = dict(
            zip(turned_s, [bottom_s for _, bottom_s, _ in phases], strict=True)
        )
        moments = [
            replace(one, time_s=moved.get(one.time_s, one.time_s)) for one in moments
        ]
    return RepetitionSet(name, phases, turns.sides, probabilities, moments)


def _held(turns: Turns, probability: float) -> list[RepetitionSet]:
    """Return a plank as one repetition, if it is one and lasts."""
    start_s, end_s = (float(turns.signal.time_s[at]) for at in (0, -1))
    if probability < SURE or end_s - start_s < SHORTEST_HOLD_S:
        return []
    phases = [(start_s, (start_s + end_s) / 2, end_s)]
    return [RepetitionSet(PLANK, phases, ["both"], [probability])]


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
    from scipy.signal import find_peaks

    turns: list[int] = []
    runs = valid_runs(motion)
    found = [find_peaks(motion[run], prominence=SMALLEST) for run in runs]
    usual = usual_way(
        np.array([way for _, facts in found for way in facts["prominences"]])
    )
    if not usual >= LEAST_MOTION:
        return []
    for run, (tops, facts) in zip(runs, found, strict=True):
        at, way = run.start + tops, facts["prominences"]
        counts = is_on[at] & (way >= LEAST_SHARE * usual)
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
    """Return after how many samples the way from the bottom is done.

    The last of it is lost among errors and in a pause; from where 15 % are left a
    cosine has as far to go as it came since the half.
    """
    low, high = float(motion.min()), float(motion[0])
    half, nearly = (
        int(np.argmax(motion <= low + share * (high - low)))
        for share in (0.5, _ON_THE_WAY)
    )
    return min(2 * nearly - half, int(np.argmin(motion)))
