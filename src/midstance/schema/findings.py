"""Findings: what stands out in how somebody runs, and what they can do about it."""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from midstance.errors import FormatError


@dataclass(frozen=True)
class Evidence:
    """A number that a finding rests on, and the line that it is held against.

    Parameters
    ----------
    metric, side, value, uncertainty, unit
        As in the summary of an analysis; of a difference between the sides ``side``
        is the larger one and `value` the difference in % of their mean.
    limit
        The line, in the same unit.
    sure
        How sure it is that the number is beyond the line, 0 to 1.
    n
        How many strides or steps.
    against
        What the line is, in words: "18 runners on a treadmill at 3 m/s: 20.1 ± 3.2".
    adds
        What this number adds to the finding ("with a nearly straight knee"); empty:
        the finding rests on it.

    """

    metric: str
    side: str
    value: float
    uncertainty: float
    unit: str
    limit: float
    sure: float
    n: int
    against: str
    adds: str = ""


@dataclass(frozen=True)
class Moment:
    """A stride that shows a finding, in s on the clock of the tracks."""

    start_s: float
    end_s: float
    side: str


@dataclass(frozen=True)
class Drill:
    """Something to practise: what, how often, and how to go on."""

    name: str
    how: str
    dose: str
    progression: str


@dataclass(frozen=True)
class Finding:
    """Something that stands out, with all that must be said with it.

    Parameters
    ----------
    rule, individual
        Name of the rule, and of whom it holds.
    title, seen
        What it is, short and as a sentence.
    side
        left, right or both.
    sure
        How sure it is, 0 to 1.
    size
        How far beyond the line, in standard deviations of the reference.
    score
        Size x certainty x what it costs: findings are ranked by it.
    evidence, moments, joints
        The numbers, strides that show them, and the keypoints to look at.
    why, source, unknown
        Why it may matter, who published that, and what nobody knows.
    cue, drills, professional
        What to think of while running, what to practise, and when to see somebody.

    """

    rule: str
    individual: str
    title: str
    side: str
    seen: str
    sure: float
    size: float
    score: float
    evidence: tuple[Evidence, ...]
    moments: tuple[Moment, ...]
    joints: tuple[str, ...]
    why: str
    source: str
    unknown: str
    cue: str
    drills: tuple[Drill, ...]
    professional: str


def findings_to_plain(
    findings: Iterable[Finding] | None,
) -> list[dict[str, Any]] | None:
    """Return `findings` as JSON can hold them; None stays None."""
    if findings is None:
        return None
    return [dataclasses.asdict(finding) for finding in findings]


def findings_from_plain(
    rows: Iterable[Mapping[str, Any]] | None,
) -> tuple[Finding, ...] | None:
    """Return the findings that `findings_to_plain` wrote; None stays None.

    Raises
    ------
    FormatError
        If a row is no finding.

    """
    if rows is None:
        return None
    parts = {"evidence": Evidence, "moments": Moment, "drills": Drill}
    findings = []
    for row in rows:
        try:
            inner = {
                name: tuple(kind(**one) for one in row[name])
                for name, kind in parts.items()
            }
            joints = tuple(row["joints"])
            findings.append(Finding(**{**row, **inner, "joints": joints}))
        except (KeyError, TypeError) as error:
            raise FormatError(
                f"A finding must have the fields of midstance, got {row!r}; "
                "analyze the video again."
            ) from error
    return tuple(findings)
