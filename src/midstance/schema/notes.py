"""Notes: what to know before reading a number, a row each.

A step that has something to say returns notes::

    Note(
        "slow_motion",
        "anna moves like somebody who runs, about 8 times slower: is this slow motion?",
        individual="anna",
        start_s=2.0,
        end_s=7.5,
        remedy="slow_motion_factor",
        facts={"factor": 8.0},
    )

The text says what is the case in whole sentences and names no option; what can be
done is a remedy, told by each door in its own words (`midstance.schema.remedies`).
The pipeline files notes by the stage they come from: whoever works a stage anew
replaces its notes and those after it, and leaves the others.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import isnan, nan
from typing import Any, Literal

import pandas as pd

from midstance.errors import SchemaError
from midstance.schema.remedies import PLAIN, Words, told, with_remedy

Severity = Literal["note", "warning"]
Stage = Literal["video", "tracks", "events"]
Fact = float | int | str

COLUMNS = (
    *("kind", "individual", "start_s", "end_s", "severity"),
    *("text", "remedy", "facts", "stage"),
)
SEVERITIES = ("note", "warning")
STAGES = ("video", "tracks", "events")
"""Where notes come from, in the order of the work: frames and camera; the people,
their tracks and bouts; events, edits and numbers."""


@dataclass(frozen=True)
class Note:
    """Something to know before reading the numbers.

    Parameters
    ----------
    kind
        What it is about, such as ``slow_motion``: the name that programs go by.
    text
        What is the case, in whole sentences.
    individual
        Whom it concerns; empty: the whole recording.
    start_s, end_s
        The part of the clip that it concerns, on the clock of the tracks; NaN: all
        of it.
    severity
        ``warning``: numbers may be wrong or absent; ``note``: good to know.
    remedy
        Name of what can be done, see `midstance.schema.remedies`; empty: nothing.
    facts
        The numbers and words of the text, for programs and for the remedy; never
        NaN.

    """

    kind: str
    text: str
    individual: str = ""
    start_s: float = nan
    end_s: float = nan
    severity: Severity = "warning"
    remedy: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict)


def make_notes(notes: Iterable[Note] = (), *, stage: Stage = "events") -> pd.DataFrame:
    """Build a table of notes that all come from one stage.

    Returns
    -------
    pandas.DataFrame
        With `COLUMNS`, in the order given.

    Raises
    ------
    SchemaError
        If a severity or the stage is unknown.

    Examples
    --------
    >>> make_notes([Note("walking", "anna walks.", "anna")], stage="tracks").shape
    (1, 9)

    """
    rows = [
        (
            *(note.kind, note.individual, note.start_s, note.end_s, note.severity),
            *(note.text, note.remedy, dict(note.facts), stage),
        )
        for note in notes
    ]
    return validate_notes(pd.DataFrame(rows, columns=list(COLUMNS)))


def validate_notes(table: pd.DataFrame) -> pd.DataFrame:
    """Return `table` with typed columns.

    Raises
    ------
    SchemaError
        If a column is missing, a severity or a stage is unknown, or a time is no
        number.

    """
    missing = [name for name in COLUMNS if name not in table]
    if missing:
        raise SchemaError(
            f"Notes need the columns {COLUMNS}; {missing} are missing "
            f"from {list(table.columns)}."
        )
    for column, allowed in (("severity", SEVERITIES), ("stage", STAGES)):
        strange = sorted(set(table[column]) - set(allowed))
        if strange:
            raise SchemaError(f"{column} must be one of {allowed}, got {strange}.")
    words = dict.fromkeys(
        ("kind", "individual", "severity", "text", "remedy", "stage"), str
    )
    try:
        return table[list(COLUMNS)].astype({**words, "start_s": float, "end_s": float})
    except (TypeError, ValueError) as error:
        raise SchemaError(f"The time of a note is not a number: {error}.") from error


def join_notes(*tables: pd.DataFrame) -> pd.DataFrame:
    """Return the notes of several tables in one, in their order."""
    filled = [table for table in tables if len(table)]
    return pd.concat(filled, ignore_index=True) if filled else make_notes()


def notes_before(notes: pd.DataFrame, stage: Stage) -> pd.DataFrame:
    """Return the notes of the stages before `stage`, which is to be worked anew."""
    earlier = STAGES[: STAGES.index(stage)]
    return notes[notes["stage"].isin(earlier)].reset_index(drop=True)


def sentences(notes: pd.DataFrame, words: Words = PLAIN) -> tuple[str, ...]:
    """Return the text of each note, and after it what can be done.

    Parameters
    ----------
    notes
        Table of `make_notes`.
    words
        How the door that shows them tells remedies.

    """
    return tuple(
        with_remedy(note.text, note.remedy, note.facts, words)
        for note in notes.itertuples(index=False)
    )


def to_plain(notes: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the notes for JSON, which knows no NaN."""
    return [
        {
            key: None if isinstance(value, float) and isnan(value) else value
            for key, value in row.items()
        }
        for row in notes.to_dict("records")
    ]


def from_plain(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Return the notes that `to_plain` gave.

    Raises
    ------
    SchemaError
        If they are no notes.

    """
    return validate_notes(pd.DataFrame(rows, columns=list(COLUMNS)))


_OF_EVENTS = ("steps/min", "come from the lifted person", "curated by hand")


def told_notes(notes: pd.DataFrame) -> tuple[str, ...]:
    """Return the text of each note, and what can be done, in the spoken language."""
    return tuple(
        told(note.text, note.remedy, note.facts) for note in notes.itertuples()
    )


def load_notes(facts: dict[str, Any], individuals: Iterable[str]) -> pd.DataFrame:
    """Return the notes that an analysis tells in its facts, in either way."""
    if "notes" in facts:
        return from_plain(facts["notes"])
    return from_sentences(facts["warnings"], individuals)


def from_sentences(texts: Iterable[str], individuals: Iterable[str]) -> pd.DataFrame:
    """Return the notes of folders of version 0.1, which held sentences only.

    Their stage is told by what they speak of, so that another choice of the runner
    or of events replaces them as it does those of today.
    """
    names = tuple(individuals)
    tables = []
    for text in texts:
        is_of_people = text.startswith((*names, "Nobody")) or " more p" in text
        stage: Stage = "tracks" if is_of_people else "video"
        if any(part in text for part in _OF_EVENTS):
            stage = "events"
        tables.append(make_notes([Note("text", text)], stage=stage))
    return join_notes(*tables)
