"""What other runners show, told beside a number without judging it."""

from dataclasses import dataclass
from math import isfinite

import pandas as pd

from midstance.findings.norms import NEAR_M_S, Norm, NormCurve, norm_at, norms_of, place
from midstance.report.quantities import (
    number,
    significant,
    with_uncertainty,
)
from midstance.report.units import Units
from midstance.schema.events import SIDES
from midstance.words.language import language
from midstance.words.numbers import plain
from midstance.words.text import _, later

_FAR_M_S = 1.1
_WIDEST = 80.0
"""A percentile that may lie anywhere in a wider range says nothing."""
_PERCENTILE = later("percentile {percentiles}")
_SIDE = {"left": later("left"), "right": later("right")}
_UNSURE = later("too unsure to say")


@dataclass(frozen=True)
class Reference:
    """How a group of runners compares.

    Parameters
    ----------
    short
        One line to stand under the name of the metric.
    full
        Who they were, what keeps the comparison from being fair, and the source.

    """

    short: str
    full: str


def reference_at(metric: str, speed_m_s: float) -> Norm | None:
    """Return what others show at this speed; of the trunk at one that is near."""
    norm = norm_at(metric, speed_m_s)
    near_m_s = _FAR_M_S if metric == "trunk_lean" else NEAR_M_S
    if norm is None or not abs(norm.speed_m_s - speed_m_s) <= near_m_s:
        return None
    return norm


def reference_of(
    metric: str, own: pd.DataFrame, speed_m_s: float, units: Units | None = None
) -> Reference | None:
    """Return how others compare in one metric; None without a reference.

    A percentile is told of a runner whose speed is known and within 0.3 m/s of
    the group's; of others only what the group showed.

    Parameters
    ----------
    metric
        Its name.
    own
        Rows of the summary of one person for this metric.
    speed_m_s
        Speed of this runner; NaN when it is unknown.
    units
        None: metric.

    """
    norm = norm_at(metric, speed_m_s)
    if norm is None:
        return None
    scale = (units or Units()).scale(str(own["unit"].iloc[0]), norm.mean)
    unit = scale.unit
    mean, sd = with_uncertainty(scale.factor * norm.mean, scale.factor * norm.sd)
    is_near = _apart(norm.speed_m_s, speed_m_s) <= NEAR_M_S
    speed = f"{plain(norm.speed_m_s)} m/s"
    numbers = f"{mean} ± {sd}{'' if unit == '°' else ' '}{unit}"
    short = (
        _("Others: {numbers}", numbers=numbers)
        if is_near
        else _("Others at {speed}: {numbers}", speed=speed, numbers=numbers)
    )
    percentiles = _percentiles(metric, own, speed_m_s) if is_near else ""
    among = _("about percentile {percentiles}") if norm.note else _(_PERCENTILE)
    remarks = [_speeds(norm, speed_m_s), _(norm.note)]
    return Reference(
        short=(
            f"{short} · {among.format(percentiles=percentiles)}"
            if percentiles
            else short
        ),
        full=" ".join(
            [
                _(
                    "Others: {group} at {speed}, mean ± standard deviation.",
                    group=_(norm.group),
                    speed=speed,
                ),
                *(remark for remark in remarks if remark),
                f"{norm.source}, {norm.licence}.",
            ]
        ),
    )


def caution_of(metric: str, curve: NormCurve) -> str:
    """Return how the reference's definition of an angle differs from ours.

    Parameters
    ----------
    metric
        A metric that is read from the same angle.
    curve
        The reference.

    """
    same = [n for n in norms_of(metric) if n.source == curve.source and n.note]
    if not same:
        return ""
    note = _(same[0].note)
    # Within a sentence the note of English begins small; see the catalogues.
    small = f"{note[0].lower()}{note[1:]}"
    return _("Grey band: {note}", note=small if language() == "en" else note)


def band_note(curve: NormCurve, speed_m_s: float) -> str:
    """Return what the legend of a figure says of the grey band."""
    note = _(
        "{group} at {speed}, mean ± 1 standard deviation",
        group=_(curve.group),
        speed=f"{plain(curve.speed_m_s)} m/s",
    )
    if not isfinite(speed_m_s):
        return _("{note}; the speed of this runner is not known", note=note)
    if _apart(curve.speed_m_s, speed_m_s) > NEAR_M_S:
        speed = f"{significant(speed_m_s, 2)} m/s"
        return _("{note}; this runner at {speed}", note=note, speed=speed)
    return note


def _apart(speed_m_s: float, other_m_s: float) -> float:
    apart = abs(speed_m_s - other_m_s)
    return apart if isfinite(apart) else float("inf")


def _speeds(norm: Norm, speed_m_s: float) -> str:
    if not isfinite(speed_m_s):
        return _("No percentile: the speed of this runner is not known.")
    if _apart(norm.speed_m_s, speed_m_s) > NEAR_M_S:
        return _(
            "No percentile: this runner ran at {speed}, and the number changes with "
            "speed.",
            speed=f"{significant(speed_m_s, 2)} m/s",
        )
    return ""


def _percentiles(metric: str, own: pd.DataFrame, speed_m_s: float) -> str:
    by_side = {str(row["side"]): row for _, row in own.iterrows()}
    texts = []
    for side in (*SIDES, "both"):
        if side not in by_side:
            continue
        row = by_side[side]
        found = place(metric, float(row["value"]), float(row["uncertainty"]), speed_m_s)
        if found is not None:
            texts.append((side, _range(found.low, found.high)))
    if texts and all(words == _(_UNSURE) for _side, words in texts):
        return _(_UNSURE)
    return ", ".join(
        words if side == "both" else f"{_(_SIDE[side])} {words}"
        for side, words in texts
    )


def _range(low: float, high: float) -> str:
    """Return the percentiles that one standard deviation of doubt reaches.

    Examples
    --------
    >>> _range(12.2, 40.3), _range(0.2, 0.4), _range(50.1, 50.2)
    ('12 to 40', 'under 1', '50')
    >>> _range(5.0, 95.0)
    'too unsure to say'

    """
    if high - low > _WIDEST:
        return _(_UNSURE)
    if high < 1:
        return _("under 1")
    if low > 99:
        return _("over 99")
    ends = [number(min(max(end, 1.0), 99.0), 0) for end in (low, high)]
    if ends[0] == ends[1]:
        return ends[0]
    return _("{low} to {high}", low=ends[0], high=ends[1])
