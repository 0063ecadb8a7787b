"""Whether the clock of a video runs as life does: free fall tells.

Between two steps a runner falls as everything does. How high the hips rise at how many
steps per second is therefore no matter of style: the vertical force on somebody who
runs is about half a wave per contact, its part at the frequency of the steps is known
from the share of a step that a foot is down, and the hips follow it. Shown n times
slower, the same rise takes n times as long, and gravity seems n squared times weaker.
The length of the leg is the ruler.
"""

from collections.abc import Sequence
from math import exp, hypot, inf, log, pi, sqrt
from typing import TypeVar

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from midstance.bouts.gait_windows import (
    LegMotion,
    Window,
    activity_probabilities,
    describe_window,
    leg_motion,
)
from midstance.schema.bouts import ACTIVITIES, ClockDoubt
from midstance.schema.one_person import of_person
from midstance.schema.tracks import individuals, paths_of

_G_M_S2 = 9.81
_LEG_M = 0.87
"""Hip joint to ankle of an adult."""
_HIPS_TO_FORCE = 1.08
"""The hips move more than the centre of mass: over 54 runs on a treadmill with force
plates, 18 people at 2.5 to 4.5 m/s, 1.08 +- 0.09 times."""
_CONTACT = 0.70
"""Share of a step that a foot is down in running. Events do not say it here: their
readers learned from clocks that run right."""
_FALL_SD = 0.13
"""Of the logarithm of the factor by free fall: 0.09 for other contacts, and 0.10 for
hips as pose networks see them."""
_USUAL_SPM, _CADENCE_SD = 168.0, 0.10
"""Cadence of runners, and the standard deviation of its logarithm."""
_SLOW, _SLOW_BELOW_SPM = log(1.2), 155.0
_FAST, _FAST_ABOVE_SPM = log(0.75), 215.0
"""At these cadences there are runners, but none who fall so slowly, or so fast."""
_NEVER_BELOW_SPM, _NEVER_ABOVE_SPM = 140.0, 290.0
"""And at those there are hardly any, whatever the hips do."""
_WINDOW_S, _HOP_S = 2.4, 0.6
_LEAST_REGULAR, _MOST_SD = 0.9, 0.2
"""A window that repeats itself less, or in which both clocks disagree so much, holds
more than one clock."""
_FASTER = (0.25, 0.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0)
"""How many times faster somebody is looked at who does not run by the clock."""
_MUCH_SLOWER = 2.0
_LEAST_RUNNING = 0.4
"""Share of the windows in which somebody runs then."""
_SHORTEST_S = 1.5
"""Of a stretch that is looked at faster, in seconds of life."""
SHORTEST_PIECE_S = 1.0
_LEAST_FACTOR, _MOST_MISFIT = 1.25, 1.5
"""Of slow motion of who does not run by the clock, and how far it may be from the
factor at which it was looked at."""

Span = tuple[float, float]
Sign = TypeVar("Sign", int, int | None)


def find_clock_doubts(
    tracks: xr.Dataset, bouts: pd.DataFrame, *, height_m: float | None = None
) -> list[ClockDoubt]:
    """Return the stretches in which the clock of the video seems to run wrong.

    Parameters
    ----------
    tracks
        Clean tracks.
    bouts
        What was found in them.
    height_m
        Of the person, for the length of the leg; None: that of an adult.

    Returns
    -------
    list of ClockDoubt
        None where nobody runs: walkers and people who stand fall nowhere. Somebody
        who runs only if the clock went 2 to 24 times faster was filmed in slow
        motion.

    """
    leg_m = _LEG_M if height_m is None else 0.49 * height_m
    found: list[ClockDoubt] = []
    for name in individuals(tracks):
        own = of_person(tracks, name)
        own_bouts = bouts[bouts["individual"] == name]
        doubts, sure = [], []
        for bout in own_bouts.itertuples():
            span = float(bout.start_s), float(bout.end_s)
            if bout.activity == "running":
                part = _cut(own, span)
                described = _described(part)
                wrong = _in_running(name, part, described, leg_m)
                doubts += wrong
                # Stronger slow motion is better read once the clock goes faster.
                slower = [one for one in wrong if one.factor > _MUCH_SLOWER]
                if wrong or _is_clear(described, leg_m):
                    sure += outside(span, [(one.start_s, one.end_s) for one in slower])
        found += _with_slower(name, own, doubts, sure, leg_m)
    return found


def fall_factor(window: Window, contact_share: float, leg_m: float = _LEG_M) -> float:
    """Return how many times slower than life a runner is shown, by free fall.

    Parameters
    ----------
    window
        What a few seconds look like.
    contact_share
        Share of a step that a foot is down, 0.5 to 1.
    leg_m
        Hip to ankle.

    Notes
    -----
    The vertical force is taken as a half wave for each contact [1]_, of which the
    part at the frequency of the steps is ``2 cos(pi b) / (1 - 4 b^2)`` body weights
    for a contact of b steps.

    References
    ----------
    .. [1] Morin et al. 2005, J Appl Biomech 21:167.

    """
    b = min(max(contact_share, 0.505), 1.0)
    weights = _HIPS_TO_FORCE * 2 * np.cos(pi * b) / (1 - 4 * b**2)
    seen_m_s2 = window.hip_swing * leg_m * (4 * pi * window.stride_hz) ** 2
    return float(sqrt(weights * _G_M_S2 / seen_m_s2)) if seen_m_s2 > 0 else inf


def _in_running(
    name: str, part: xr.Dataset, described: list[tuple[float, Window]], leg_m: float
) -> list[ClockDoubt]:
    """Return the stretches of one bout of running in which the clocks differ."""
    signs = _without_unclear([_sign(window, leg_m) for _, window in described])
    found = []
    start_s, end_s = float(part["time"][0]), float(part["time"][-1])
    for first, last, sign in _runs(signs):
        inside = described[first : last + 1]
        clocks = [_clocks(w, leg_m) for _, w in inside if _sign(w, leg_m) == sign]
        if sign == 0 or not clocks:
            continue
        begin_s = start_s if first == 0 else described[first][0] - _HOP_S
        until_s = end_s if last == len(signs) - 1 else described[last][0] + _HOP_S
        found.append(_doubt(name, (begin_s, until_s), clocks, 1.0))
    return found


def _is_clear(described: list[tuple[float, Window]], leg_m: float) -> bool:
    """Return whether any window says that the clock is right, or none says anything."""
    return not described or any(_sign(window, leg_m) == 0 for _, window in described)


def _without_unclear(signs: list[int | None]) -> list[int]:
    """Return the signs, unclear ones beside a doubt as part of it."""
    known = [0 if sign is None else sign for sign in signs]
    for first, last, sign in _runs(signs):
        if sign is None:
            beside = [*known[max(0, first - 1) : first], *known[last + 1 : last + 2]]
            doubt = next((one for one in beside if one), 0)
            known[first : last + 1] = [doubt] * (last + 1 - first)
    return known


def _with_slower(
    name: str,
    own: xr.Dataset,
    doubts: list[ClockDoubt],
    sure: list[Span],
    leg_m: float,
) -> list[ClockDoubt]:
    """Return the doubts, and those about who would run if the clock went faster."""
    seen = own["position"].notnull().any(("space", "keypoint", "individual"))
    seen_s = own["time"].to_numpy()[seen.to_numpy()]
    if seen_s.size == 0:
        return doubts
    found = list(doubts)
    for span in outside((float(seen_s[0]), float(seen_s[-1])), sure):
        slower = _slower(name, _cut(own, span), leg_m)
        if slower is not None:
            found = [one for one in found if not span[0] <= one.start_s <= span[1]]
            found.append(slower)
    return sorted(found, key=lambda one: one.start_s)


def _slower(name: str, part: xr.Dataset, leg_m: float) -> ClockDoubt | None:
    """Return by how much `part` is slow motion; None: nobody runs at any clock."""
    if part.sizes["time"] < 2:
        return None
    start_s, end_s = float(part["time"][0]), float(part["time"][-1])
    best: tuple[float, ClockDoubt] | None = None
    for faster in _FASTER:
        length_s = (end_s - start_s) / faster
        if length_s < _SHORTEST_S:
            break
        quick = _described(part.assign_coords(time=part["time"] / faster))
        runs = [row for row in quick if _runs_there(row[1])]
        span = _around(runs, start_s, end_s, faster)
        if not runs or len(runs) < _LEAST_RUNNING * len(quick):
            continue
        doubt = _doubt(
            name, span, [_clocks(window, leg_m) for _, window in runs], faster
        )
        misfit = abs(log(doubt.factor / faster))
        sd = doubt.uncertainty / doubt.factor
        is_clear = sd < _MOST_SD and misfit < log(_MOST_MISFIT)
        better = best is None or misfit + sd < best[0]
        is_off = abs(log(doubt.factor)) > log(_LEAST_FACTOR)
        if is_off and is_clear and better:
            best = misfit + sd, doubt
    return None if best is None else best[1]


def _around(
    runs: list[tuple[float, Window]], start_s: float, end_s: float, faster: float
) -> Span:
    """Return what the windows cover; all from start to end if it is most of it.

    Windows that hold some of what is before or behind read like nothing.
    """
    if not runs:
        return start_s, end_s
    first_s = max(start_s, faster * (runs[0][0] - _WINDOW_S / 2))
    last_s = min(end_s, faster * (runs[-1][0] + _WINDOW_S / 2))
    covers_most = last_s - first_s >= (end_s - start_s) / 2
    return (start_s, end_s) if covers_most else (first_s, last_s)


def _runs_there(window: Window) -> bool:
    """Return whether somebody clearly runs in a window."""
    return (
        window.regular >= _LEAST_REGULAR
        and ACTIVITIES[int(activity_probabilities(window).argmax())] == "running"
    )


def _doubt(
    name: str, span: Span, clocks: list[tuple[float, float]], faster: float
) -> ClockDoubt:
    factor_log, sd = np.median(clocks, axis=0)
    factor = faster * exp(float(factor_log))
    return ClockDoubt(name, *span, factor, factor * float(sd))


def _cut(part: xr.Dataset, span: Span) -> xr.Dataset:
    # A slice looks at the numbers; a mask would copy them. By place, since tracks
    # whose frames have no times are counted from zero.
    time_s = part["time"].to_numpy()
    first = int(np.searchsorted(time_s, span[0], "left"))
    after = int(np.searchsorted(time_s, span[1], "right"))
    return part.isel(time=slice(first, after))


def outside(span: Span, taken: list[Span]) -> list[Span]:
    """Return what is left of a span, pieces of at least `SHORTEST_PIECE_S`."""
    left = []
    start_s = span[0]
    for begin_s, end_s in [*sorted(taken), (span[1], span[1])]:
        if begin_s - start_s >= SHORTEST_PIECE_S:
            left.append((start_s, begin_s))
        start_s = max(start_s, end_s)
    return left


def _sign(window: Window, leg_m: float) -> int | None:
    """Return 1 where the clock seems slow, -1 where it seems fast; None: unclear."""
    if window.regular < _LEAST_REGULAR or _clocks(window, leg_m)[1] > _MOST_SD:
        return None
    cadence_spm = 120 * window.stride_hz
    by_fall = log(fall_factor(window, _CONTACT, leg_m))
    is_slow = cadence_spm < _SLOW_BELOW_SPM and by_fall > _SLOW
    is_fast = cadence_spm > _FAST_ABOVE_SPM and by_fall < _FAST
    is_slow |= cadence_spm < _NEVER_BELOW_SPM
    is_fast |= cadence_spm > _NEVER_ABOVE_SPM
    return int(is_slow) - int(is_fast)


def _clocks(window: Window, leg_m: float) -> tuple[float, float]:
    """Return the logarithm of the factor by fall and cadence, and its deviation."""
    by_fall = log(fall_factor(window, _CONTACT, leg_m))
    by_cadence = log(_USUAL_SPM / (120 * window.stride_hz))
    weight = _CADENCE_SD**2 / (_CADENCE_SD**2 + _FALL_SD**2)
    apart = by_fall - by_cadence
    sd = _FALL_SD * _CADENCE_SD / hypot(_FALL_SD, _CADENCE_SD)
    return by_cadence + weight * apart, hypot(sd, sqrt(weight * (1 - weight)) * apart)


def _described(part: xr.Dataset) -> list[tuple[float, Window]]:
    """Return middle (s) and features of windows along `part`."""
    motion = leg_motion(paths_of(part))
    time_s = part["time"].to_numpy()
    if motion is None or time_s.size < 2:
        return []
    last_start = max(time_s[0], time_s[-1] - _WINDOW_S)
    described = []
    for start in (*np.arange(time_s[0], last_start, _HOP_S), last_start):
        window = _window(time_s, motion, float(start))
        if window is not None:
            middle_s = min(float(start) + _WINDOW_S / 2, float(time_s[-1]))
            described.append((middle_s, window))
    return described


def _window(
    time_s: NDArray[np.float64], motion: LegMotion, start_s: float
) -> Window | None:
    a, b = np.searchsorted(time_s, [start_s - 1e-9, start_s + _WINDOW_S + 1e-9])
    window = describe_window(time_s, motion, slice(int(a), int(b)))
    return None if window is None or window.hip_swing <= 0 else window


def _runs(signs: Sequence[Sign]) -> list[tuple[int, int, Sign]]:
    """Return first, last and value of each run of equal values."""
    runs: list[tuple[int, int, Sign]] = []
    for k, sign in enumerate(signs):
        if runs and runs[-1][2] == sign:
            runs[-1] = (runs[-1][0], k, sign)
        else:
            runs.append((k, k, sign))
    return runs
