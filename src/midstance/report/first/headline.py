"""The few numbers that tell the most, each on what others show at this speed."""

from dataclasses import dataclass
from math import isfinite, nan

import pandas as pd

from midstance.findings.norms import NEAR_M_S, Norm
from midstance.report.quantities import Scale, with_uncertainty
from midstance.report.references import reference_at
from midstance.report.tables import label_of
from midstance.report.units import Units
from midstance.report.useful import is_useful, together
from midstance.schema.events import SIDES
from midstance.words.text import _

HEADLINE = (
    ("cadence",),
    ("contact_time",),
    ("overstride", "overstride_leg"),
    ("vertical_oscillation", "vertical_oscillation_leg"),
    ("trunk_lean",),
    ("knee_flexion_contact",),
    ("knee_flexion_stance",),
    ("pelvic_drop",),
    ("foot_crossover",),
    ("step_width",),
    ("hip_adduction",),
    ("peak_force",),
    ("step_length",),
    ("flight_time", "double_support_time"),
)
"""The first of each that was measured; the first `MOST` that can be told are shown."""
MOST = 8
_REACH = 3.5
"""A bar shows so many standard deviations to either side of the mean of the others."""


@dataclass(frozen=True)
class Mark:
    """A number on its bar; places in % of the width of the bar."""

    side: str
    at: float
    low: float
    high: float


@dataclass(frozen=True)
class Number:
    """One line of the first screen.

    Parameters
    ----------
    metric, label
        Its name, and what a runner calls it.
    text, doubt, unit
        The number, its uncertainty and its unit; left and right apart read
        "L 279 · R 262".
    marks
        Where it lies on the bar; empty without a reference.
    bands
        The light and the dark band, each low and high in %: 2 and 1 standard
        deviations of the others.
    reference
        Who the others are, in words; empty without.
    side
        both, or the only side that was seen well enough.
    time_s
        A stride that shows it; NaN: none.
    player
        Which player of the page shows it; empty: there is one.

    """

    metric: str
    label: str
    text: str
    doubt: str
    unit: str
    marks: tuple[Mark, ...]
    bands: tuple[tuple[float, float], ...]
    reference: str
    side: str
    time_s: float = nan
    player: str = ""


def headline_numbers(
    summary: pd.DataFrame,
    measures: pd.DataFrame,
    *,
    speed_m_s: float = nan,
    runs: bool = True,
    units: Units | None = None,
) -> list[Number]:
    """Return the lines of the first screen: at most `MOST`, all of which can be told.

    Parameters
    ----------
    summary, measures
        Of one person.
    speed_m_s
        Of this runner; NaN: unknown, and nothing is compared.
    runs
        Whether they run: only runners have a flight, and a reference.
    units
        None: metric.

    """
    lines = []
    for names in HEADLINE:
        for name in names:
            own = summary[summary["metric"] == name]
            if own.empty or (name == "flight_time" and not runs):
                continue
            line = _line(name, own, measures, speed_m_s if runs else nan, units)
            if line is not None:
                lines.append(line)
                break
    return lines[:MOST]


def _line(
    name: str,
    own: pd.DataFrame,
    measures: pd.DataFrame,
    speed_m_s: float,
    units: Units | None,
) -> Number | None:
    norm, unit = reference_at(name, speed_m_s), str(own["unit"].iloc[0])
    sides = {
        str(row["side"]): (float(row["value"]), float(row["uncertainty"]))
        for _, row in own.iterrows()
    }
    known = {side: each for side, each in sides.items() if is_useful(*each, unit, norm)}
    if not known:
        return None
    if set(known) == set(SIDES):
        (left, left_doubt), (right, right_doubt) = known["left"], known["right"]
        both = together((left, right), (left_doubt, right_doubt))
        if both is not None:
            known = {"both": both}
    typical = max(abs(value) for value, _ in known.values())
    scale = (units or Units()).scale(unit, typical)
    text, doubt = _written(known, scale)
    ends = _ends(norm, known)
    return Number(
        metric=name,
        label=label_of(name),
        text=text,
        doubt=doubt,
        unit=scale.unit,
        marks=() if ends is None else tuple(_marks(known, ends)),
        bands=() if norm is None or ends is None else _bands(norm, ends),
        reference="" if norm is None else _who(norm, scale, speed_m_s, units),
        side=next(iter(known)) if len(known) == 1 else "both",
        time_s=_typical_s(measures, name, known),
    )


def _written(known: dict[str, tuple[float, float]], scale: Scale) -> tuple[str, str]:
    texts = {
        side: with_uncertainty(scale.factor * value, scale.factor * doubt)
        for side, (value, doubt) in known.items()
    }
    if len(texts) == 1:
        ((text, doubt),) = texts.values()
        return text, doubt
    largest = max(texts, key=lambda side: known[side][1])
    return (
        _("L {left} · R {right}", left=texts["left"][0], right=texts["right"][0]),
        texts[largest][1],
    )


def _ends(
    norm: Norm | None, known: dict[str, tuple[float, float]]
) -> tuple[float, float] | None:
    """Return what the bar reaches over; the runner is always on it."""
    if norm is None:
        return None
    low, high = norm.mean - _REACH * norm.sd, norm.mean + _REACH * norm.sd
    for value, doubt in known.values():
        reach = doubt if isfinite(doubt) else 0.0
        low, high = min(low, value - reach), max(high, value + reach)
    pad = 0.03 * (high - low)
    return low - pad, high + pad


def _at(value: float, ends: tuple[float, float]) -> float:
    return round(100 * (value - ends[0]) / (ends[1] - ends[0]), 2)


def _marks(
    known: dict[str, tuple[float, float]], ends: tuple[float, float]
) -> list[Mark]:
    return [
        Mark(
            side,
            _at(value, ends),
            _at(value - (doubt if isfinite(doubt) else 0.0), ends),
            _at(value + (doubt if isfinite(doubt) else 0.0), ends),
        )
        for side, (value, doubt) in known.items()
    ]


def _bands(norm: Norm, ends: tuple[float, float]) -> tuple[tuple[float, float], ...]:
    return tuple(
        (_at(norm.mean - k * norm.sd, ends), _at(norm.mean + k * norm.sd, ends))
        for k in (2, 1)
    )


def _who(norm: Norm, scale: Scale, speed_m_s: float, units: Units | None) -> str:
    mean, sd = with_uncertainty(scale.factor * norm.mean, scale.factor * norm.sd)
    unit = scale.unit if scale.unit == "°" else f" {scale.unit}"
    is_at_speed = abs(norm.speed_m_s - speed_m_s) <= NEAR_M_S
    numbers = f"{mean} ± {sd}{unit}"
    if is_at_speed:
        return _("{n} others: {numbers}", n=norm.n, numbers=numbers)
    speed = (units or Units()).speed_text(norm.speed_m_s)
    return _("{n} others at {speed}: {numbers}", n=norm.n, speed=speed, numbers=numbers)


def _typical_s(
    measures: pd.DataFrame, name: str, known: dict[str, tuple[float, float]]
) -> float:
    rows = measures[(measures["metric"] == name) & measures["value"].notna()]
    if len(known) == 1 and "both" not in known:
        rows = rows[rows["side"].isin(known)]
    if rows.empty:
        return nan
    off = (rows["value"] - rows["value"].median()).abs()
    return float(rows.loc[off.idxmin(), "time_s"])
