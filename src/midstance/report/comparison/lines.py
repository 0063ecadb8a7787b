"""The changes of a comparison in words, number by number."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

import pandas as pd

from midstance.findings.comparison import compare_person
from midstance.report.comparison.recorded import Recorded
from midstance.report.first.headline import HEADLINE
from midstance.report.quantities import MINUS, decimals_for, number, with_uncertainty
from midstance.report.references import reference_at
from midstance.report.tables import label_of
from midstance.report.units import Units
from midstance.report.useful import is_useful
from midstance.schema.measures import summarize
from midstance.words.text import _

_WORST = 99.0
_FIRST = [name for names in HEADLINE for name in names]


@dataclass(frozen=True)
class Line:
    """One number in every recording, and its change from the first to the last.

    Parameters
    ----------
    metric, label, side
        Which number; `side` is left, right or both.
    values
        With their uncertainty, one text a recording; empty where it was not measured.
    unit
        Of all of them; empty of what has none.
    change, by_speed, detectable
        With a sign; what of it goes with the speed; the smallest change that can be
        told. Empty where it cannot be said.
    chance
        That it moved the way it seems to have, in percent; empty: not known.
    is_clear, is_told
        Whether the change is told from chance, and whether both numbers are known
        well enough to be read.
    sentence
        The change as a sentence; empty of one that is not clear.

    """

    metric: str
    label: str
    side: str
    values: tuple[str, ...]
    unit: str
    change: str
    by_speed: str
    detectable: str
    chance: str
    is_clear: bool
    is_told: bool
    sentence: str

    @property
    def is_first(self) -> bool:
        """Return whether it is clear, or one of the numbers that tell the most."""
        return self.is_clear or (self.is_told and self.metric in _FIRST)


def compared(recordings: Sequence[Recorded], *, same_camera: bool) -> pd.DataFrame:
    """Return every recording against the first, as numbers.

    Returns
    -------
    pandas.DataFrame
        The columns of `midstance.findings.comparison.compare_person`, after those of
        the recording: ``recording`` (its number, from 2) and ``label``.

    """
    first, *others = recordings
    tables = []
    for i, other in enumerate(others):
        table = compare_person(
            (first.analysis, first.name),
            (other.analysis, other.name),
            same_camera=same_camera,
        )
        table.insert(0, "label", other.label)
        table.insert(0, "recording", i + 2)
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def lines_of(
    recordings: Sequence[Recorded], table: pd.DataFrame, units: Units
) -> list[Line]:
    """Return a line for each number that the first or the last recording has.

    Parameters
    ----------
    recordings
        In order of time.
    table
        As `compared` gives it.
    units
        In which they are written.

    """
    summaries = [_summary(one) for one in recordings]
    last = table[table["recording"] == len(recordings)]
    lines = [_line(row, recordings, summaries, units) for row in last.itertuples()]
    return sorted(lines, key=_order)


def _order(line: Line) -> tuple[int, str, str]:
    """Return the place of a line: those of the first screen come first."""
    place = _FIRST.index(line.metric) if line.metric in _FIRST else len(_FIRST)
    return place, line.label, line.side


def _summary(one: Recorded) -> dict[tuple[str, str], tuple[float, float]]:
    measures = one.analysis.measures
    own = summarize(measures[measures["individual"] == one.name])
    return {
        (str(row.metric), str(row.side)): (float(row.value), float(row.uncertainty))
        for row in own.itertuples()
    }


def _line(
    row: Any,  # noqa: ANN401  # a row of pandas has no type
    recordings: Sequence[Recorded],
    summaries: list[dict[tuple[str, str], tuple[float, float]]],
    units: Units,
) -> Line:
    key = (str(row.metric), str(row.side))
    found = [summary.get(key) for summary in summaries]
    known = [each for each in found if each is not None]
    scale = units.scale(str(row.unit), max(abs(value) for value, _ in known))
    is_told = all(
        each is not None
        and is_useful(*each, str(row.unit), reference_at(key[0], recorded.speed_m_s))
        for each, recorded in ((found[0], recordings[0]), (found[-1], recordings[-1]))
    )
    doubt = scale.factor * row.uncertainty
    change, by_speed, least = (
        scale.factor * value
        for value in (row.change, row.change_by_speed, row.detectable)
    )
    is_clear = bool(row.is_clear) and is_told
    return Line(
        metric=key[0],
        label=_(label_of(key[0])),
        side=key[1],
        values=tuple(_written(each, scale.factor) for each in found),
        unit=scale.unit,
        change=_signed(change, doubt),
        by_speed="" if _is_nothing(by_speed, doubt) else _signed(by_speed, doubt),
        detectable=number(least, decimals_for(doubt)) if isfinite(least) else "",
        chance=_chance(row.probability),
        is_clear=is_clear,
        is_told=is_told,
        sentence=_sentence(key, change - _finite(by_speed), doubt, scale.unit, row)
        if is_clear
        else "",
    )


def _finite(value: float) -> float:
    return value if isfinite(value) else 0.0


def _written(each: tuple[float, float] | None, factor: float) -> str:
    if each is None:
        return ""
    value, doubt = with_uncertainty(factor * each[0], factor * each[1])
    return f"{value} ± {doubt}" if doubt else value


def _signed(value: float, doubt: float) -> str:
    """Write a change with its sign.

    Examples
    --------
    >>> (
    ...     _signed(3.21, 0.4),
    ...     _signed(-3.21, 0.4) == MINUS + "3.2",
    ...     _signed(float("nan"), 1.0),
    ... )
    ('+3.2', True, '')

    """
    if not isfinite(value):
        return ""
    text = number(value, decimals_for(doubt))
    is_zero = not text.strip("0.,")
    return text if is_zero or text.startswith(MINUS) else f"+{text}"


def _is_nothing(value: float, doubt: float) -> bool:
    """Return whether a change reads as 0, or is not known.

    Examples
    --------
    >>> _is_nothing(0.04, 1.0), _is_nothing(0.6, 1.0), _is_nothing(float("nan"), 1.0)
    (True, False, True)

    """
    return not _signed(value, doubt).strip(f"{MINUS}0.,")


def _chance(probability: float) -> str:
    if not isfinite(probability):
        return ""
    percent = 100 * probability
    if percent > _WORST:
        return _("over {percent} %", percent=f"{_WORST:.0f}")
    return f"{percent:.0f} %"


def _sentence(
    key: tuple[str, str],
    own: float,
    doubt: float,
    unit: str,
    row: Any,  # noqa: ANN401
) -> str:
    size, range_ = with_uncertainty(abs(own), doubt)
    space = "" if unit in ("°", "") else " "
    side = {"left": _("left"), "right": _("right")}.get(key[1], "")
    values = {
        "what": f"{_(label_of(key[0]))}{', ' if side else ''}{side}",
        "size": f"{size} ± {range_}{space}{unit}",
        "chance": _chance(row.probability),
    }
    if own > 0:
        return _("{what}: {size} more. Chance that it is real: {chance}.", **values)
    return _("{what}: {size} less. Chance that it is real: {chance}.", **values)
