"""What an average stride looks like, in numbers that mean the same for everybody."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from midstance.events.leg import Leg, Signal
from midstance.events.peaks import first_rise
from midstance.events.rules.fore_aft import (
    contacts_after_farthest_ahead,
    foot_farthest_ahead,
)
from midstance.events.rules.knee_extension import (
    farthest_back_thighs,
    straightest_knees,
)
from midstance.events.rules.pelvis_velocity import fastest_falls, fastest_rises
from midstance.events.rules.toe_rise import rises
from midstance.events.rules.walking import toe_farthest_behind

Features = NDArray[np.float64]

LOWEST_STRIDES = (-0.05, 0.45)
TOE_SLOWS_SHARE = 0.6
"""Of the toe's speed while it stands."""


def _first(times: NDArray[np.float64]) -> float:
    return float(times[0])


def _leg_extension(leg: Leg) -> float:
    length = np.hypot(leg.forward["ankle"], leg.up["pelvis"] - leg.up["ankle"])
    return _first(leg.peaks(length, (0.15, 0.6)))


def _heel_rise(leg: Leg) -> float:
    if "heel" not in leg.up:
        return np.nan
    return _rise(leg, leg.up["heel"], 0.05)


def _ankle_rise(leg: Leg) -> float:
    return _rise(leg, leg.up["ankle"], 0.05)


def _rise(leg: Leg, height: Signal, rise: float) -> float:
    stance = (leg.time_s > 0.05 * leg.period_s) & (leg.time_s < 0.2 * leg.period_s)
    level = float(height[stance].min()) + rise
    start, end = 0.15 * leg.period_s, 0.75 * leg.period_s
    return first_rise(leg.time_s, height, level, start, end)


def _steepest_foot(leg: Leg) -> float:
    pitch = _foot_pitch(leg)
    return np.nan if pitch is None else _first(leg.peaks(-pitch, (0.2, 0.8)))


def _foot_pitch(leg: Leg) -> Signal | None:
    """Return the angle of the foot to the horizontal, toes up +; None: no feet."""
    if not {"heel", "foot_index"} <= set(leg.forward):
        return None
    ahead = leg.forward["foot_index"] - leg.forward["heel"]
    above = leg.up["foot_index"] - leg.up["heel"]
    return np.asarray(np.unwrap(np.arctan2(above, ahead)))


def _slowing_toe(leg: Leg) -> float:
    """Return when the toe last moves back at most of its speed on the ground."""
    if "foot_index" not in leg.forward:
        return np.nan
    backward = -leg.velocity(leg.forward["foot_index"])
    stance = (leg.time_s > 0.08 * leg.period_s) & (leg.time_s < 0.25 * leg.period_s)
    least = TOE_SLOWS_SHARE * float(np.median(backward[stance]))
    turn_s = _first(toe_farthest_behind(leg))
    fast = (leg.time_s > 0.1 * leg.period_s) & (leg.time_s < turn_s)
    last = np.flatnonzero(fast & (backward >= least))
    if not np.isfinite(turn_s) or last.size == 0 or last[-1] + 1 >= leg.time_s.size:
        return np.nan
    pair = slice(last[-1], last[-1] + 2)
    return float(np.interp(-least, -backward[pair], leg.time_s[pair]))


def _lowest_pelvis(leg: Leg) -> float:
    return _first(leg.peaks(-leg.up["pelvis"], LOWEST_STRIDES))


TIMES: Mapping[str, Callable[[Leg], float]] = {
    "speed_30": lambda leg: _first(contacts_after_farthest_ahead(leg, 0.3)),
    "speed_50": lambda leg: _first(contacts_after_farthest_ahead(leg, 0.5)),
    "speed_70": lambda leg: _first(contacts_after_farthest_ahead(leg, 0.7)),
    "pelvis_fall": lambda leg: _first(fastest_falls(leg)),
    "pelvis_lowest": _lowest_pelvis,
    "pelvis_rise": lambda leg: _first(fastest_rises(leg)),
    "knee_straightest": lambda leg: _first(straightest_knees(leg)),
    "thigh_back": lambda leg: _first(farthest_back_thighs(leg)),
    "leg_longest": _leg_extension,
    "ankle_rise": _ankle_rise,
    "heel_rise": _heel_rise,
    "toe_rise": lambda leg: _first(rises(leg, 0.02)),
    "toe_rise_high": lambda leg: _first(rises(leg, 0.04)),
    "foot_steepest": _steepest_foot,
    "toe_slows": _slowing_toe,
    "toe_turn": lambda leg: _first(toe_farthest_behind(leg)),
    "ankle_turn": lambda leg: _first(leg.peaks(-leg.forward["ankle"], (0.3, 0.85))),
    "ankle_highest": lambda leg: _first(leg.peaks(leg.up["ankle"], (0.3, 0.95))),
    "knee_most_bent": lambda leg: _first(leg.peaks(leg.knee_flexion_rad, (0.4, 0.95))),
}
"""Moments of the average stride; what `describe_stride` gives is counted from the turn
of the foot."""


def _at(leg: Leg, values: Signal | None, time_s: float) -> float:
    return np.nan if values is None else float(np.interp(time_s, leg.time_s, values))


def _shapes(leg: Leg, turn_s: float) -> dict[str, float]:
    backward = -leg.velocity(leg.foot_forward)
    start, end = turn_s + np.array((0.02, 0.35)) * leg.period_s
    stance = (leg.time_s >= start) & (leg.time_s < end)
    pitch = _foot_pitch(leg)
    return {
        "period": leg.period_s,
        "stance_speed": float(np.percentile(backward[stance], 75)),
        "pelvis_range": float(np.ptp(leg.up["pelvis"])),
        "reach": float(np.ptp(leg.foot_forward)),
        "lift": float(np.ptp(leg.up["ankle"])),
        "ahead_at_turn": _at(leg, leg.forward["ankle"], turn_s),
        "knee_at_turn": _at(leg, leg.knee_flexion_rad, turn_s),
        "shank_at_turn": _at(leg, leg.shank_rad, turn_s),
        "foot_at_turn": _at(leg, pitch, turn_s),
        "foot_in_stance": _at(leg, pitch, turn_s + 0.18 * leg.period_s),
        "knee_largest": float(np.max(leg.knee_flexion_rad)),
        "scatter": float(leg.scatter),
    }


SHAPES = (
    *("period", "stance_speed", "pelvis_range", "reach", "lift", "ahead_at_turn"),
    *("knee_at_turn", "shank_at_turn", "foot_at_turn", "foot_in_stance"),
    *("knee_largest", "scatter"),
)
OWN = (*TIMES, *SHAPES)
NAMES = (*OWN, *(f"other_{name}" for name in OWN), "other_start")
FROM_BEHIND = (
    *("pelvis_fall", "pelvis_lowest", "pelvis_rise", "ankle_rise", "heel_rise"),
    *("toe_rise", "toe_rise_high", "ankle_highest"),
    *("period", "pelvis_range", "lift", "scatter"),
)
"""Features that are also seen from the front and from behind."""


def describe_stride(leg: Leg) -> tuple[float, Features]:
    """Return when the foot turns, and the features `OWN` of an average stride.

    Times are seconds after that turn, lengths are in leg lengths, angles in
    radians; NaN where a keypoint is missing or a moment does not occur. The turn
    is NaN when the foot has none: then nothing else is known either.
    """
    turn_s = _first(foot_farthest_ahead(leg))
    if not np.isfinite(turn_s):
        return np.nan, np.full(len(OWN), np.nan)
    shapes = _shapes(leg, turn_s)
    values = [rule(leg) - turn_s for rule in TIMES.values()]
    return turn_s, np.array(values + [shapes[name] for name in SHAPES])


def describe_stride_from_behind(leg: Leg) -> tuple[float, Features]:
    """Return when the pelvis falls fastest, and the features `FROM_BEHIND`.

    Like `describe_stride`, but counted from that fall, and NaN for all that only a side
    view shows.
    """
    values = {name: rule(leg) for name, rule in TIMES.items() if name in FROM_BEHIND}
    start_s = values["pelvis_fall"]
    values = {name: time - start_s for name, time in values.items()}
    values |= {
        "period": leg.period_s,
        "pelvis_range": float(np.ptp(leg.up["pelvis"])),
        "lift": float(np.ptp(leg.up["ankle"])),
        "scatter": float(leg.scatter),
    }
    return start_s, np.array([values.get(name, np.nan) for name in OWN])


def join_both_legs(
    own: tuple[float, Features], other: tuple[float, Features]
) -> tuple[float, Features]:
    """Return when `own` starts, and the features `NAMES` of both legs.

    Parameters
    ----------
    own, other
        From `describe_stride` or `describe_stride_from_behind`. The other leg stays
        counted from its own start; how much later than half a stride that one is
        than the start of `own` is the last feature.

    """
    return own[0], np.concatenate([own[1], other[1], [other[0] - own[0]]])
