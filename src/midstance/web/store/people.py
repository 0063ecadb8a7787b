"""The people who are filmed: a library of them."""

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from midstance.errors import FormatError
from midstance.web.store.recordings import Store
from midstance.web.store.tables import MomentRow, PersonRow, RecordingRow

FACTS = (
    "name",
    "birth_year",
    "sex",
    "height_m",
    "mass_kg",
    "leg_length_m",
    "shoes",
    "notes",
    "tags",
)
"""What is known of a person, as the columns of the table are called."""


@dataclass(frozen=True)
class Moment:
    """What happened to somebody on a day (``2026-11-30``)."""

    id: str
    day: str
    kind: str
    text: str


@dataclass(frozen=True)
class Person:
    """Somebody who is filmed.

    Parameters
    ----------
    id
        Names them everywhere.
    facts
        What is known, by the names of `FACTS`; None or empty: not known.
    n_recordings, last_day
        How many recordings there are, and the day of the last one; empty: none.

    """

    id: str
    facts: dict[str, Any]
    n_recordings: int = 0
    last_day: str = ""

    @property
    def name(self) -> str:
        """What they are called."""
        return str(self.facts["name"])


class People:
    """A library of people, kept in the database of the recordings.

    Parameters
    ----------
    store
        The recordings.

    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._rows = store.rows

    def find(self, words: str = "") -> list[Person]:
        """Return those whose name, tags, shoes or notes hold every word, by name."""
        counted = (
            select(
                PersonRow,
                func.count(RecordingRow.id),
                func.coalesce(func.max(RecordingRow.day), ""),
            )
            .outerjoin(RecordingRow, RecordingRow.person_id == PersonRow.id)
            .group_by(PersonRow.id)
        )
        rows = self._rows.read(lambda session: session.execute(counted).all())
        found = [_person(row, n, last) for row, n, last in rows]
        wanted = words.casefold().split()
        kept = [one for one in found if all(word in _text(one) for word in wanted)]
        return sorted(kept, key=lambda one: (one.name.casefold(), one.id))

    def get(self, person_id: str) -> Person:
        """Return a person.

        Raises
        ------
        FormatError
            If there is none of that id.

        """
        row = self._rows.read(lambda session: session.get(PersonRow, person_id))
        if row is None:
            raise no_person()
        recordings = self._store.of_person(person_id)
        last = recordings[0].day if recordings else ""
        return _person(row, len(recordings), last)

    def add(self, facts: Mapping[str, Any]) -> Person:
        """Return a new person."""
        new_id = secrets.token_hex(8)
        row = {name: facts[name] for name in FACTS}
        self._rows.write(
            lambda session: session.add(
                PersonRow(id=new_id, created_at=time.time(), **row)
            )
        )
        return self.get(new_id)

    def change(self, person_id: str, facts: Mapping[str, Any]) -> Person:
        """Return a person with other facts."""
        row = {name: facts[name] for name in FACTS}
        changed = update(PersonRow).where(PersonRow.id == person_id).values(**row)
        self._rows.write(lambda session: session.execute(changed))
        self._rows.forget()
        return self.get(person_id)

    def remove(self, person_id: str) -> None:
        """Delete a person with all recordings, results and numbers."""
        self.get(person_id)
        for recording in self._store.of_person(person_id):
            self._store.remove(recording.id)
        gone = delete(PersonRow).where(PersonRow.id == person_id)
        self._rows.write(lambda session: session.execute(gone))
        self._rows.forget()

    def merge(self, person_id: str, other_id: str) -> Person:
        """Give a person all that belongs to another one, who is deleted."""
        kept, other = self.get(person_id), self.get(other_id)
        if kept.id == other.id:
            return kept
        facts = {name: value or other.facts[name] for name, value in kept.facts.items()}
        facts["tags"] = sorted({*kept.facts["tags"], *other.facts["tags"]})
        notes = (kept.facts["notes"], other.facts["notes"])
        facts["notes"] = "\n".join(dict.fromkeys(note for note in notes if note))

        def join(session: Session) -> None:
            for table in (RecordingRow, MomentRow):
                mine = update(table).where(table.person_id == other_id)
                session.execute(mine.values(person_id=person_id))
            session.execute(
                update(PersonRow).where(PersonRow.id == person_id).values(**facts)
            )
            session.execute(delete(PersonRow).where(PersonRow.id == other_id))

        self._rows.write(join)
        self._rows.forget()
        return self.get(person_id)

    def moments(self, person_id: str) -> list[Moment]:
        """Return what happened to a person, in order."""
        wanted = select(MomentRow).where(MomentRow.person_id == person_id)
        rows = self._rows.read(
            lambda session: session.scalars(wanted.order_by(MomentRow.day)).all()
        )
        return [Moment(row.id, row.day, row.kind, row.text) for row in rows]

    def add_moment(self, person_id: str, *, day: str, kind: str, text: str) -> Moment:
        """Write down what happened to a person."""
        self.get(person_id)
        new = Moment(secrets.token_hex(8), day, kind, text)
        self._rows.write(
            lambda session: session.add(MomentRow(person_id=person_id, **vars(new)))
        )
        return new

    def remove_moment(self, person_id: str, moment_id: str) -> None:
        """Forget what happened to a person."""
        gone = (
            delete(MomentRow)
            .where(MomentRow.id == moment_id)
            .where(MomentRow.person_id == person_id)
        )
        self._rows.write(lambda session: session.execute(gone))
        self._rows.forget()


def no_person() -> FormatError:
    """Return what is said of a person who is not there, or not for who asks."""
    return FormatError("There is no such person any more.")


def _person(row: PersonRow, n_recordings: int, last_day: str) -> Person:
    facts = {name: getattr(row, name) for name in FACTS}
    return Person(row.id, facts, n_recordings, last_day)


def _text(person: Person) -> str:
    """Return what is searched, so that upper and lower case are the same."""
    facts = person.facts
    parts = (facts["name"], facts["shoes"], facts["notes"], *facts["tags"])
    return "\n".join(parts).casefold()
