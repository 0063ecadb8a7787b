"""How sure it is that a number lies beyond a line."""

from dataclasses import dataclass
from math import hypot, isfinite, nan, sqrt

from scipy.special import ndtr

from midstance.findings.norms import Norm, norm_at
from midstance.findings.rules import Condition

PRIOR_SDS = 3.0
"""Whoever is looked at is taken to come from people around the others who are spread
so many times as widely. A number that is hardly known says little against that: without
it, one clip in eight of ordinary people had a finding, from wide numbers far out; set
looking at these, see ``validation/findings.py``."""
_LEAST = 1e-6
"""A smaller uncertainty, in the spread of the others, is the rounding of none."""


@dataclass(frozen=True)
class Line:
    """What a number is held against.

    Parameters
    ----------
    value, uncertainty
        The line, and one standard deviation of it: that of a group of few people is
        itself uncertain.
    centre, scale
        From where and in what unit it is told how far a number stands out.
    norm
        The group behind it; None: the line has a meaning of its own.

    """

    value: float
    uncertainty: float
    centre: float
    scale: float
    norm: Norm | None = None


def line_of(
    condition: Condition, *, speed_m_s: float = nan, height_m: float = nan
) -> Line | None:
    """Return the line of a condition for one runner.

    Parameters
    ----------
    condition
        What is to be beyond which line.
    speed_m_s, height_m
        Of this runner; NaN: unknown.

    Returns
    -------
    Line or None
        None where nobody knows what others show at this speed.

    """
    sign = 1.0 if condition.beyond == "above" else -1.0
    if condition.sd is None:
        own = (condition.limit, condition.sides_percent, condition.change_percent)
        value = next(number for number in own if number is not None)
        if condition.change_percent is not None:
            value *= sign
        scale = condition.scale or abs(value) / 2
        return Line(value, 0.0, value - 2 * sign * scale, scale)
    norm = norm_at(condition.metric, speed_m_s)
    if norm is None or not abs(norm.speed_m_s - speed_m_s) <= condition.within_m_s:
        return None
    mean = norm.mean
    if condition.by_height and isfinite(height_m) and isfinite(norm.height_m):
        mean *= sqrt(norm.height_m / height_m)
    k = condition.sd
    # Standard errors of a mean and of a standard deviation of n people.
    share = 1 / norm.n + k**2 / (2 * (norm.n - 1)) if norm.n > 1 else nan
    return Line(mean + sign * k * norm.sd, norm.sd * sqrt(share), mean, norm.sd, norm)


def sureness(
    value: float, uncertainty: float, line: Line, condition: Condition
) -> float:
    """Return how sure it is that `value` lies beyond `line`, 0 to 1.

    By Bayes' rule from the number, normally distributed, and `PRIOR_SDS`. A number
    whose uncertainty nobody knows (NaN, or none at all) is never beyond anything: 0.

    Examples
    --------
    >>> condition = Condition(metric="trunk_lean", beyond="below", limit=0.0, scale=4.0)
    >>> line = line_of(condition)
    >>> round(sureness(-5.0, 2.5, line, condition), 2)
    0.97
    >>> sureness(-5.0, float("nan"), line, condition)
    0.0

    """
    is_known = isfinite(uncertainty) and uncertainty > _LEAST * line.scale
    if not isfinite(value) or not is_known:
        return 0.0
    sign = 1.0 if condition.beyond == "above" else -1.0
    prior = PRIOR_SDS * line.scale
    share = prior**2 / (prior**2 + uncertainty**2)
    likely = line.centre + share * (value - line.centre)
    doubt = hypot(uncertainty * sqrt(share), line.uncertainty)
    return float(ndtr(sign * (likely - line.value) / doubt))


def size_of(value: float, line: Line, condition: Condition) -> float:
    """Return how far `value` is from the middle of the others, in their spread."""
    sign = 1.0 if condition.beyond == "above" else -1.0
    return sign * (value - line.centre) / line.scale
