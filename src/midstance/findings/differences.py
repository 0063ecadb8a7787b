"""What lies between two recordings of one person, against all that blurs it.

One method for every place that compares: the table of `Analysis.compare`, the page of
a comparison and the trends of the app.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import hypot, isfinite, nan
from typing import Any

from scipy.special import ndtr

from midstance.findings.norms import NEAR_M_S, norm_at, norms_of

DETECTABLE = 1.96
"""The smallest detectable change is that many standard deviations of its doubt: who did
not change at all is taken for changed in one comparison of twenty."""
SAME_SPEED_M_S = 0.05
"""Speeds that differ by less are one: belts are not set more finely."""


@dataclass(frozen=True)
class Reading:
    """A number of one recording.

    Parameters
    ----------
    value, uncertainty
        In the unit of the metric; one standard deviation, NaN: not known.
    speed_m_s
        Of the runner; NaN: not known.
    day
        When it was filmed, as text that names the day; empty: not known.

    """

    value: float
    uncertainty: float
    speed_m_s: float = nan
    day: str = ""


@dataclass(frozen=True)
class Difference:
    """What lies between two readings of one metric.

    Every number is in the unit of the metric, and NaN where it cannot be told.

    Parameters
    ----------
    change
        After less before.
    by_speed, by_speed_uncertainty
        What the change of speed alone does to others, and how much people differ in
        that. 0 at one speed; NaN where a speed or a reference is lacking.
    day_uncertainty
        How much the number differs between two days by itself; 0 on one day, NaN
        where nobody published it.
    uncertainty
        Of the change once speed is taken out: both recordings, speed and day as far
        as they are known.
    detectable
        The smallest change that can be told, `DETECTABLE` times `uncertainty`.
    probability
        That the number itself moved the way it seems to have: 0.5 is a coin.
    is_clear
        Whether the change less `by_speed` is at least `detectable`, and nothing that
        is known to matter is unknown.

    """

    change: float
    by_speed: float
    by_speed_uncertainty: float
    day_uncertainty: float
    uncertainty: float
    detectable: float
    probability: float
    is_clear: bool

    @property
    def own(self) -> float:
        """Return the change that is not put down to speed."""
        return self.change - (self.by_speed if isfinite(self.by_speed) else 0.0)


def difference(metric: str, before: Reading, after: Reading) -> Difference:
    """Return what lies between two readings of `metric`.

    Speed: what the people of the references show at one speed and at the other, with
    the spread of their own changes (`variation/speed.toml`). Day: published spreads of
    runners who were filmed twice (`variation/day.toml`), unless both were filmed on
    one day.

    Examples
    --------
    >>> before, after = Reading(170.0, 0.3, 3.0), Reading(178.0, 0.4, 3.0)
    >>> round(difference("cadence", before, after).detectable, 2)
    0.98

    """
    change = after.value - before.value
    by_speed, by_speed_doubt = _by_speed(metric, before.speed_m_s, after.speed_m_s)
    day = _by_day(metric, before.day, after.day)
    doubts = (before.uncertainty, after.uncertainty)
    known = [one for one in (by_speed_doubt, day) if isfinite(one)]
    doubt = hypot(*doubts, *known) if all(isfinite(one) for one in doubts) else nan
    own = change - (by_speed if isfinite(by_speed) else 0.0)
    detectable = DETECTABLE * doubt if doubt > 0 else nan
    can_tell = isfinite(own) and doubt > 0
    return Difference(
        change=change,
        by_speed=by_speed,
        by_speed_uncertainty=by_speed_doubt,
        day_uncertainty=day,
        uncertainty=doubt,
        detectable=detectable,
        probability=float(ndtr(abs(own) / doubt)) if can_tell else nan,
        is_clear=bool(
            can_tell
            and abs(own) > detectable
            and not speed_is_open(metric, before.speed_m_s, after.speed_m_s)
        ),
    )


def speed_is_open(metric: str, before_m_s: float, after_m_s: float) -> bool:
    """Return whether a change of speed may be behind that nobody can take out."""
    if not (isfinite(before_m_s) and isfinite(after_m_s)):
        return False  # said once for the whole comparison
    if abs(after_m_s - before_m_s) < SAME_SPEED_M_S:
        return False
    return not isfinite(_by_speed(metric, before_m_s, after_m_s)[0])


def day_source() -> str:
    """Return who published how much runners differ from day to day."""
    return str(_table("day")["source"])


def _by_speed(metric: str, before_m_s: float, after_m_s: float) -> tuple[float, float]:
    if not (isfinite(before_m_s) and isfinite(after_m_s)):
        return nan, nan
    apart = after_m_s - before_m_s
    if abs(apart) < SAME_SPEED_M_S:
        return 0.0, 0.0
    spread = _table("speed")["per_m_s"].get(metric)
    norms = [norm_at(metric, speed) for speed in (before_m_s, after_m_s)]
    if spread is None or not _spans(metric, before_m_s, after_m_s):
        return nan, nan
    first, second = (norm.mean if norm is not None else nan for norm in norms)
    return second - first, float(spread) * abs(apart)


def _spans(metric: str, *speeds_m_s: float) -> bool:
    """Return whether people of one group ran as slowly and as fast as these."""
    speeds = [norm.speed_m_s for norm in norms_of(metric) if norm.family]
    return bool(speeds) and all(
        speeds[0] - NEAR_M_S <= one <= speeds[-1] + NEAR_M_S for one in speeds_m_s
    )


def _by_day(metric: str, before: str, after: str) -> float:
    if before and before == after:
        return 0.0
    return float(_table("day")["sd"].get(metric, nan))


@cache
def _table(name: str) -> dict[str, Any]:
    folder = resources.files("midstance").joinpath("findings", "variation")
    return tomllib.loads(folder.joinpath(f"{name}.toml").read_text("utf-8"))
