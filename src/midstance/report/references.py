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

_FAR_M_S = 1.1
_WIDEST = 80.0
"""A percentile that may lie anywhere in a wider range says nothing."""
_UNSURE = "too unsure to say"


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
    others = "Others" if is_near else f"Others at {norm.speed_m_s:g} m/s"
    short = f"{others}: {mean} ± {sd}{'' if unit == '°' else ' '}{unit}"
    percentiles = _percentiles(metric, own, speed_m_s) if is_near else ""
    about = "about " if norm.note else ""
    remarks = [_speeds(norm, speed_m_s), norm.note]
    return Reference(
        short=f"{short} · {about}percentile {percentiles}" if percentiles else short,
        full=" ".join(
            [
                f"Others: {norm.group} at {norm.speed_m_s:g} m/s, "
                "mean ± standard deviation.",
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
    return f"Grey band: {same[0].note[0].lower()}{same[0].note[1:]}" if same else ""


def band_note(curve: NormCurve, speed_m_s: float) -> str:
    """Return what the legend of a figure says of the grey band."""
    note = f"{curve.group} at {curve.speed_m_s:g} m/s, mean ± 1 standard deviation"
    if not isfinite(speed_m_s):
        return f"{note}; the speed of this runner is not known"
    if _apart(curve.speed_m_s, speed_m_s) > NEAR_M_S:
        return f"{note}; this runner at {significant(speed_m_s, 2)} m/s"
    return note


def _apart(speed_m_s: float, other_m_s: float) -> float:
    apart = abs(speed_m_s - other_m_s)
    return apart if isfinite(apart) else float("inf")


def _speeds(norm: Norm, speed_m_s: float) -> str:
    if not isfinite(speed_m_s):
        return "No percentile: the speed of this runner is not known."
    if _apart(norm.speed_m_s, speed_m_s) > NEAR_M_S:
        return (
            f"No percentile: this runner ran at {significant(speed_m_s, 2)} m/s, "
            "and the number changes with speed."
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
    if texts and all(words == _UNSURE for _, words in texts):
        return _UNSURE
    return ", ".join(
        words if side == "both" else f"{side} {words}" for side, words in texts
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
        return _UNSURE
    if high < 1:
        return "under 1"
    if low > 99:
        return "over 99"
    ends = [number(min(max(end, 1.0), 99.0), 0) for end in (low, high)]
    return ends[0] if ends[0] == ends[1] else " to ".join(ends)
