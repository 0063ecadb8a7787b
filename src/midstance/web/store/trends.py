"""How the numbers of a person go from day to day, with their uncertainty."""

from dataclasses import dataclass
from math import isfinite, nan
from typing import Any

from sqlalchemy import select

from midstance.findings.differences import Reading, difference
from midstance.web.store.rows import Rows
from midstance.web.store.tables import RecordingRow, ValueRow


@dataclass(frozen=True)
class Point:
    """A number of one recording; `uncertainty` is one standard deviation."""

    recording_id: str
    day: str
    view: str
    side: str
    value: float
    uncertainty: float | None


@dataclass(frozen=True)
class Change:
    """What lies between the first and the last day of one side.

    Parameters
    ----------
    side
        Of the body.
    difference, uncertainty
        Last less first, in the unit of the metric; one standard deviation. Both
        recordings are in it, and day and speed where these are known.
    by_speed
        What the change of speed alone does to others; NaN: not known.
    probability
        That the number itself moved that way, speed apart: 0.5 is a coin.
    is_clear
        Whether that is told from chance.

    """

    side: str
    difference: float
    uncertainty: float
    by_speed: float
    probability: float
    is_clear: bool


@dataclass(frozen=True)
class Trend:
    """The numbers of one metric in order of time, and what became of them."""

    metric: str
    unit: str
    points: list[Point]
    changes: list[Change]


def metrics_of(rows: Rows, person_id: str) -> list[tuple[str, int]]:
    """Return the metrics of a person, and on how many recordings each is known."""
    wanted = (
        select(ValueRow.metric, ValueRow.recording_id)
        .join(RecordingRow, RecordingRow.id == ValueRow.recording_id)
        .where(RecordingRow.person_id == person_id)
        .where(ValueRow.value.is_not(None))
        .distinct()
    )
    found: dict[str, int] = {}
    for metric, _ in rows.read(lambda session: session.execute(wanted).all()):
        found[metric] = found.get(metric, 0) + 1
    return sorted(found.items())


def trend_of(rows: Rows, person_id: str, metric: str) -> Trend:
    """Return a metric of a person over all recordings.

    Of a recording with several people the first one counts: who was chosen as its
    runner.
    """
    wanted = (
        select(ValueRow, RecordingRow)
        .join(RecordingRow, RecordingRow.id == ValueRow.recording_id)
        .where(RecordingRow.person_id == person_id)
        .where(RecordingRow.state == "done")
        .where(ValueRow.metric == metric)
        .order_by(RecordingRow.day, RecordingRow.created_at, ValueRow.id)
    )
    runner: dict[str, str] = {}
    speeds_m_s: dict[str, float] = {}
    points, unit = [], ""
    for row, filmed in rows.read(lambda session: session.execute(wanted).all()):
        if runner.setdefault(row.recording_id, row.individual) != row.individual:
            continue
        if row.value is None or not isfinite(row.value):
            continue
        unit = row.unit
        speeds_m_s[row.recording_id] = _given_speed(filmed.config)
        doubt = row.uncertainty
        points.append(
            Point(row.recording_id, filmed.day, filmed.view, row.side, row.value, doubt)
        )
    sides = dict.fromkeys(point.side for point in points)
    changes = (
        _change(metric, [one for one in points if one.side == side], speeds_m_s)
        for side in sides
    )
    return Trend(metric, unit, points, [one for one in changes if one is not None])


def _given_speed(config: dict[str, Any]) -> float:
    """Return the speed that was given for a recording; NaN: none was."""
    given = (config.get("subject") or {}).get("speed_m_s")
    return float(given) if given else nan


def _ends(points: list[Point]) -> tuple[Point, Point] | None:
    """Return the first and the last point; None: all are of one day.

    Where a view was filmed on two days, both are of that view: what another view tells
    otherwise is no change of the runner. Of several views the one that was filmed last
    counts, and of those the one that was filmed first.
    """
    views = dict.fromkeys(one.view for one in points)
    alike = [[one for one in points if one.view == view] for view in views]
    pairs = [(own[0], own[-1]) for own in [*alike, points] if own]
    apart = [pair for pair in pairs if pair[0].day < pair[1].day]
    if not apart:
        return None
    same = [pair for pair in apart if pair[0].view == pair[1].view] or apart
    latest = max(pair[1].day for pair in same)
    return min(
        (one for one in same if one[1].day == latest), key=lambda one: one[0].day
    )


def _change(
    metric: str, points: list[Point], speeds_m_s: dict[str, float]
) -> Change | None:
    """Return what lies between the first and the last day of the points of a side."""
    known = [one for one in points if one.uncertainty]
    ends = _ends(known)
    if ends is None:
        return None
    first, last = (
        Reading(
            one.value, one.uncertainty or nan, speeds_m_s[one.recording_id], one.day
        )
        for one in ends
    )
    found = difference(metric, first, last)
    return Change(
        known[0].side,
        found.change,
        found.uncertainty,
        found.by_speed,
        found.probability,
        found.is_clear,
    )
