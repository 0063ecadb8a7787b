"""How the numbers of a person go from day to day, with their uncertainty."""

from dataclasses import dataclass
from math import erf, hypot, isfinite, sqrt

from sqlalchemy import select

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
        Last less first, in the unit of the metric; one standard deviation.
    probability
        That the number itself, as it was on these two days, moved that way:
        0.5 is a coin. How it varies from day to day by itself is not in it.

    """

    side: str
    difference: float
    uncertainty: float
    probability: float


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
        select(ValueRow, RecordingRow.day, RecordingRow.view)
        .join(RecordingRow, RecordingRow.id == ValueRow.recording_id)
        .where(RecordingRow.person_id == person_id)
        .where(RecordingRow.state == "done")
        .where(ValueRow.metric == metric)
        .order_by(RecordingRow.day, RecordingRow.created_at, ValueRow.id)
    )
    runner: dict[str, str] = {}
    points, unit = [], ""
    for row, day, view in rows.read(lambda session: session.execute(wanted).all()):
        if runner.setdefault(row.recording_id, row.individual) != row.individual:
            continue
        if row.value is None or not isfinite(row.value):
            continue
        unit = row.unit
        doubt = row.uncertainty
        points.append(Point(row.recording_id, day, view, row.side, row.value, doubt))
    sides = dict.fromkeys(point.side for point in points)
    changes = (_change([one for one in points if one.side == side]) for side in sides)
    return Trend(metric, unit, points, [one for one in changes if one is not None])


def _change(points: list[Point]) -> Change | None:
    """Return what lies between the first and the last of the points of a side."""
    known = [one for one in points if one.uncertainty]
    if len(known) < 2:
        return None
    first, last = known[0], known[-1]
    difference = last.value - first.value
    uncertainty = hypot(first.uncertainty or 0.0, last.uncertainty or 0.0)
    probability = (1 + erf(abs(difference) / uncertainty / sqrt(2))) / 2
    return Change(first.side, difference, uncertainty, probability)
